"""The sounds: every instrument is a function from a pitch, a length and a velocity to samples.

A sound is a float64 array, mono `(n,)` or stereo `(2, n)`, at 48 kHz, starting at its attack and ringing as long as it
likes: the mixer wraps what rings past the end of a loop. Nothing here knows of bars, loops or levels.
Randomness always comes from the generator passed in, so a piece sounds the same each time it is made.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

RATE = 48_000
TAU = 2 * np.pi
TABLE = 2048
CUTOFFS = 60.0 * 2 ** (np.arange(34) / 4)  # the grid on which filtered wavetables are built, in Hz


def hz(note: float) -> float:
    """The frequency of a MIDI note number."""
    return 440.0 * 2 ** ((note - 69) / 12)


def clock(seconds: float) -> np.ndarray:
    """Sample times from 0 to `seconds`."""
    return np.arange(max(1, int(seconds * RATE))) / RATE


def fall(t: np.ndarray, tau: float) -> np.ndarray:
    """Exponential decay with time constant `tau` seconds."""
    return np.exp(-t / tau)


def gate(t: np.ndarray, length: float, attack: float, release: float) -> np.ndarray:
    """Smooth envelope: raised-cosine attack, full until `length`, raised-cosine release after it."""
    up = 0.5 - 0.5 * np.cos(np.pi * np.clip(t / attack, 0, 1))
    down = 0.5 + 0.5 * np.cos(np.pi * np.clip((t - length) / release, 0, 1))
    return up * down


def coloured(sound: np.ndarray, gain) -> np.ndarray:
    """Filter with the zero-phase magnitude `gain(hz)`. For noise before its envelope, and for gentle curves."""
    n = sound.shape[-1]
    size = 1 << (n + RATE // 20).bit_length()
    freqs = np.fft.rfftfreq(size, 1 / RATE)
    return np.fft.irfft(np.fft.rfft(sound, size) * gain(freqs), size)[..., :n]


def band(low: float, high: float, order: int = 2):
    """A Butterworth-shaped band-pass magnitude for `coloured`; `low` 0 or `high` infinite leave that side open."""

    def gain(f: np.ndarray) -> np.ndarray:
        f = np.maximum(f, 1e-3)
        highpass = 1 / np.sqrt(1 + (low / f) ** (2 * order))
        return highpass / np.sqrt(1 + (f / high) ** (2 * order))

    return gain


def noise(n: int, rng: np.random.Generator, low: float = 0.0, high: float = np.inf, order: int = 2) -> np.ndarray:
    """Band-passed noise of unit RMS."""
    raw = coloured(rng.standard_normal(n + RATE // 10), band(low, high, order))[RATE // 20 :][:n]
    return raw / np.sqrt(np.mean(raw**2))


# Subtractive synthesis. A filter sweep is read from wavetables built once per note for a grid of cutoffs: no aliasing,
# no sample-by-sample loop.


@lru_cache(maxsize=512)
def _tables(freq: float, resonance: float, wave: str) -> np.ndarray:
    harmonics = np.arange(1, min(TABLE // 2, int(19_000 / freq) + 1))
    source = 1.0 / harmonics
    if wave == "square":
        source = source * (harmonics % 2)
    # The response of a four-pole ladder, phase included.
    s = 1j * harmonics[None, :] * freq / CUTOFFS[:, None]
    response = (1 + resonance) / ((1 + s) ** 4 + resonance)
    spectrum = np.zeros((len(CUTOFFS), TABLE // 2 + 1), complex)
    spectrum[:, harmonics] = -1j * source * response * TABLE / np.pi
    table = np.fft.irfft(spectrum, TABLE)
    return np.concatenate([table, table[:, :1]], axis=1).ravel()


def _read(tables: np.ndarray, phase: np.ndarray, cutoff: np.ndarray) -> np.ndarray:
    level = np.clip(np.log2(cutoff / CUTOFFS[0]) * 4, 0, len(CUTOFFS) - 1.001)
    low_level = level.astype(int)
    place = (phase % 1.0) * TABLE
    cell = np.minimum(place.astype(int), TABLE - 1)
    between = place - cell
    base = low_level * (TABLE + 1) + cell

    def row(start: np.ndarray) -> np.ndarray:
        left = tables[start]
        return left + (tables[start + 1] - left) * between

    below, above = row(base), row(base + TABLE + 1)
    return below + (above - below) * (level - low_level)


def analogue(
    note: float,
    cutoff: np.ndarray,
    rng: np.random.Generator,
    *,
    detune: tuple[float, ...] = (0.0,),
    width: float = 0.0,
    resonance: float = 0.3,
    wave: str = "saw",
    drift: float = 0.0,
) -> np.ndarray:
    """Detuned oscillators (cents) through one swept low-pass; stereo, the voices spread over `width` (0 to 1)."""
    freq = hz(note)
    tables = _tables(freq, resonance, wave)
    t = np.arange(len(cutoff)) / RATE
    out = np.zeros((2, len(cutoff)))
    places = np.linspace(-width, width, len(detune)) if len(detune) > 1 else [0.0]
    for cents, place in zip(detune, places):
        wobble = drift * np.sin(TAU * rng.uniform(0.15, 0.5) * t + rng.uniform(0, TAU))
        ratio = 2 ** ((cents + wobble) / 1200)
        phase = np.cumsum(freq * ratio) / RATE + rng.uniform()
        voice = _read(tables, phase, cutoff)
        angle = (place + 1) * np.pi / 4
        out += np.array([[np.cos(angle)], [np.sin(angle)]]) * voice
    return out / np.sqrt(len(detune))


def saw_pad(note: float, length: float, vel: float, rng, *, bright=900.0, attack=0.5, release=0.9) -> np.ndarray:
    """A slow, wide bed of five detuned saws whose filter breathes open and shut."""
    t = clock(length + release)
    sweep = np.sin(np.pi * np.clip(t / (length + release), 0, 1))
    cutoff = bright * (0.55 + 0.45 * sweep) * (0.7 + 0.3 * vel)
    body = analogue(note, cutoff, rng, detune=(-9, -4, 0.7, 5, 10), width=0.9, resonance=0.15, drift=2.5)
    return body * gate(t, length, attack, release) * vel


def strings(note: float, length: float, vel: float, rng, *, attack=0.9, release=1.4) -> np.ndarray:
    """A bowed ensemble: seven drifting saws, late vibrato in the drift, a bow's air on top."""
    t = clock(length + release)
    swell = gate(t, length, attack, release)
    cutoff = (1000 + hz(note) * 3.4) * (0.5 + 0.8 * swell) * (0.6 + 0.4 * vel)
    body = analogue(note, cutoff, rng, detune=(-11, -7, -3, 0, 4, 8, 12), width=1.0, resonance=0.05, drift=6.0)
    air = np.stack([noise(len(t), rng, 2500, 9000), noise(len(t), rng, 2500, 9000)]) * 0.006
    return (body + air) * swell * vel


