"""The pieces an orchestra plays: wonder and playful. `pieces.py` says how they are written."""

from __future__ import annotations

import numpy as np

import instruments as play
from mixing import Loop, hall
from notation import chord, pitch, swung


def wonder(loop: Loop) -> np.ndarray:
    """D major with a borrowed flat sixth: slow strings, far voices, felt piano, a great drum at each half."""
    rng = loop.rng
    voicings = [
        "D3 A3 E4 F#4", "C#3 A3 C#4 F#4", "D3 A3 C#4 F#4", "D3 B3 D4 A4",
        "D3 A3 D4 F#4", "D3 A3 D4 F4", "D3 Bb3 D4 E4", "D3 A3 D4 E4",
    ]  # fmt: skip
    resolved = "C#3 A3 C#4 E4"
    roots = "D2 C#2 B1 G1 F#1 Bb1 G1 A1".split()
    loop.part("strings", -21.5, low=110, high=9000, room=0.5)
    loop.part("choir", -25.5, low=200, high=9000, room=0.7)
    loop.part("piano", -22.0, low=90, high=9000, room=0.45, echo=0.12)
    loop.part("bells", -27.0, low=400, room=0.7, echo=0.35)
    loop.part("floor", -24.0, high=600)
    loop.part("drum", -24.0, high=5000, room=0.5)
    loop.part("swell", -30.0, low=1500, room=0.5)

    for bar in range(8):
        parts = [(0.0, 4.0, chord(voicings[bar]))]
        if bar == 7:
            parts = [(0.0, 2.0, chord(voicings[bar])), (2.0, 2.0, chord(resolved))]
        growth = (0.74, 0.74, 0.78, 0.84, 0.86, 0.94, 0.92, 0.84)[bar]
        for start, beats, notes in parts:
            for i, note in enumerate(notes):
                bowed = play.strings(note, loop.seconds(beats), growth * (1 - 0.06 * i), rng, attack=0.7, release=1.3)
                loop.lay("strings", bar * 4 + start - 0.2, bowed, pan=-0.45 + 0.3 * i)
            for note in notes[1:]:
                if bar >= 4:
                    loop.lay("choir", bar * 4 + start - 0.2, play.choir(note, loop.seconds(beats), growth, rng))
            loop.lay(
                "strings",
                bar * 4 + start - 0.1,
                play.strings(pitch(roots[bar]) + 12, loop.seconds(beats), 0.5 * growth, rng),
            )
        root = pitch(roots[bar])
        loop.lay("floor", bar * 4, play.round_bass(root, loop.seconds(3.9), growth, rng, growl=0.2))

        # The piano: broken chords in eighths, thinner every other bar.
        pattern = (0, 1, 2, 3, 2, 1, 3, 2) if bar % 2 == 0 else (0, 2, 3, None, 2, None, 1, None)
        for step, voice in enumerate(pattern):
            if voice is None:
                continue
            notes = parts[-1][2] if step >= 4 else parts[0][2]
            vel = 0.42 + 0.16 * (step == 0) + 0.1 * growth + rng.uniform(-0.06, 0.06)
            tone = play.felt_piano(notes[voice] + (12 if voice else 0), loop.seconds(1.6), vel, rng)
            loop.lay("piano", bar * 4 + step * 0.5, tone, pan=0.12 * (voice - 1.5), loose=0.008)
        loop.lay("piano", bar * 4, play.felt_piano(root + 12, loop.seconds(3), 0.6, rng), loose=0.006)

    for beat, vel in ((0, 0.8), (15, 0.35), (15.5, 0.5), (16, 1.0), (20, 0.6), (31, 0.3), (31.5, 0.45)):
        loop.lay("drum", beat, play.boom(vel, rng))
    for bar in range(4, 8):  # a pulse under the second half
        for beat in (1, 2, 3):
            loop.lay(
                "drum",
                bar * 4 + beat,
                0.5 * play.tom(0.35 + 0.05 * beat, rng, pitch=73, ring=0.3),
                pan=0.2 * (beat - 2),
                loose=0.004,
            )
    loop.lay("swell", 13, play.cymbal_swell(loop.seconds(3), 1.0, rng, tail=2.0))
    loop.lay("swell", 29.5, play.cymbal_swell(loop.seconds(2.5), 0.55, rng, tail=1.5))

    motif = [
        (2, "A5"), (2.5, "F#5"), (3, "E5"), (6.5, "C#6"), (7, "A5"),
        (10, "D6"), (10.5, "C#6"), (11, "F#5"), (14.5, "B5"), (15, "A5"),
        (18, "A5"), (18.5, "D6"), (19, "F#6"), (22, "F6"), (22.5, "D6"), (23, "A5"),
        (26, "E6"), (26.5, "D6"), (27, "Bb5"), (29.5, "A5"), (30, "C#6"), (30.5, "E6"),
    ]  # fmt: skip
    for i, (beat, name) in enumerate(motif):
        loop.lay(
            "bells", beat, play.celesta(pitch(name), 0.6 + rng.uniform(-0.1, 0.1), rng), pan=0.3 * np.sin(i), loose=0.01
        )
    return loop.mix(room=hall(3.4, 44, gap=0.03), echo_beats=1.5, echo_back=0.45)


