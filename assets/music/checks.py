"""What a loop must measure, and the measuring. Judged on the decoded files, by ffmpeg where ffmpeg has a meter."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path

import numpy as np

from instruments import RATE

LOUDNESS = (-16.3, -15.7)  # LUFS
TRUE_PEAK = -1.5  # dBTP, at most
DC = 0.0003  # of full scale, at most
MONO_LOSS = 2.5  # LU lost when folded to mono, at most
CORRELATION = (0.35, 0.97)  # between the channels: wide, yet safe in mono
BAR_RANGE = 6.0  # LU between the quietest and the loudest bar
SIZE = 1_100_000  # bytes, at most


def check_all(catalogue: Path) -> int:
    """Measure every loop of the catalogue, print a line for each, and return how many findings are wrong."""
    loops = tomllib.loads(catalogue.read_text(encoding="utf-8"))["loop"]
    wrong = 0
    if len({loop["name"] for loop in loops}) != len(loops):
        wrong += complain("catalogue", "two loops share a name")
    for stray in sorted(set(p.stem for p in catalogue.parent.glob("*.ogg")) - {loop["name"] for loop in loops}):
        wrong += complain(stray, "is a sound file the catalogue does not name")
    for loop in loops:
        path = catalogue.parent / loop["file"]
        if not path.is_file():
            wrong += complain(loop["name"], f"{path.name} is missing")
            continue
        wrong += check(loop, path)
    print("all loops measure as they should" if not wrong else f"{wrong} findings")
    return wrong


def check(loop: dict, path: Path) -> int:
    name, bpm, beats, length = loop["name"], loop["bpm"], loop["beats"], loop["length"]
    wrong = 0

    def expect(holds: bool, finding: str) -> None:
        nonlocal wrong
        if not holds:
            wrong += complain(name, finding)

    expect(loop["sample_rate"] == RATE, f"sample rate {loop['sample_rate']} instead of {RATE}")
    expect(length * bpm == beats * 60 * RATE, f"{beats} beats at {bpm} bpm are not {length} samples")
    expect(length % beats == 0 and length // beats % (RATE // 30) == 0, "a beat is not a whole number of 30 fps frames")
    expect(15 <= length / RATE <= 35, f"{length / RATE:.1f} s long")
    expect(path.stem == name, f"the file is called {path.name}")
    expect(path.stat().st_size <= SIZE, f"{path.stat().st_size} bytes")

    sound = decode(path)
    expect(sound.shape[1] == length, f"decodes to {sound.shape[1]} samples instead of {length}")
    if shutil.which("gst-launch-1.0"):
        played = gstreamer_length(path)
        expect(played == length, f"GStreamer plays {played} samples instead of {length}")
    else:
        print(f"{name:8} not tried in GStreamer: gst-launch-1.0 is not installed")
    integrated, peak = ebur128(sound)
    expect(LOUDNESS[0] <= integrated <= LOUDNESS[1], f"integrated loudness {integrated} LUFS")
    expect(peak <= TRUE_PEAK, f"true peak {peak} dBTP")
    mono_loss = integrated - ebur128(np.stack([sound.mean(axis=0)] * 2))[0]
    expect(mono_loss <= MONO_LOSS, f"loses {mono_loss:.1f} LU in mono")
    correlation = float(np.corrcoef(sound)[0, 1])
    expect(CORRELATION[0] <= correlation <= CORRELATION[1], f"channel correlation {correlation:.2f}")
    dc = float(np.max(np.abs(sound.mean(axis=1))))
    expect(dc <= DC, f"DC offset {dc:.5f}")
    bars = bar_levels(sound, beats // 4)
    expect(np.ptp(bars) <= BAR_RANGE, f"bars differ by {np.ptp(bars):.1f} dB")
    step, flux = seam(sound, beats)
    expect(step <= 1.0, f"a step at the seam, {step:.2f} of what the music itself does")
    expect(flux <= 1.15, f"a click at the seam, {flux:.2f} times the strongest bar line")
    grid, found = tempo(sound, bpm)
    expect(found, "the strongest rhythm is not the beat, nor a simple multiple of it")
    expect(grid >= 1.25, f"onsets are only {grid:.2f} times as strong on the grid as off it")
    voice = speech_share(sound)
    expect(voice <= -8.0, f"1.5 to 4 kHz holds {voice:.1f} dB of the whole")
    print(
        f"{name:8} {length / RATE:6.2f} s  {integrated:6.1f} LUFS  {peak:5.1f} dBTP  DC {dc:.6f}"
        f"  mono -{mono_loss:.1f} LU  correlation {correlation:.2f}  bars {np.ptp(bars):.1f} dB  seam step {step:.2f} flux {flux:.2f}  "
        f"grid {grid:.1f}x  1.5-4 kHz {voice:.1f} dB  {path.stat().st_size // 1000} kB"
    )
    return wrong


def compare_with_source(name: str, source: np.ndarray, decoded: np.ndarray, per_beat: int) -> int:
    """The coder works without knowing that the end meets the start: make sure it left the seam as good as the rest."""
    if decoded.shape != source.shape:
        return complain(name, f"decodes to {decoded.shape[1]} samples instead of {source.shape[1]}")
    error = np.sum((decoded - source) ** 2, axis=0)
    reach = RATE // 50
    windows = np.array([np.roll(error, reach - at)[: 2 * reach].mean() for at in range(0, len(error), per_beat)])
    against = 10 * np.log10(windows[0] / windows[1:].max())
    whole = 10 * np.log10(np.sum(source**2) / error.sum())
    print(
        f"{name:8} coded at {whole:.1f} dB signal to error; error at the seam {against:+.1f} dB against the worst beat"
    )
    return complain(name, "the coder damaged the seam") if against > 3.0 else 0


def complain(name: str, finding: str) -> int:
    print(f"{name}: WRONG: {finding}")
    return 1


# Measuring.


def decode(path: Path) -> np.ndarray:
    """The file's samples, `(2, n)`."""
    command = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-i",
        str(path),
        "-f",
        "f32le",
        "-ac",
        "2",
        "-ar",
        str(RATE),
        "pipe:1",
    ]
    raw = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    return np.frombuffer(raw, "<f4").reshape(-1, 2).T.astype(float)