def choir(note: float, length: float, vel: float, rng) -> np.ndarray:
    """Far voices on an open vowel: saws through fixed formants."""
    t = clock(length + 1.6)
    body = analogue(note, np.full(len(t), 6000.0), rng, detune=(-14, -6, 3, 9, 15), width=0.9, resonance=0.0, drift=9.0)

    def vowel(f: np.ndarray) -> np.ndarray:
        peaks = ((380, 130, 1.0), (820, 170, 0.55), (2600, 400, 0.07), (3500, 600, 0.05))
        return sum(a / (1 + ((f - c) / w) ** 2) for c, w, a in peaks)

    return coloured(body, vowel) * gate(t, length, 1.0, 1.5) * vel


def synth_pluck(note: float, length: float, vel: float, rng, *, bright=1.0, decay=0.28) -> np.ndarray:
    """A short analogue pluck: the filter snaps shut faster than the amplitude."""
    t = clock(length + 0.4)
    base = hz(note)
    cutoff = base * 1.2 + (2200 + 2600 * vel) * bright * fall(t, decay * 0.45)
    body = analogue(note, cutoff, rng, detune=(-6, 5, 0), width=0.6, resonance=0.7)
    return body * fall(t, decay) * gate(t, length, 0.002, 0.35) * vel


def pulse_bass(note: float, length: float, vel: float, rng, *, bright=520.0, decay=0.16) -> np.ndarray:
    """A driven bass note: square and saw with a quick filter, and a sine for the floor."""
    t = clock(length + 0.06)
    cutoff = 110 + bright * (0.4 + 0.6 * vel) * fall(t, decay)
    edge = analogue(note, cutoff, rng, detune=(-3, 3), width=0.15, resonance=0.9)
    floor = np.sin(TAU * hz(note) * t)
    return np.tanh(1.4 * (edge * 0.8 + floor * 0.7)) * gate(t, length, 0.003, 0.05) * vel


