"""How a piece is written down: pitches by name, swing, and what a piece is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import numpy as np

from mixing import Loop

STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def pitch(name: str) -> int:
    """A MIDI note number from a name such as `F#3` or `Bb4`."""
    step = STEPS[name[0]]
    for sign in name[1:-1]:
        step += {"#": 1, "b": -1}[sign]
    return step + 12 * (int(name[-1]) + 1)


def chord(names: str) -> list[int]:
    return [pitch(n) for n in names.split()]


def swung(beat: float, amount: float, grid: float = 0.5) -> float:
    """Delay the second of each pair of `grid` steps; `amount` is the share of the first (0.5 is straight)."""
    pair, place = divmod(beat, 2 * grid)
    if place < grid:
        return pair * 2 * grid + place / grid * amount * 2 * grid
    return pair * 2 * grid + (amount + (place - grid) / grid * (1 - amount)) * 2 * grid


@dataclass(frozen=True)
class Piece:
    """What a loop is called, how long it is, and how it is played."""

    name: str
    title: dict[str, str]
    mood: dict[str, str]
    bpm: float
    beats: int
    seed: int
    perform: Callable[[Loop], np.ndarray]