def gstreamer_length(path: Path) -> int:
    """How many samples GStreamer makes of the file: it is what Bobine plays with.

    Where the last Vorbis block is longer than what is left of the loop, GStreamer (1.22) cuts it in nanoseconds and may
    keep one sample too many. Then give the piece another seed: its last notes fall differently, and so do the blocks.
    """
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder, "raw")
        chain = f"oggdemux ! vorbisdec ! audioconvert ! audio/x-raw,format=F32LE,channels=2 ! filesink location={raw}"
        command = ["gst-launch-1.0", "-q", "filesrc", f"location={path}", "!", *chain.split()]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return raw.stat().st_size // 8


def ebur128(sound: np.ndarray) -> tuple[float, float]:
    """Integrated loudness (LUFS) and true peak (dBTP), by ffmpeg's meter, of the loop played twice in a row."""
    command = ["ffmpeg", "-nostats", "-hide_banner", "-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", "pipe:0"]
    command += ["-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"]
    twice = np.tile(sound, 2).T.astype("<f4").tobytes()
    text = subprocess.run(command, input=twice, stderr=subprocess.PIPE, check=True).stderr.decode()
    summary = text[text.rindex("Summary:") :]
    found = [re.search(pattern, summary) for pattern in (r"I:\s+(-?[\d.]+|-inf) LUFS", r"Peak:\s+(-?[\d.]+|-inf) dBFS")]
    if None in found:
        raise RuntimeError(f"ffmpeg's loudness report has changed its shape:\n{summary}")
    return float(found[0][1]), float(found[1][1])