def playful(loop: Loop) -> np.ndarray:
    """F major with a skip in its step: pizzicato oom-pah, a marimba tune, wood blocks, snaps, a glockenspiel wink."""
    rng = loop.rng
    # Two chords to a bar; the bass takes the first note.
    halves = [
        "F2 A3 C4 F4", "C2 A3 C4 F4", "A2 A3 C4 F4", "D2 A3 D4 F4",
        "G2 Bb3 D4 F4", "Bb2 Bb3 D4 G4", "C2 Bb3 E4 G4", "E2 Bb3 C4 G4",
        "F2 A3 C4 F4", "C2 A3 C4 F4", "F#2 A3 C4 D4", "D2 A3 C4 F#4",
        "G2 Bb3 D4 G4", "C2 Bb3 E4 G4", "F2 A3 C4 F4", "C2 Bb3 C4 E4",
        "Bb1 Bb3 D4 F4", "D2 Bb3 D4 F4", "B1 Ab3 D4 F4", "F2 Ab3 D4 F4",
        "C2 A3 C4 F4", "D2 A3 C4 F#4", "G2 Bb3 D4 F4", "C2 Bb3 C4 E4",
    ]  # fmt: skip
    loop.part("pizz", -22.0, low=140, room=0.25, width=1.0)
    loop.part("bass", -21.5, low=40, high=4000, room=0.12)
    loop.part("marimba", -22.5, low=150, high=9000, room=0.28)
    loop.part("glock", -30.5, low=600, room=0.4)
    loop.part("wood", -28.5, low=250, room=0.22)
    loop.part("snaps", -27.0, low=400, room=0.25)
    loop.part("shaker", -33.0, low=3000, room=0.05)
    loop.part("kick", -27.0, high=3000, room=0.1)

    swing = 0.6
    for index, names in enumerate(halves):
        beat = index * 2
        low, *upper = chord(names)
        stop = index == 23  # the last two beats: everybody lands together, then a breath
        loop.lay("bass", beat, play.pizzicato(low, 0.9, rng), loose=0.004)
        loop.lay("bass", beat, 0.5 * play.round_bass(low, loop.seconds(0.6), 0.8, rng, growl=0.15), loose=0.003)
        if index % 4 == 3 and not stop:
            loop.lay("bass", beat + swung(1.75, swing, 0.25), play.pizzicato(low + 12, 0.55, rng), loose=0.004)
        for at in (1,) if index % 2 == 0 or stop else (1, swung(1.5, swing, 0.25)):
            for i, note in enumerate(upper):
                loop.lay(
                    "pizz",
                    beat + at,
                    play.pizzicato(note, 0.7 + rng.uniform(-0.08, 0.08), rng),
                    pan=-0.5 + 0.4 * i,
                    loose=0.006,
                )
        if index >= 16 and not stop:  # the middle part answers an octave up
            for i, note in enumerate(upper[1:]):
                loop.lay(
                    "pizz",
                    beat + swung(0.75, swing, 0.25),
                    play.pizzicato(note + 12, 0.4, rng),
                    pan=0.5 - 0.3 * i,
                    loose=0.006,
                )

    tune = [
        (0, "C5"), (0.75, "D5"), (1, "C5"), (1.5, "A4"), (2.5, "F5"), (3, "E5"), (3.5, "D5"),
        (8, "D5"), (8.75, "E5"), (9, "D5"), (9.5, "Bb4"), (10.5, "G5"), (11.5, "D5"), (12, "E5"), (13, "C5"),
        (16, "C5"), (16.75, "D5"), (17, "C5"), (17.5, "A4"), (18.5, "F5"), (20, "F#5"), (20.75, "E5"), (21, "D5"),
        (24, "Bb4"), (24.5, "D5"), (25, "G5"), (26.5, "F5"), (27, "E5"), (28, "F5"),
        (32, "D5"), (32.5, "F5"), (33, "Bb5"), (34.5, "A5"), (35, "F5"),
        (36, "Ab5"), (36.75, "F5"), (37, "D5"), (38.5, "B4"),
        (40, "C5"), (40.5, "F5"), (41, "A5"), (42.5, "F#5"), (43, "A5"),
        (44, "Bb5"), (44.75, "A5"), (45, "G5"), (45.5, "E5"), (46, "E5"),
    ]  # fmt: skip
    for beat, name in tune:
        vel = 0.85 if beat % 2 == 0 else 0.65
        loop.lay(
            "marimba",
            swung(beat, swing, 0.25),
            play.marimba(pitch(name), vel + rng.uniform(-0.08, 0.08), rng),
            pan=0.1,
            loose=0.005,
        )
        if beat >= 32 and beat % 1 == 0:
            third = play.marimba(pitch(name) - 12, 0.4, rng)
            loop.lay("marimba", beat, third, pan=-0.25, loose=0.006)
    for beat, name in (
        (6, "D6"),
        (6.75, "F6"),
        (7, "A6"),
        (14.5, "E6"),
        (15, "C6"),
        (22.5, "A6"),
        (23, "F#6"),
        (30, "G6"),
        (30.75, "E6"),
        (31, "C6"),
        (39, "B6"),
        (47, "G6"),
    ):
        loop.lay(
            "glock", swung(beat, swing, 0.25), play.glockenspiel(pitch(name) - 12, 0.7, rng), pan=-0.35, loose=0.006
        )

    for bar in range(12):
        last = bar == 11
        for at in (0, 2):
            loop.kicks.append(bar * 4 + at)
            loop.lay("kick", bar * 4 + at, play.kick(0.8, rng, top=110, floor=58, body=0.09, click=0.1), loose=0.002)
        for at in (1, 3):
            loop.lay("snaps", bar * 4 + at, play.snap(0.85 + rng.uniform(-0.1, 0.1), rng), pan=0.2, loose=0.004)
            if bar >= 8:
                loop.lay("snaps", bar * 4 + at, play.clap(0.4, rng), loose=0.004)
        if bar >= 4:
            for step in range(16):
                if last and step > 12:
                    break
                vel = (0.7, 0.3, 0.5, 0.35)[step % 4] + rng.uniform(-0.08, 0.08)
                loop.lay(
                    "shaker", bar * 4 + swung(step * 0.25, swing, 0.25), play.shaker(vel, rng), pan=-0.3, loose=0.004
                )
        if bar % 2:
            for at, high in (
                ((swung(2.75, swing, 0.25), 920), (3.5, 760))
                if not last
                else ((2.5, 760), (2.75, 840), (3, 920), (3.5, 1040))
            ):
                loop.lay("wood", bar * 4 + at, play.wood_block(0.7, rng, pitch=high), pan=0.4, loose=0.004)
        elif bar:
            loop.lay(
                "wood", bar * 4 + swung(1.75, swing, 0.25), play.wood_block(0.5, rng, pitch=760), pan=-0.4, loose=0.004
            )
    return loop.mix(room=hall(1.1, 55, gap=0.01))
