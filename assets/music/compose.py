#!/usr/bin/env python3
"""Compose, play and record the music loops; or check the recorded ones.

    python3 assets/music/compose.py             render every loop, then check them
    python3 assets/music/compose.py calm drive  render these, then check them all
    python3 assets/music/compose.py --check     decode the committed files and measure them; exit 1 if one is wrong

Needs Python 3.11, numpy and ffmpeg; with gst-launch-1.0 it checks what GStreamer plays, too.
The recorded loops are committed: nobody needs this to use them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import numpy as np

import checks
from instruments import RATE
from mixing import Loop, mastered
from notation import Piece
from pieces import PIECES

HERE = Path(__file__).resolve().parent
CATALOGUE = HERE / "loops.toml"
LOUDNESS = -16.0  # LUFS, every loop alike
CEILING = -2.6  # dBTP before coding; Vorbis overshoots by less than the decibel this leaves to -1.5


def main() -> int:
    parser = argparse.ArgumentParser(description="Compose the music loops, or check them.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which loops to render; all when none is named")
    parser.add_argument("--check", action="store_true", help="render nothing, measure the committed files")
    arguments = parser.parse_args()
    known = {piece.name for piece in PIECES}
    if unknown := set(arguments.names) - known:
        parser.error(f"no loop named {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")

    wrong = 0
    if not arguments.check:
        lengths = {}
        for piece in PIECES:
            lengths[piece.name] = Loop(piece.bpm, piece.beats, piece.seed).length
            if not arguments.names or piece.name in arguments.names:
                print(f"rendering {piece.name}", flush=True)
                wrong += render(piece)
        CATALOGUE.write_text(catalogue(lengths), encoding="utf-8")
    wrong += checks.check_all(CATALOGUE)
    return 1 if wrong else 0


def render(piece: Piece) -> int:
    """Play, master and encode one piece. Returns how many things are wrong with what the coder made of it."""
    loop = Loop(piece.bpm, piece.beats, piece.seed)
    sound = mastered(piece.perform(loop), target=LOUDNESS, ceiling_db=CEILING)
    path = HERE / f"{piece.name}.ogg"
    encode(sound, path)
    return checks.compare_with_source(piece.name, sound, checks.decode(path), loop.per_beat)


def encode(sound: np.ndarray, path: Path) -> None:
    """Vorbis at quality 7; no tags, no random serial number, so the same samples give the same file."""
    command = ["ffmpeg", "-v", "error", "-y", "-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", "pipe:0"]
    command += [
        "-c:a",
        "libvorbis",
        "-q:a",
        "7",
        "-map_metadata",
        "-1",
        "-fflags",
        "+bitexact",
        "-flags:a",
        "+bitexact",
    ]
    subprocess.run([*command, str(path)], input=sound.T.astype("<f4").tobytes(), check=True)


def catalogue(lengths: dict[str, int]) -> str:
    """The text of loops.toml."""
    lines = [
        "# Bobine's own music loops. Written by compose.py: change pieces.py, not this file.",
        "# `name` is the file without its ending. `length` is in samples. Every beat lies on a whole frame at 30 fps.",
    ]
    for piece in PIECES:
        lines += [
            "",
            "[[loop]]",
            f'name = "{piece.name}"',
            f'file = "{piece.name}.ogg"',
            f'title = {{ en = "{piece.title["en"]}", fr = "{piece.title["fr"]}" }}',
            f'mood = {{ en = "{piece.mood["en"]}", fr = "{piece.mood["fr"]}" }}',
            f"bpm = {piece.bpm}",
            f"beats = {piece.beats}",
            f"length = {lengths[piece.name]}",
            f"sample_rate = {RATE}",
            'licence = "CC0-1.0"',
            'origin = "original work of the Bobine project"',
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