def bar_levels(sound: np.ndarray, bars: int) -> np.ndarray:
    """The level of each bar in dB, bass left out as the ear does."""
    n = sound.shape[1]
    freqs = np.fft.rfftfreq(n, 1 / RATE)
    heard = np.fft.irfft(np.fft.rfft(sound) / np.sqrt(1 + (120 / np.maximum(freqs, 1e-3)) ** 4), n)
    return 10 * np.log10([np.mean(bar**2) for bar in np.array_split(heard, bars, axis=1)])


def seam(sound: np.ndarray, beats: int) -> tuple[float, float]:
    """How the loop point compares with the music around it.

    The first figure is the jump from the last sample to the first, over the largest jump within 20 ms of any beat. The
    second is the rise of energy above 10 kHz (where a click shows and music is faint) in the 2 ms at the seam, over the
    strongest such rise elsewhere.
    """
    n = sound.shape[1]
    jumps = np.max(np.abs(sound - np.roll(sound, 1, axis=1)), axis=0)
    near = np.abs((np.arange(n) + n // beats // 2) % (n // beats) - n // beats // 2) < RATE // 50
    near[0] = False
    spectrum = np.fft.rfft(sound)
    spectrum[:, np.fft.rfftfreq(n, 1 / RATE) < 10_000] = 0
    energy = np.sum(np.fft.irfft(spectrum, n) ** 2, axis=0)
    hop = RATE // 500
    frames = np.add.reduceat(np.roll(energy, hop // 2), np.arange(0, n, hop))
    rise = np.maximum(frames - np.roll(frames, 1), 0)
    elsewhere = np.max(rise[3:-2])
    return float(jumps[0] / jumps[near].max()), float(max(rise[:3].max(), rise[-2:].max()) / elsewhere)


def onsets(sound: np.ndarray) -> tuple[np.ndarray, float]:
    """Spectral flux around the circle, and its rate: 100 values a second, or as near as divides the loop."""
    n = sound.shape[1]
    hop = RATE // 100
    mono = sound.mean(axis=0)
    count = n // hop
    size = 2048
    starts = (np.arange(count) * n // count)[:, None] + np.arange(size)[None, :] - size // 2
    frames = np.log1p(200 * np.abs(np.fft.rfft(mono[starts % n] * np.hanning(size))) / size)
    flux = np.maximum(frames - np.roll(frames, 1, axis=0), 0).sum(axis=1)
    return flux, count / (n / RATE)


def tempo(sound: np.ndarray, bpm: float) -> tuple[float, bool]:
    """How much stronger onsets are on the eighth-note grid than off it, and whether their period agrees with `bpm`."""
    flux, rate = onsets(sound)
    count = len(flux)
    centred = flux - flux.mean()
    correlation = np.fft.irfft(np.abs(np.fft.rfft(centred)) ** 2, count)
    lags = np.arange(count // 2)
    allowed = (lags >= rate * 60 / 200) & (lags <= rate * 60 / 55)  # 55 to 200 bpm
    best = lags[allowed][np.argmax(correlation[: count // 2][allowed])]
    ratio = best / (rate * 60 / bpm)
    found = any(abs(ratio - simple) < 0.03 for simple in (0.5, 0.75, 1, 1.5, 2))
    position = np.arange(count) / rate * bpm / 60 * 2  # in eighths
    away = np.abs((position + 0.5) % 1 - 0.5) / 2 * 60 / bpm  # seconds from the nearest eighth
    return float(flux[away < 0.03].mean() / flux[away > 0.06].mean()), found


def speech_share(sound: np.ndarray) -> float:
    """Energy from 1.5 to 4 kHz against the whole, in dB: what competes with consonants."""
    power = np.sum(np.abs(np.fft.rfft(sound)) ** 2, axis=0)
    freqs = np.fft.rfftfreq(sound.shape[1], 1 / RATE)
    return float(10 * np.log10(power[(freqs > 1500) & (freqs < 4000)].sum() / power.sum()))