def round_bass(note: float, length: float, vel: float, rng, *, growl=0.25) -> np.ndarray:
    """A finger-played bass: a sine that sags into its note, second and third partials that die away."""
    t = clock(length + 0.12)
    bend = 1 + 0.012 * fall(t, 0.03)
    phase = TAU * np.cumsum(hz(note) * bend) / RATE
    body = np.sin(phase) + growl * np.sin(2 * phase) * fall(t, 0.5) + 0.5 * growl * np.sin(3 * phase) * fall(t, 0.18)
    thumb = noise(len(t), rng, 300, 1400) * fall(t, 0.012) * 0.08
    return np.tanh(1.2 * (body + thumb)) * (0.35 + 0.65 * fall(t, 1.1)) * gate(t, length, 0.006, 0.1) * vel


# Struck and plucked sounds.


def electric_piano(note: float, length: float, vel: float, rng) -> np.ndarray:
    """A tine piano by frequency modulation: a bark that follows the velocity, a bell that is gone at once."""
    t = clock(length + 0.5)
    freq = hz(note)
    ring = fall(t, 2.6 * (220 / freq) ** 0.45)
    out = []
    for cents in (-2.5, 2.5):
        w = TAU * freq * 2 ** (cents / 1200)
        bark = (0.5 + 3.6 * vel**1.5) * fall(t, 0.6) + 0.4
        body = np.sin(w * t + bark * np.sin(w * t))
        tine = np.sin(w * t + 1.1 * np.sin(w * t * (14 if freq < 330 else 7)) * fall(t, 0.11) * vel)
        out.append(0.7 * body + 0.45 * tine)
    knock = noise(len(t), rng, 150, 700) * fall(t, 0.01) * 0.06
    return (np.stack(out) + knock) * ring * gate(t, length, 0.003, 0.4) * vel


def felt_piano(note: float, length: float, vel: float, rng) -> np.ndarray:
    """A piano with felt on its strings: stretched partials, three strings out of true, a soft hammer."""
    t = clock(length + 1.2)
    freq = hz(note)
    out = np.zeros((2, len(t)))
    stretch = 0.00035 * (note / 60) ** 2
    for k in range(1, 15):
        partial = freq * k * np.sqrt(1 + stretch * k * k)
        if partial > 9000:
            break
        loud = np.exp(-k * (0.52 - 0.26 * vel)) * abs(np.sin(np.pi * k / 8.3)) * 3
        tau = 2.4 * (262 / freq) ** 0.5 / (1 + 0.35 * k)
        two_stage = 0.75 * fall(t, tau * 0.5) + 0.25 * fall(t, tau * 2.2)
        for side in (0, 1):
            phase = rng.uniform(-0.4, 0.4)
            cents = rng.normal(0, 0.7)
            out[side] += loud * two_stage * np.sin(TAU * partial * 2 ** (cents / 1200) * t + phase)
    thump = noise(len(t), rng, 60, 420) * fall(t, 0.022) * 0.16
    return (out + thump) * gate(t, length, 0.006, 1.1) * vel


