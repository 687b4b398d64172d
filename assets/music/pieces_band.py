"""The pieces a band plays: bright, calm and drive. `pieces.py` says how they are written."""

from __future__ import annotations

import numpy as np

import instruments as play
from mixing import Loop, hall
from notation import chord, pitch, swung


def bright(loop: Loop) -> np.ndarray:
    """D major pop: guitar-like plucks in sixteenths, a bass that pushes, claps; the second half opens the pad."""
    rng = loop.rng
    voicings = [
        "F#3 A3 D4 E4", "E3 A3 C#4 E4", "F#3 A3 B3 D4", "G3 A3 B3 D4",
        "F#3 A3 D4 E4", "E3 A3 C#4 E4", "F#3 A3 B3 D4", "G3 A3 B3 D4",
        "G3 B3 D4 E4", "E3 A3 C#4 E4", "F#3 A3 D4 F#4", "G3 B3 D4 F#4",
        "G3 B3 D4 E4", "F#3 B3 D4 F#4", "G3 B3 D4 A4", "E3 A3 D4 E4",
    ]  # fmt: skip
    roots = "D2 C#2 B1 G1 D2 C#2 B1 G1 E2 A1 F#1 G1 E2 B1 G1 A1".split()
    loop.part("plucks", -22.5, low=150, room=0.16, echo=0.10, duck=0.15)
    loop.part("lead", -26.0, low=300, room=0.30, echo=0.28)
    loop.part("pad", -29.0, low=180, high=6000, room=0.2, duck=0.45)
    loop.part("bass", -22.5, high=4500, duck=0.3)
    loop.part("kick", -22.0)
    loop.part("clap", -26.0, low=200, room=0.18)
    loop.part("hats", -33.0, low=4000, width=1.0)
    loop.part("sweep", -32.0, low=800, room=0.2)

    # Which chord voice each sixteenth plays; x16 with rests. Two shapes, so that a bar is not its neighbour.
    shapes = ("0.2.13.2.0.231.2", "0.21.3.2.102.3.2")
    for bar in range(16):
        notes = chord(voicings[bar])
        for step, mark in enumerate(shapes[bar % 2]):
            if mark == ".":
                continue
            beat = bar * 4 + swung(step * 0.25, 0.54, 0.25)
            accent = 0.85 if step % 4 == 0 else 0.6
            vel = accent + rng.uniform(-0.08, 0.08)
            note = notes[int(mark)] + (12 if bar >= 8 and step % 8 == 5 else 0)
            tone = play.string_pluck(note, 0.5, vel, rng, ring=0.55, soft=0.3)
            loop.lay("plucks", beat, tone, pan=0.35 * np.sin(step * 2.1), loose=0.003)
            if bar >= 8 and step % 4 == 0:
                loop.lay(
                    "plucks", beat, play.string_pluck(note + 12, 0.3, vel * 0.5, rng, ring=0.4), pan=-0.4, loose=0.004
                )
        # Bass: root on one, a push before three, an octave answer.
        root = pitch(roots[bar])
        line = [(0, 0.7, 0, 1.0), (1.5, 0.45, 0, 0.85), (2, 0.4, 0, 0.7), (2.5, 0.45, 12, 0.8), (3.5, 0.4, 7, 0.75)]
        if roots[bar] in ("C#2", "F#1"):  # first inversions: the fifth of the chord is a sixth away from the bass
            line[-1] = (3.5, 0.4, 8, 0.75)
        for at, length, up, vel in line:
            note = play.round_bass(root + up, loop.seconds(length), vel + rng.uniform(-0.05, 0.05), rng, growl=0.4)
            loop.lay("bass", bar * 4 + at, note, loose=0.002)
        strength = 0.6 if bar < 8 else 1.0
        for note in chord(voicings[bar]):
            loop.lay(
                "pad",
                bar * 4,
                play.saw_pad(note, loop.seconds(3.7), strength, rng, bright=700 + 70 * bar, attack=0.12, release=0.5),
            )

    # Drums: four bars of kick and snaps, then the kit, then claps; the last bar breaks.
    for bar in range(16):
        last = bar == 15
        for at in (0, 1.5, 2) if bar % 2 == 0 else (0, 2, 3.5):
            if last and at > 2:
                continue
            loop.kicks.append(bar * 4 + at)
            loop.lay("kick", bar * 4 + at, play.kick(0.95 if at == 0 else 0.8, rng, body=0.13, floor=52))
        for at in (1, 3):
            if last and at == 3:
                continue
            if bar < 4:
                loop.lay("clap", bar * 4 + at, play.snap(0.9, rng), pan=0.1, loose=0.003)
            else:
                loop.lay("clap", bar * 4 + at, play.clap(0.85 + rng.uniform(-0.06, 0.06), rng), loose=0.002)
                loop.lay("clap", bar * 4 + at, play.snare(0.35, rng, pitch=200, rattle=0.09))
        if bar >= 2:
            for step in range(16):
                if last and step >= 8:
                    break
                accent = (0.55, 0.3, 0.9, 0.35)[step % 4]
                if bar < 8 and step % 2:
                    accent *= 0.5
                beat = bar * 4 + swung(step * 0.25, 0.54, 0.25)
                opened = 0.11 if step == 14 and bar % 4 == 3 else 0.03
                loop.lay(
                    "hats",
                    beat,
                    play.hat(accent + rng.uniform(-0.08, 0.08), rng, open_for=opened),
                    pan=0.25,
                    loose=0.002,
                )
                if bar >= 8:
                    loop.lay("hats", beat, play.shaker(0.5 * accent + 0.15, rng), pan=-0.35, loose=0.004)
    for at, vel in ((2, 0.5), (2.5, 0.6), (2.75, 0.45), (3, 0.75), (3.25, 0.6), (3.5, 0.85), (3.75, 0.95)):
        loop.lay("clap", 60 + at, play.snare(vel, rng, pitch=200 + 12 * at), pan=0.1 * at - 0.3)
    loop.lay("sweep", 0, play.cymbal_swell(0.01, 0.9, rng, tail=1.8))
    loop.lay("sweep", 32, play.cymbal_swell(0.01, 1.0, rng, tail=1.8))
    loop.lay("sweep", 30, play.cymbal_swell(loop.seconds(2), 0.7, rng, tail=0.2))
    loop.lay("sweep", 60, play.riser(loop.seconds(4), 0.8, rng))

    # The motif: three notes that fall onto the chord, answered; in the second half it climbs.
    motif = [
        (16, "F#5 E5 D5", 0.8), (23, "A4 B4", 0.6), (26.5, "D5 E5 F#5", 0.75), (30.5, "D5 B4", 0.6),
        (34.5, "B4 D5 E5", 0.7), (39, "C#5 E5", 0.65), (42, "F#5 A5 F#5", 0.85), (46.5, "D5 F#5", 0.6),
        (50.5, "E5 D5 B4", 0.75), (54, "F#5 D5", 0.65), (57.5, "A5 G5 D5", 0.8), (61, "E5", 0.7),
    ]  # fmt: skip
    for beat, names, vel in motif:
        for i, name in enumerate(names.split()):
            at = beat + 0.5 * i
            tone = play.synth_pluck(pitch(name), 0.5, vel - 0.06 * i, rng, bright=0.7, decay=0.3)
            loop.lay("lead", at, tone, pan=0.12, loose=0.004)
            loop.lay("lead", at, 0.5 * play.celesta(pitch(name), vel - 0.06 * i, rng), pan=-0.12, loose=0.004)
    return loop.mix(room=hall(1.3, 11), echo_beats=0.75, echo_back=0.42, recover=0.14)


