"""The five pieces: chords, lines, drums and balance. All original.

Every tempo puts each beat on a whole frame of a 30 fps video, so a cut can always fall on a beat. Beats count from 0;
bars are of four. Chords are written out voice by voice, so that each voice moves to the next chord by step or not at
all. Melodies leave most of their bars empty: somebody will be speaking over them.
"""

from __future__ import annotations

from notation import Piece
from pieces_band import bright, calm, drive
from pieces_orchestra import playful, wonder

PIECES = [
    Piece(
        "bright",
        {"en": "Bright", "fr": "Lumineux"},
        {
            "en": "Upbeat pop plucks and claps, for good news and how-tos",
            "fr": "Pop enjouée, cordes pincées et claps : bonnes nouvelles et tutoriels",
        },
        112.5,
        64,
        1001,
        bright,
    ),
    Piece(
        "calm",
        {"en": "Calm", "fr": "Calme"},
        {
            "en": "Lo-fi electric piano, warm and unhurried, for stories and advice",
            "fr": "Piano électrique lo-fi, chaleureux et posé : récits et conseils",
        },
        75.0,
        32,
        1002,
        calm,
    ),
    Piece(
        "drive",
        {"en": "Drive", "fr": "Élan"},
        {
            "en": "Electronic pulse that builds, for tech, sport and countdowns",
            "fr": "Pulsation électronique qui monte : tech, sport et classements",
        },
        120.0,
        64,
        1003,
        drive,
    ),
    Piece(
        "wonder",
        {"en": "Wonder", "fr": "Merveille"},
        {
            "en": "Wide cinematic strings and felt piano, for nature, space and history",
            "fr": "Cordes amples et piano feutré, très cinéma : nature, espace, histoire",
        },
        72.0,
        32,
        1004,
        wonder,
    ),
    Piece(
        "playful",
        {"en": "Playful", "fr": "Malicieux"},
        {
            "en": "Pizzicato and marimba with a skip in their step, for fun facts and food",
            "fr": "Pizzicati et marimba sautillants : anecdotes, cuisine et humour",
        },
        100.0,
        48,
        1008,
        playful,
    ),
]