def string_pluck(note: float, length: float, vel: float, rng, *, ring=1.0, soft=0.35, pick=0.18) -> np.ndarray:
    """Karplus and Strong's string: a burst in a loop that loses its edge at each turn. Stereo by two bursts."""
    freq = hz(note)
    n = int((length + 0.5) * RATE)
    period = int(RATE / freq)
    actual = RATE / (period + 0.5)  # averaging two neighbours delays by half a sample more
    ratio = freq / actual
    need = int(n * ratio) + period + 4
    turns = need // period + 2
    loss = 10 ** (-3 / (freq * 2.6 * ring))  # 60 dB in 2.6 s times `ring`
    sides = []
    common = rng.uniform(-1, 1, period)
    for _ in range(2):
        burst = 0.75 * common + 0.25 * rng.uniform(-1, 1, period)
        spectrum = np.fft.rfft(burst)
        k = np.arange(len(spectrum))
        spectrum *= np.exp(-k * freq / (1500 + 5500 * vel * (1 - soft))) * np.abs(np.sin(np.pi * k * pick))
        burst = np.fft.irfft(spectrum, period)
        burst /= np.max(np.abs(burst)) + 1e-9
        rows = np.empty((turns, period))
        rows[0] = burst
        last = burst[-1]
        for i in range(1, turns):
            row = rows[i - 1]
            shifted = np.concatenate(([last], row[:-1]))
            last = row[-1]
            rows[i] = loss * 0.5 * (row + shifted)
        line = rows.ravel()
        sides.append(np.interp(np.arange(n) * ratio, np.arange(len(line)), line))
    t = np.arange(n) / RATE
    return np.stack(sides) * gate(t, length, 0.0015, 0.3) * vel


def pizzicato(note: float, vel: float, rng) -> np.ndarray:
    """A section's pizzicato: several short strings, not quite together, on a wooden body."""
    players = []
    n = int(0.95 * RATE)
    for _ in range(3):
        late = int(rng.uniform(0, 0.009) * RATE)
        one = string_pluck(note + rng.normal(0, 0.04), 0.4, vel, rng, ring=0.28, soft=0.62, pick=0.23)
        padded = np.zeros((2, n))
        m = min(n - late, one.shape[1])
        padded[:, late : late + m] = one[:, :m]
        players.append(padded)

    def body(f: np.ndarray) -> np.ndarray:
        return 1 + 1.6 / (1 + ((f - 290) / 90) ** 2) + 0.9 / (1 + ((f - 520) / 150) ** 2)

    return coloured(sum(players), body)


def struck_bar(note: float, vel: float, rng, *, modes, mallet=0.15, mallet_band=(300, 2500)) -> np.ndarray:
    """A tuned bar: `modes` are (ratio, loudness, decay in seconds at middle C); high modes answer to velocity."""
    freq = hz(note)
    t = clock(max(m[2] for m in modes) * 5 * (262 / freq) ** 0.4)
    out = np.zeros(len(t))
    for ratio, loud, tau in modes:
        if freq * ratio < 15_000:
            out += (
                loud
                * vel ** (0.4 * np.log2(ratio))
                * fall(t, tau * (262 / freq) ** 0.4)
                * np.sin(TAU * freq * ratio * t)
            )
    knock = noise(len(t), rng, *mallet_band) * fall(t, 0.006) * mallet
    end = 0.5 + 0.5 * np.cos(np.pi * np.clip(t / t[-1] * 4 - 3, 0, 1))
    return (out + knock) * np.clip(t / 0.0008, 0, 1) * end * vel


def marimba(note: float, vel: float, rng) -> np.ndarray:
    return struck_bar(note, vel, rng, modes=((1, 1.0, 0.30), (3.93, 0.22, 0.07), (9.5, 0.06, 0.03)))


def vibraphone(note: float, vel: float, rng) -> np.ndarray:
    return struck_bar(note, vel, rng, modes=((1, 1.0, 0.9), (4.0, 0.12, 0.35), (10.1, 0.03, 0.1)), mallet=0.05)


def celesta(note: float, vel: float, rng) -> np.ndarray:
    modes = ((1, 1.0, 1.1), (2.0, 0.10, 0.7), (3.01, 0.08, 0.4), (5.42, 0.05, 0.14))
    return struck_bar(note, vel, rng, modes=modes, mallet=0.05)