def calm(loop: Loop) -> np.ndarray:
    """E flat major, late evening: rolled electric piano chords, a round bass, brushed swung drums, a worn record."""
    rng = loop.rng
    voicings = [
        "G3 C4 Eb4 Bb4", "F3 Bb3 D4 A4", "G3 C4 Eb4 Ab4", "G3 Bb3 D4 F4",
        "G3 C4 Eb4 Bb4", "F3 Bb3 D4 G4", "G3 C4 Eb4 Ab4", "G3 C4 Eb4 Ab4",
    ]  # fmt: skip
    late = {5: "E3 Bb3 Db4 G4", 7: "F3 Ab3 D4 G4"}  # what the second half of these bars turns to
    roots = {0: "Ab1", 1: "G1", 2: "F1", 3: "Eb2", 4: "Ab1", 5: "G1", 6: "F1", 7: "Bb1"}
    voicings[1] = "F3 Bb3 D4 Bb4"
    loop.part("piano", -20.0, low=120, high=10_000, lift=8, room=0.2, duck=0.18, tremolo=0.16)
    loop.part("pad", -28.0, low=180, high=4000, room=0.35, duck=0.3)
    loop.part("bass", -23.5, high=2200, duck=0.2)
    loop.part("kick", -24.0, high=5000)
    loop.part("brush", -26.5, low=160, high=9000, room=0.14)
    loop.part("hats", -34.5, low=4000, high=12_000, room=0.05)
    loop.part("bells", -26.5, low=250, high=9000, lift=5, room=0.4, echo=0.25)
    loop.part("record", -46.0, low=400, high=6000)

    def roll(beat: float, notes: list[int], beats: float, vel: float) -> None:
        for i, note in enumerate(notes):
            tone = play.electric_piano(note, loop.seconds(beats), vel * (1 - 0.05 * i) + rng.uniform(-0.04, 0.04), rng)
            loop.lay("piano", beat + 0.03 * i, tone, pan=-0.2 + 0.13 * i, loose=0.004)

    swing = 0.61
    for bar in range(8):
        first, second = chord(voicings[bar]), chord(late.get(bar, voicings[bar]))
        roll(bar * 4, first, 2.2, 0.62)
        if bar % 2 == 0:
            roll(bar * 4 + swung(2.5, swing), second, 1.3, 0.42)
        else:
            roll(bar * 4 + 2, second, 1.2, 0.5)
            roll(bar * 4 + swung(3.5, swing), second[1:], 0.4, 0.32)
        for half, notes in ((0, first), (2, second)):
            for note in notes[:3]:
                loop.lay(
                    "pad",
                    bar * 4 + half,
                    play.saw_pad(note, loop.seconds(2), 0.8, rng, bright=950, attack=0.5, release=0.9),
                )
        root = pitch(roots[bar])
        line = [(0, 1.4, root, 0.95), (swung(1.5, swing), 0.45, root + 7, 0.6), (swung(2.5, swing), 0.9, root, 0.8)]
        if bar == 5:
            line = [(0, 1.6, root, 0.95), (2, 1.2, pitch("C2"), 0.85), (swung(3.5, swing), 0.4, pitch("E2"), 0.6)]
        elif bar in (2, 6):
            line.append((swung(3.5, swing), 0.4, pitch("G1") if bar == 2 else pitch("A1"), 0.6))
            if bar == 2:
                line[-1] = (swung(3.5, swing), 0.4, pitch("C2"), 0.6)
        elif bar == 3:
            line = [
                (0, 1.4, root, 0.95),
                (swung(1.5, swing), 0.4, root - 5, 0.6),
                (2, 1.0, root, 0.8),
                (swung(3.5, swing), 0.4, pitch("Bb1"), 0.65),
            ]
        elif bar == 7:
            line.append((swung(3.5, swing), 0.4, pitch("Bb1"), 0.65))
        for at, length, note, vel in line:
            loop.lay(
                "bass", bar * 4 + at, play.round_bass(note, loop.seconds(length), vel, rng, growl=0.3), loose=0.005
            )

        # The drummer sits a little behind the beat.
        behind = 0.018
        kicks = (0, swung(2.5, swing)) if bar % 2 == 0 else (0, swung(1.5, swing), swung(2.5, swing))
        for at in kicks:
            loop.kicks.append(bar * 4 + at)
            loop.lay(
                "kick",
                bar * 4 + at,
                play.kick(0.9 if at == 0 else 0.65, rng, top=120, floor=50, body=0.12, click=0.12),
                loose=0.003,
            )
        for at in (1, 3):
            if bar == 7 and at == 3:
                continue
            loop.lay(
                "brush",
                bar * 4 + at + behind,
                play.snare(0.6, rng, rattle=0.16, tone=0.3, low=1200, high=6000),
                loose=0.004,
            )
            loop.lay("brush", bar * 4 + at + behind, 0.6 * play.rim(0.5, rng), pan=-0.15, loose=0.003)
        if bar >= 4:  # ghost notes once we have settled in
            loop.lay(
                "brush", bar * 4 + swung(1.75, 0.58, 0.25), play.snare(0.16, rng, rattle=0.06, tone=0.2), loose=0.006
            )
        for step in range(8):
            vel = (0.75, 0.4)[step % 2] + rng.uniform(-0.12, 0.12)
            opened = 0.12 if bar in (3, 7) and step == 7 else 0.028
            loop.lay(
                "hats",
                bar * 4 + swung(step * 0.5, swing),
                play.hat(vel, rng, open_for=opened, low=6000),
                pan=0.3,
                loose=0.006,
            )
    for at, vel in ((2.75, 0.2), (3, 0.5), (swung(3.5, swing), 0.4), (3.83, 0.3)):
        loop.lay(
            "brush", 28 + at, play.snare(vel, rng, rattle=0.1, tone=0.35, low=1200, high=6000), pan=0.2, loose=0.004
        )

    # A vibraphone that says four things.
    lines = [
        (6.5, "Bb4"), (7, "D5"), (7.5, "F5"), (8, "Eb5"),
        (14, "D5"), (14.5, "Bb4"), (15, "G4"),
        (21.5, "D5"), (22, "E5"), (22.5, "G5"), (24, "Ab5"), (25, "G5"), (25.5, "Eb5"),
        (29, "Eb5"), (30, "D5"), (30.5, "Bb4"),
    ]  # fmt: skip
    for at, name in lines:
        loop.lay(
            "bells",
            swung(at, swing),
            play.vibraphone(pitch(name), 0.6 + rng.uniform(-0.1, 0.1), rng),
            pan=0.15,
            loose=0.008,
        )
    loop.parts["record"].samples += play.crackle(loop.length, rng)
    return loop.mix(room=hall(1.7, 22, bright=0.7), echo_beats=0.75, echo_back=0.4, recover=0.2)


