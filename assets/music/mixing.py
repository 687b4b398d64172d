"""The desk: parts laid on a circle, effects that wrap around it, and the mastering.

A loop is a circle of samples. A note that rings past the end continues at the start, and every filter, echo, reverb,
compressor and limiter here is computed on the circle (by circular convolution), so there is no seam to hide.
Levels are given as loudness (LUFS) of each part, so a balance is a statement one can check.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from instruments import RATE, band


@dataclass
class Part:
    """One strip of the desk.

    `level` in LUFS; `low` and `high` cut outside these Hz; `lift` is a shelf in dB above 900 Hz; `room` and `echo` are
    send gains; `duck` is how far the kick pushes it down, 0 to 1.
    """

    level: float
    low: float = 20.0
    high: float = 18_000.0
    lift: float = 0.0
    room: float = 0.0
    echo: float = 0.0
    duck: float = 0.0
    width: float = 1.0
    tremolo: float = 0.0
    samples: np.ndarray = field(default_factory=lambda: np.zeros((2, 0)))


class Loop:
    """A circle of `beats` beats at `bpm`, and the parts laid on it."""

    def __init__(self, bpm: float, beats: int, seed: int):
        per_beat = 60 * RATE / bpm
        if per_beat != int(per_beat):
            raise ValueError(f"a beat at {bpm} bpm is {per_beat} samples, which is not a whole number")
        self.bpm, self.beats, self.per_beat = bpm, beats, int(per_beat)
        self.length = self.per_beat * beats
        self.rng = np.random.default_rng(seed)
        self.parts: dict[str, Part] = {}
        self.kicks: list[float] = []

    def part(self, name: str, level: float, **strip) -> str:
        self.parts[name] = Part(level, samples=np.zeros((2, self.length)), **strip)
        return name

    def seconds(self, beats: float) -> float:
        return beats * 60 / self.bpm

    def lay(self, part: str, beat: float, sound: np.ndarray, *, pan: float = 0.0, loose: float = 0.0) -> None:
        """Add a sound at `beat`, `loose` seconds of human inaccuracy around it. `pan` from -1 to 1."""
        late = float(np.clip(self.rng.normal(0, loose), -2 * loose, 2 * loose)) if loose else 0.0
        start = round(beat * self.per_beat + late * RATE)
        if sound.ndim == 1:
            sound = np.stack([sound, sound])
        angle = (pan + 1) * np.pi / 4
        sound = sound * (np.sqrt(2) * np.array([[np.cos(angle)], [np.sin(angle)]]))
        target, at, done = self.parts[part].samples, start % self.length, 0
        while done < sound.shape[1]:
            piece = min(self.length - at, sound.shape[1] - done)
            target[:, at : at + piece] += sound[:, done : done + piece]
            done, at = done + piece, 0

    def mix(
        self, *, room: np.ndarray, echo_beats: float = 0.75, echo_back: float = 0.4, recover: float = 0.16
    ) -> np.ndarray:
        """Sum the parts with their sends."""
        push = self._push(recover)
        dry = np.zeros((2, self.length))
        to_room, to_echo = np.zeros_like(dry), np.zeros_like(dry)
        for name, part in self.parts.items():
            sound = on_circle(part.samples, lambda f: band(part.low, part.high)(f) * shelf(part.lift)(f))
            if part.tremolo:
                turns = round(self.beats * 2)  # once per half beat, a whole number of times around
                swing = part.tremolo * np.sin(2 * np.pi * turns * np.arange(self.length) / self.length)
                sound = sound * np.stack([1 + swing, 1 - swing])
            sound = widened(sound, part.width) * (1 - part.duck * push)
            heard = loudness(sound)
            if not np.isfinite(heard):
                raise ValueError(f"part {name} is silent")
            sound = sound * 10 ** ((part.level - heard) / 20)
            dry += sound
            to_room += part.room * sound
            to_echo += part.echo * sound
        if np.any(to_echo):
            echoes = self._echo(to_echo, echo_beats, echo_back)
            dry += echoes
            to_room += 0.3 * echoes
        if np.any(to_room):
            wet = convolved(on_circle(to_room, band(160, 9000, 1)), room)
            dry += wet * (1 - 0.35 * push)
        return dry

    def _push(self, recover: float) -> np.ndarray:
        """1 at each kick, back to 0 within a beat: what ducked parts are turned down by."""
        if not self.kicks:
            return np.zeros(self.length)
        hits = np.sort([round(k * self.per_beat) % self.length for k in self.kicks])
        now = np.arange(self.length)
        before = np.searchsorted(hits, now, side="right") - 1
        since = (now - hits[before]) % self.length / RATE
        push = np.exp(-((since / recover) ** 1.6))
        kernel = np.hanning(int(0.008 * RATE))
        return around(push, kernel / kernel.sum())

    def _echo(self, sound: np.ndarray, beats: float, back: float) -> np.ndarray:
        """Ping-pong echoes, each darker than the one before."""
        step = round(beats * self.per_beat)
        out = np.zeros_like(sound)
        current = np.stack([sound.mean(0), np.zeros(self.length)])
        gain = 1.0
        while gain > 0.02:
            current = on_circle(np.roll(current, step, axis=1), band(220, 4200, 1)) * back
            out += current
            current = current[::-1]
            gain *= back
        return out


# Tools on the circle.


def shelf(lift_db: float):
    """The magnitude of a gentle shelf: `lift_db` well above 900 Hz, nothing well below."""
    return lambda f: 10 ** (lift_db / 20 / (1 + (900 / np.maximum(f, 1e-3)) ** 3))


def on_circle(sound: np.ndarray, gain) -> np.ndarray:
    """Filter with the zero-phase magnitude `gain(hz)`."""
    n = sound.shape[-1]
    return np.fft.irfft(np.fft.rfft(sound) * gain(np.fft.rfftfreq(n, 1 / RATE)), n)


def convolved(sound: np.ndarray, response: np.ndarray) -> np.ndarray:
    """Circular convolution; a response longer than the circle wraps too."""
    n = sound.shape[-1]
    folded = np.zeros((*response.shape[:-1], n))
    for start in range(0, response.shape[-1], n):
        piece = response[..., start : start + n]
        folded[..., : piece.shape[-1]] += piece
    return np.fft.irfft(np.fft.rfft(sound) * np.fft.rfft(folded), n)


def around(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Circular smoothing with a kernel centred on each sample."""
    return np.roll(convolved(signal, kernel), -(len(kernel) // 2), axis=-1)


def widened(sound: np.ndarray, width: float) -> np.ndarray:
    middle, side = (sound[0] + sound[1]) / 2, (sound[0] - sound[1]) / 2 * width
    return np.stack([middle + side, middle - side])


def hall(seconds: float, seed: int, *, gap: float = 0.018, bright: float = 1.0) -> np.ndarray:
    """The answer of a room: early reflections, then noise whose treble dies first. `seconds` is the time to -60 dB."""
    rng = np.random.default_rng(seed)
    n = int((seconds * 1.15 + gap) * RATE)
    t = np.arange(n) / RATE
    out = np.zeros((2, n))
    freqs = np.fft.rfftfreq(n, 1 / RATE)
    for low, high, share in (
        (80, 400, 0.9),
        (400, 1500, 1.0),
        (1500, 4000, 0.62 * bright),
        (4000, 10_000, 0.36 * bright),
    ):
        tail = np.fft.irfft(np.fft.rfft(rng.standard_normal((2, n))) * band(low, high, 2)(freqs), n)
        out += tail * share * 10 ** (-3 * t / (seconds * share))
    out *= np.clip(t / 0.03, 0, 1) ** 0.5
    for _ in range(9):
        at = int(rng.uniform(0.004, 0.06) * RATE)
        out[rng.integers(0, 2), at] += rng.choice([-1, 1]) * 9 * np.exp(-at / RATE / 0.04)
    late = int(gap * RATE)
    out = np.concatenate([np.zeros((2, late)), out[:, : n - late]], axis=1)
    return out / np.sqrt(np.sum(out**2) / 2)


# Measuring and mastering.


def loudness(sound: np.ndarray) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770-4, gated) of a stereo circle."""
    n = sound.shape[-1]
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(n))
    head = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    rumble = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    weighted = np.fft.irfft(np.fft.rfft(sound) * head * rumble, n)
    power = np.sum(weighted**2, axis=0)
    block, hop = int(0.4 * RATE), int(0.1 * RATE)
    total = np.concatenate([[0.0], np.cumsum(np.concatenate([power, power[:block]]))])
    starts = np.arange(0, n, hop)
    means = (total[starts + block] - total[starts]) / block
    means = means[means > 10 ** ((-70 + 0.691) / 10)]
    if not len(means):
        return -np.inf
    means = means[means > means.mean() / 10]
    return float(-0.691 + 10 * np.log10(means.mean()))


def oversampled(sound: np.ndarray, times: int = 4) -> np.ndarray:
    n = sound.shape[-1]
    return np.fft.irfft(np.fft.rfft(sound), n * times) * times


def tape(sound: np.ndarray, drive: float) -> np.ndarray:
    """Gentle saturation, computed at four times the rate so that it adds no aliases."""
    n = sound.shape[-1]
    bent = np.tanh(oversampled(sound) * drive) / drive
    return np.fft.irfft(np.fft.rfft(bent)[..., : n // 2 + 1], n) / 4


def glue(sound: np.ndarray, ratio: float, over: float = 0.0) -> np.ndarray:
    """A slow bus compressor above the mean level plus `over` dB."""
    kernel = np.hanning(int(0.24 * RATE))
    power = around(np.mean(sound**2, axis=0), kernel / kernel.sum())
    level = 10 * np.log10(np.maximum(power, 1e-12))
    excess = np.maximum(level - 10 * np.log10(np.mean(power)) - over, 0)
    return sound * 10 ** (-excess * (1 - 1 / ratio) / 20)


def limited(sound: np.ndarray, ceiling_db: float) -> np.ndarray:
    """Keep true peaks under the ceiling: the gain falls 20 ms ahead of a peak and recovers as smoothly."""
    ceiling = 10 ** (ceiling_db / 20)
    n = sound.shape[-1]
    peak = np.abs(oversampled(sound)).reshape(2, n, 4).max(axis=(0, 2))
    peak = np.maximum(peak, np.roll(peak, -1))
    need = np.minimum(1, ceiling / np.maximum(peak, 1e-9))
    reach = int(0.02 * RATE)
    lowest, span = need, 1
    while span < 2 * reach + 1:
        step = min(span, 2 * reach + 1 - span)
        lowest = np.minimum(lowest, np.roll(lowest, -step))
        span += step
    lowest = np.roll(lowest, reach)
    kernel = np.hanning(2 * reach + 1)
    return sound * around(lowest, kernel / kernel.sum())


def room_for_voice(f: np.ndarray) -> np.ndarray:
    """The curve every master gets: no rumble, 3 dB less around 2.2 kHz where speech is understood, a little air."""
    f = np.maximum(f, 1e-3)
    rumble = 1 / np.sqrt(1 + (28 / f) ** 8)
    dip = 10 ** (-3.0 / 20 * np.exp(-((np.log2(f / 2200) / 0.95) ** 2)))
    air = 10 ** (1.5 / 20 / (1 + (9000 / f) ** 4))
    top = 1 / np.sqrt(1 + (f / 18_500) ** 16)
    return rumble * dip * air * top


def mastered(mix: np.ndarray, *, target: float, ceiling_db: float, drive: float = 0.5) -> np.ndarray:
    """EQ, mono bass, glue, saturation, loudness and limiting."""
    middle, side = (mix[0] + mix[1]) / 2, (mix[0] - mix[1]) / 2
    side = on_circle(side, band(140, np.inf, 2))
    sound = on_circle(np.stack([middle + side, middle - side]), room_for_voice)
    sound = sound * 10 ** ((target - loudness(sound)) / 20)
    sound = tape(glue(sound, 1.6, over=1.0), drive)
    for _ in range(4):
        sound = limited(sound * 10 ** ((target - loudness(sound)) / 20), ceiling_db)
    return sound - sound.mean(axis=1, keepdims=True)