def glockenspiel(note: float, vel: float, rng) -> np.ndarray:
    return struck_bar(note, vel, rng, modes=((1, 1.0, 1.6), (2.71, 0.22, 0.5), (5.15, 0.1, 0.2)), mallet=0.03)


# Drums.


def kick(vel: float, rng, *, top=150.0, floor=48.0, drop=0.035, body=0.16, click=0.3) -> np.ndarray:
    """A drum whose pitch falls from `top` to `floor` Hz."""
    t = clock(body * 5)
    freq = floor + (top - floor) * fall(t, drop) + 3.0 * top * fall(t, 0.004) * click
    tone = np.sin(TAU * np.cumsum(freq) / RATE) * fall(t, body)
    snap = noise(len(t), rng, 1200, 6000) * fall(t, 0.004) * click * 0.25
    return np.tanh(1.6 * (tone + snap)) * gate(t, body * 3.5, 0.0008, body * 1.5) * vel


def snare(vel: float, rng, *, pitch=188.0, rattle=0.13, tone=0.6, low=900.0, high=7500.0) -> np.ndarray:
    t = clock(0.5)
    bend = 1 + 0.25 * fall(t, 0.012)
    skin = np.sin(TAU * np.cumsum(pitch * bend) / RATE) * fall(t, 0.07) + 0.5 * np.sin(TAU * pitch * 1.78 * t) * fall(
        t, 0.045
    )
    wires = noise(len(t), rng, low, high) * (fall(t, rattle) * 0.35 + fall(t, 0.02) * 0.4)
    return np.tanh(tone * skin + wires * (0.6 + 0.4 * vel)) * gate(t, 0.4, 0.0007, 0.1) * vel


def clap(vel: float, rng) -> np.ndarray:
    """Several hands: bursts a few milliseconds apart, then the room."""
    t = clock(0.4)
    sides = []
    for _ in range(2):
        shape = 0.55 * fall(np.maximum(t - 0.03, 0), 0.075) * (t > 0.03)
        for start in (0.0, 0.0095, 0.0205, 0.03):
            start += rng.uniform(0, 0.0015)
            shape = shape + fall(np.maximum(t - start, 0), 0.006) * (t >= start)
        sides.append(noise(len(t), rng, 850, 5200) * shape)
    return np.stack(sides) * gate(t, 0.3, 0.0005, 0.1) * 0.4 * vel


def snap(vel: float, rng) -> np.ndarray:
    """A finger snap: a short high knock and the palm after it."""
    t = clock(0.2)
    hit = noise(len(t), rng, 1700, 4200, 4) * (
        fall(t, 0.007) + 0.35 * fall(np.maximum(t - 0.012, 0), 0.025) * (t > 0.012)
    )
    return hit * gate(t, 0.15, 0.0006, 0.05) * 0.5 * vel


def hat(vel: float, rng, *, open_for=0.035, low=7000.0) -> np.ndarray:
    """Cymbal metal: six clashing partials and noise, all of it high."""
    t = clock(open_for * 6 + 0.02)
    metal = sum(np.sign(np.sin(TAU * f * t + rng.uniform(0, TAU))) for f in (2050, 3070, 4135, 4387, 5301, 6149))
    mixed = coloured(metal * 0.25 + rng.standard_normal(len(t)) * 0.6, band(low, 15_000, 3))
    return mixed * fall(t, open_for) * gate(t, open_for * 5, 0.0008, open_for) * vel


def shaker(vel: float, rng) -> np.ndarray:
    t = clock(0.16)
    beads = noise(len(t), rng, 4500, 11_000)
    return (
        beads
        * np.clip(t / 0.022, 0, 1) ** 2
        * fall(np.maximum(t - 0.022, 0), 0.028)
        * gate(t, 0.1, 0.001, 0.06)
        * 0.4
        * vel
    )