def drive(loop: Loop) -> np.ndarray:
    """F minor, four on the floor: a sixteenth-note pulse that opens over sixteen bars, pads that breathe."""
    rng = loop.rng
    voicings = [
        "F3 Ab3 C4 G4", "F3 Ab3 C4 F4", "Eb3 Ab3 C4 Bb4", "Eb3 G3 Bb3 G4",
        "F3 Ab3 C4 G4", "F3 Ab3 C4 F4", "Eb3 Ab3 C4 Bb4", "Eb3 G3 Bb3 G4",
        "F3 Ab3 C4 Ab4", "G3 Bb3 Eb4 Bb4", "F3 Ab3 Eb4 C5", "Eb3 Ab3 C4 C5",
        "F3 Ab3 Db4 C5", "F3 Ab3 C4 Ab4", "G3 Bb3 C4 G4", "F3 G3 C4 G4",
    ]  # fmt: skip
    roots = "F1 Db2 Ab1 Eb2 F1 Db2 Ab1 G1 Db2 Eb2 F1 Ab1 Bb1 Db2 Eb2 C2".split()
    loop.part("pulse", -22.5, low=140, room=0.10, echo=0.14, duck=0.35)
    loop.part("pad", -23.5, low=180, high=12_000, lift=3, room=0.22, duck=0.85)
    loop.part("bass", -21.5, high=5000, duck=0.8)
    loop.part("kick", -20.5)
    loop.part("clap", -25.5, low=250, room=0.2)
    loop.part("hats", -31.5, low=4500, duck=0.2)
    loop.part("lead", -27.0, low=300, room=0.3, echo=0.4, duck=0.3)
    loop.part("sweep", -31.0, low=500, room=0.25, duck=0.4)

    order = (0, 2, 1, 3, 2, 0, 3, 1, 2, 3, 0, 2, 1, 3, 2, 1)
    for bar in range(16):
        notes = chord(voicings[bar])
        if bar == 15:  # the suspension resolves before the loop does
            resolved = chord("E3 G3 C4 G4")
        opening = 0.35 + 0.65 * (bar / 15) ** 1.3
        for step in range(16):
            now = resolved if bar == 15 and step >= 8 else notes
            note = now[order[step]] + (12 if step % 8 == 6 and bar >= 8 else 0)
            vel = (0.9, 0.5, 0.7, 0.55)[step % 4] + rng.uniform(-0.06, 0.06)
            tone = play.synth_pluck(note, 0.16, vel, rng, bright=opening, decay=0.13 + 0.08 * opening)
            loop.lay("pulse", bar * 4 + step * 0.25, tone, pan=0.45 * (-1) ** step, loose=0.001)
        for start, beats, now in ((0, 2, notes), (2, 2, resolved if bar == 15 else notes)):
            for note in now:
                strength = 0.75 if bar < 8 else 1.0
                pad = play.saw_pad(
                    note,
                    loop.seconds(beats - 0.05),
                    strength,
                    rng,
                    bright=900 + 3600 * opening**1.5,
                    attack=0.05,
                    release=0.2,
                )
                loop.lay("pad", bar * 4 + start, pad)
        root = pitch(roots[bar])
        for step in range(16):
            if step % 4 == 0 or (bar < 4 and step % 4 != 2):
                continue
            if bar == 15 and step > 12:
                continue
            up = 12 if step in (7, 14) and bar % 2 else 0
            vel = (0, 0.55, 0.95, 0.7)[step % 4]
            tone = play.pulse_bass(root + up, loop.seconds(0.22), vel, rng, bright=380 + 500 * opening)
            loop.lay("bass", bar * 4 + step * 0.25, tone)
        loop.lay("bass", bar * 4, play.pulse_bass(root, loop.seconds(0.4), 0.6, rng))

        for beat in range(4):
            if bar == 15 and beat == 3:
                continue
            loop.kicks.append(bar * 4 + beat)
            loop.lay("kick", bar * 4 + beat, play.kick(1.0, rng, top=170, floor=50, body=0.15, click=0.35))
        if bar >= 2:
            for at in (1, 3):
                loop.lay("clap", bar * 4 + at, play.clap(0.8 if bar < 8 else 1.0, rng), loose=0.001)
        for step in range(16):
            if step % 4 == 2:
                loop.lay(
                    "hats", bar * 4 + step * 0.25, play.hat(0.85, rng, open_for=0.055 if bar < 8 else 0.085), pan=0.1
                )
            elif bar >= 4:
                vel = (0.35, 0.25, 0, 0.45)[step % 4] + rng.uniform(-0.05, 0.05)
                loop.lay("hats", bar * 4 + step * 0.25, play.hat(vel, rng, open_for=0.02), pan=-0.3, loose=0.001)
    for i, at in enumerate((3, 3.25, 3.5, 3.625, 3.75, 3.875)):
        loop.lay("clap", 60 + at, play.snare(0.5 + 0.09 * i, rng, pitch=190 + 8 * i, rattle=0.08), pan=0.12 * (-1) ** i)
    for at in (2.5, 3.25, 3.75):
        loop.lay("clap", 28 + at, play.snare(0.5, rng, pitch=180, rattle=0.08), pan=0.2)
    loop.lay("sweep", 0, play.cymbal_swell(0.01, 1.0, rng, tail=2.2))
    loop.lay("sweep", 32, play.cymbal_swell(0.01, 1.0, rng, tail=2.2))
    loop.lay("sweep", 28, play.riser(loop.seconds(4), 0.7, rng))
    loop.lay("sweep", 56, play.riser(loop.seconds(8), 1.0, rng))

    # A call of four notes over the first half, its answer higher in the second.
    calls = [
        (8, "C5 Eb5 G5 Eb5"), (24, "C5 Bb4 Ab4 Eb5"), (32.5, "Ab5 G5 F5"), (38, "Eb5 G5"),
        (40.5, "C5 Eb5 F5 G5"), (48.5, "F5 Eb5 Db5"), (53, "C5 F5"), (56.5, "G5 F5 Eb5"), (60.5, "G5"),
    ]  # fmt: skip
    for beat, names in calls:
        for i, name in enumerate(names.split()):
            tone = play.synth_pluck(pitch(name), 0.5, 0.75 - 0.05 * i, rng, bright=0.8, decay=0.35)
            loop.lay("lead", beat + 0.75 * i, tone, loose=0.001)
    return loop.mix(room=hall(1.6, 33), echo_beats=0.75, echo_back=0.45, recover=0.15)
