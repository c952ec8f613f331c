"""
The score of each gift: a few notes for a small one, and a scene for a large one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from largesse_classics.sounds.parts import Glide, Partial, Rush, Struck, Voice

if TYPE_CHECKING:
    from largesse_classics.sounds.parts import Part

BELL = Voice((Partial(1, 1.0, 0.32), Partial(2, 0.45, 0.2), Partial(2.76, 0.3, 0.13), Partial(5.4, 0.16, 0.06)))
CHIME = Voice((Partial(1, 1.0, 0.5), Partial(2.76, 0.4, 0.22), Partial(5.4, 0.2, 0.1), Partial(8.93, 0.08, 0.05)))
WOOD = Voice((Partial(1, 1.0, 0.12), Partial(3.93, 0.35, 0.04), Partial(9.2, 0.12, 0.015)))
STRING = Voice(tuple(Partial(each, 1 / each**1.2, 0.4 / each**0.6) for each in range(1, 9)))
BRASS = Voice(tuple(Partial(each, 1 / each**0.9, 0.5 / each**0.3) for each in range(1, 8)), attack_seconds=0.05)
CHOIR = Voice(
    tuple(Partial(each * out, 1 / each**1.5, 0.9) for each in range(1, 6) for out in (0.997, 1.003)),
    attack_seconds=0.16,
)
DRUM = Voice((Partial(1, 1.0, 0.12), Partial(1.59, 0.5, 0.07), Partial(2.14, 0.3, 0.05), Partial(2.65, 0.2, 0.03)))


class Score(NamedTuple):
    """How long a gift sounds, and what."""

    seconds: float
    parts: tuple[Part, ...]


def spark(*parts: Part) -> Score:
    """Return the score of one of the smallest gestures."""
    return Score(0.36, parts)


def cheer(*parts: Part) -> Score:
    """Return the score of a friendly hand."""
    return Score(0.56, parts)


def delight(*parts: Part) -> Score:
    """Return the score of what gets an answer from the stage."""
    return Score(0.76, parts)


def wonder(*parts: Part) -> Score:
    """Return the score of what stops the talk."""
    return Score(0.96, parts)


def legend(*parts: Part) -> Score:
    """Return the score of what the room remembers."""
    return Score(1.1, parts)


def myth(*parts: Part) -> Score:
    """Return the score of what other rooms hear of."""
    return Score(1.22, parts)


SCORES: dict[str, Score] = {
    "rose": spark(Struck(BELL, "E6 B6", 0.08)),
    "heart": spark(Struck(DRUM, "G3 E3", 0.13), Struck(BELL, "G5", start_seconds=0.13, level=0.4)),
    "coffee": spark(Struck(WOOD, "G5 C6", 0.09), Rush(900, 2_400, 0.02, 0.28, 0.25, 0.5)),
    "clover": spark(Struck(BELL, "C6 E6 G6 C7", 0.05)),
    "lollipop": spark(Struck(WOOD, "C6 A5 C6", 0.08)),
    "balloon": spark(Glide("C5", "G5", 0.0, 0.2, 0.5, 1), Struck(WOOD, "C6", start_seconds=0.2, level=1.2)),
    "donut": cheer(Struck(WOOD, "C5 G5 E5 C6", 0.09)),
    "ice_cream": cheer(Struck(BELL, "E6 C6 G5 C6", 0.1)),
    "sunflower": cheer(Struck(STRING, "G4 B4 D5", 0.08), Struck(BELL, "G6", start_seconds=0.24, level=0.5)),
    "paper_plane": cheer(Rush(500, 3_200, 0.0, 0.5, 0.8, 0.45), Struck(BELL, "D6 A6", 0.1, 0.2, 0.5)),
    "teddy_bear": cheer(Struck(WOOD, "C5 E5", 0.1), Struck(WOOD, "C5+E5+G5", start_seconds=0.24)),
    "party_popper": cheer(
        Struck(DRUM, "C4", level=1.2),
        Rush(2_600, 900, 0.0, 0.3, 1.2, 0.02),
        Struck(BELL, "C6 E6 G6 E6 C7", 0.06, 0.1, 0.5),
    ),
    "sunglasses": delight(Struck(STRING, "A3 C4 D4 . A4", 0.11), Struck(CHIME, "E7", start_seconds=0.46, level=0.4)),
    "birthday_cake": delight(Struck(BELL, "C5 C5 D5 C5 F5 E5", 0.1), Struck(BELL, "C6", start_seconds=0.5, level=0.4)),
    "guitar": delight(Struck(STRING, "E3 B3 E4 G#4 B4 E5", 0.045)),
    "disco_ball": delight(
        Struck(DRUM, "C3 . C3 . C3", 0.1),
        Struck(STRING, "A4 C5 E5 A5 E5", 0.1, 0.05, 0.6),
        Struck(CHIME, "A6 E7", 0.2, 0.15, 0.3),
    ),
    "trophy": delight(Struck(BRASS, "G4 G4 G4", 0.09, level=0.6), Struck(BRASS, "C5+E5+G5", start_seconds=0.27)),
    "rainbow": delight(Struck(CHIME, "C5 D5 E5 G5 A5 C6 D6", 0.065)),
    "fireworks": wonder(
        Glide("C5", "C7", 0.0, 0.3, 0.25, 0),
        Rush(1_800, 400, 0.28, 0.5, 1.6, 0.02),
        Struck(DRUM, "C3", start_seconds=0.28),
        Rush(5_000, 3_000, 0.4, 0.5, 0.4, 0.3),
        Struck(CHIME, "G6 E7 C7 D7", 0.08, 0.4, 0.3),
    ),
    "crown": wonder(
        Struck(BRASS, "C4+G4 . E4+C5", 0.14, level=0.7),
        Struck(BRASS, "G4+C5+E5", start_seconds=0.42),
        Struck(CHIME, "C7", start_seconds=0.5, level=0.3),
    ),
    "diamond": wonder(Struck(CHIME, "E6 B6 G#6 E7", 0.09), Struck(CHIME, "B7 E7", 0.12, 0.42, 0.4)),
    "sports_car": wonder(
        Glide("E2", "E3", 0.0, 0.4, 0.7, 9, 24),
        Glide("A2", "B3", 0.36, 0.5, 0.8, 9, 24),
        Rush(600, 2_600, 0.4, 0.55, 0.6, 0.5),
    ),
    "sailboat": wonder(
        Rush(500, 1_100, 0.0, 0.9, 0.7, 0.5),
        Struck(STRING, "D4 A4 D5 F#5", 0.11, 0.05),
        Struck(BELL, "A5+D6", start_seconds=0.5, level=0.6),
    ),
    "rocket": wonder(
        Struck(WOOD, "C5 C5", 0.12, level=0.5),
        Rush(180, 1_600, 0.2, 0.75, 2.2, 0.35),
        Glide("C3", "G4", 0.24, 0.68, 0.5, 5),
    ),
    "castle": legend(
        Struck(BRASS, "G4 C5 E5", 0.12, level=0.8),
        Struck(BRASS, "C4+G4+C5+E5+G5", start_seconds=0.4),
        Struck(CHIME, "G6 C7 E7", 0.1, 0.5, 0.35),
    ),
    "whale": legend(
        Glide("A2", "E4", 0.0, 0.62, 0.7, 2, 5),
        Glide("D4", "A2", 0.42, 0.66, 0.7, 2, 5),
        Rush(400, 1_400, 0.5, 0.5, 0.4, 0.6),
    ),
    "aurora": legend(Struck(CHOIR, "A3+E4+B4"), Struck(CHIME, "E6 B6 C#7 G#6 E7", 0.15, 0.12, 0.3)),
    "phoenix": legend(
        Rush(300, 2_800, 0.0, 0.8, 1.2, 0.5),
        Struck(STRING, "E4 B4 E5 G5 B5", 0.08, 0.1),
        Struck(CHOIR, "E4+B4+G5", start_seconds=0.42, level=0.8),
    ),
    "planet": legend(
        Struck(CHOIR, "C4+G4+D5", level=0.8),
        Glide("C6", "G6", 0.2, 0.7, 0.2, 0, 7),
        Struck(CHIME, "G6 D7", 0.24, 0.3, 0.4),
    ),
    "galaxy": legend(
        Struck(CHOIR, "D3+A3+F#4+C#5"),
        Struck(CHIME, "D6 A6 C#7 F#7 E7 A6 D7", 0.11, 0.1, 0.35),
    ),
    "volcano": myth(
        Rush(90, 160, 0.0, 1.2, 7.0, 0.35),
        Struck(DRUM, "C2 C2 . C2", 0.12, level=1.4),
        Rush(400, 1_600, 0.4, 0.7, 2.0, 0.08),
        Struck(BRASS, "C3+G3+C4+D#4", start_seconds=0.42, level=0.9),
    ),
    "unicorn": myth(
        Struck(CHIME, "C5 E5 G5 B5 C6 E6 G6 B6 C7", 0.055),
        Struck(CHOIR, "C4+G4+E5", start_seconds=0.34, level=0.7),
        Struck(CHIME, "E7 C7 G7", 0.14, 0.6, 0.35),
    ),
    "kraken": myth(
        Glide("E2", "A#2", 0.0, 0.7, 1.0, 7, 6),
        Struck(BRASS, "E3+A#3 . F3+B3", 0.2, 0.3, 0.8),
        Rush(250, 1_100, 0.3, 0.85, 1.2, 0.5),
        Struck(WOOD, "E4 F4 A#4", 0.08, 0.72, 0.7),
    ),
    "peacock": myth(
        Struck(STRING, "D4 F#4 A4 C#5 D5 F#5 A5 C#6 D6", 0.05),
        Rush(1_200, 4_200, 0.0, 0.6, 0.5, 0.7),
        Struck(BELL, "F#6+A6", start_seconds=0.5, level=0.6),
        Struck(CHIME, "D7 A6 F#7", 0.12, 0.6, 0.35),
    ),
    "lion": myth(
        Glide("G2", "D2", 0.0, 0.75, 2.2, 11, 31),
        Rush(320, 180, 0.02, 0.75, 4.0, 0.3),
        Struck(BRASS, "D4+A4+D5+F#5", start_seconds=0.56, level=0.9),
    ),
    "dragon": myth(
        Struck(DRUM, "D2 . D2 D2", 0.12, level=1.3),
        Rush(260, 2_200, 0.2, 0.7, 2.0, 0.4),
        Struck(BRASS, "D3+A3+D4 . F4+A4 . D4+A4+D5+F5", 0.15, 0.14, 0.9),
        Struck(CHIME, "D7 A7", 0.1, 0.76, 0.35),
    ),
}
"""By the key of the gift."""