def rim(vel: float, rng) -> np.ndarray:
    t = clock(0.12)
    wood = np.sin(TAU * 415 * t) * fall(t, 0.02) + 0.6 * np.sin(TAU * 1090 * t) * fall(t, 0.011)
    return (wood + noise(len(t), rng, 900, 4500) * fall(t, 0.005) * 0.5) * gate(t, 0.09, 0.0005, 0.03) * 0.7 * vel


def wood_block(vel: float, rng, *, pitch=760.0) -> np.ndarray:
    t = clock(0.18)
    tone = np.sin(TAU * pitch * t) * fall(t, 0.03) + 0.45 * np.sin(TAU * pitch * 1.53 * t) * fall(t, 0.018)
    return (tone + noise(len(t), rng, 800, 3000) * fall(t, 0.003) * 0.3) * gate(t, 0.13, 0.0006, 0.05) * vel


def tom(vel: float, rng, *, pitch=110.0, ring=0.22) -> np.ndarray:
    t = clock(ring * 5)
    freq = pitch * (1 + 0.35 * fall(t, 0.03))
    tone = np.sin(TAU * np.cumsum(freq) / RATE) * fall(t, ring)
    return (tone + noise(len(t), rng, 200, 1800) * fall(t, 0.02) * 0.15) * gate(t, ring * 3.5, 0.001, ring * 1.5) * vel


def boom(vel: float, rng) -> np.ndarray:
    """A great drum far away."""
    t = clock(3.2)
    freq = 44 + 30 * fall(t, 0.09)
    skin = np.sin(TAU * np.cumsum(freq) / RATE) * fall(t, 0.75)
    breath = noise(len(t), rng, 60, 260) * fall(t, 0.22) * 0.35
    return (np.tanh(1.5 * skin) + breath) * gate(t, 2.6, 0.004, 0.6) * vel


def cymbal_swell(length: float, vel: float, rng, *, tail=1.2) -> np.ndarray:
    """A cymbal rolled from nothing up to `length`, then left to ring. Darker while it is quiet."""
    t = clock(length + tail)
    rise = np.where(t < length, (t / length) ** 2.6, fall(np.maximum(t - length, 0), tail / 4))
    sides = []
    for _ in range(2):
        dark = noise(len(t), rng, 2500, 6000)
        light = noise(len(t), rng, 6000, 14_000)
        sides.append((0.5 * dark * rise + light * rise**1.6) * gate(t, length + tail * 0.8, 0.01, tail * 0.2))
    return np.stack(sides) * 0.3 * vel


def riser(length: float, vel: float, rng) -> np.ndarray:
    """Noise that climbs from 400 Hz to 9 kHz over `length`, and stops."""
    t = clock(length)
    where = t / length
    centres = 400 * 2 ** np.linspace(0, 4.5, 10)
    sides = []
    for _ in range(2):
        out = np.zeros(len(t))
        for i, centre in enumerate(centres):
            weight = np.exp(-(((where * 9 - i) / 1.1) ** 2))
            out += noise(len(t), rng, centre * 0.75, centre * 1.33) * weight
        sides.append(out * where**1.7)
    return np.stack(sides) * gate(t, length - 0.03, 0.05, 0.03) * 0.25 * vel


def crackle(n: int, rng, *, per_second=7.0) -> np.ndarray:
    """A worn record: sparse ticks and a breath of hiss, `n` samples without a beginning or an end."""
    sides = []
    common = np.zeros(n)
    count = int(per_second * n / RATE)
    common[rng.integers(0, n, count)] = rng.standard_normal(count) * rng.exponential(1.0, count)
    freqs = np.fft.rfftfreq(n, 1 / RATE)
    for _ in range(2):
        ticks = common.copy()
        own = rng.integers(0, n, count // 2)
        ticks[own] += rng.standard_normal(count // 2)
        ticks = np.fft.irfft(np.fft.rfft(ticks) * band(700, 5500)(freqs), n)
        hiss = np.fft.irfft(np.fft.rfft(rng.standard_normal(n)) * band(300, 5000, 1)(freqs), n)
        sides.append(ticks / np.max(np.abs(ticks)) + hiss * 0.02)
    return np.stack(sides)
