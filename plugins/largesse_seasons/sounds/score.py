"""
The score of each gift of a season.
"""

from __future__ import annotations

from largesse_classics.sounds.parts import Glide, Rush, Struck
from largesse_classics.sounds.score import BELL, CHIME, CHOIR, DRUM, STRING, WOOD, Score, cheer, delight, wonder

SCORES: dict[str, Score] = {
    "new_year_lantern": delight(
        Struck(DRUM, "G2 . G2", 0.13, level=0.8),
        Struck(STRING, "D5 E5 G5 A5 D6", 0.08, 0.06, 0.8),
        Struck(CHIME, "A6", start_seconds=0.42, level=0.4),
    ),
    "carnival_mask": delight(
        Struck(DRUM, "C4 C4 . C4 . C4 C4", 0.075, level=0.6),
        Struck(WOOD, "G5 C6 E6 . D6 G5 C6", 0.075),
        Rush(4_200, 5_200, 0.45, 0.28, 0.6, 0.05),
    ),
    "spring_blossom": cheer(Struck(STRING, "E5 G#5 B5", 0.07, level=0.8), Struck(BELL, "E6 G#6", 0.1, 0.2, 0.6)),
    "midsummer_sun": delight(
        Struck(STRING, "G4+B4 D5 G5 B5 D6", 0.085),
        Glide("D6", "G6", 0.36, 0.3, 0.2, 1, 7),
        Struck(BELL, "G6", start_seconds=0.5, level=0.5),
    ),
    "harvest_moon": wonder(
        Struck(CHOIR, "D4+A4+E5", level=0.8),
        Struck(STRING, "D5 . E5 A5 . F#5", 0.1, 0.1, 0.6),
        Struck(CHIME, "D6 A6", 0.16, 0.5, 0.35),
    ),
    "diya": delight(
        Rush(700, 2_600, 0.0, 0.3, 0.6, 0.3),
        Struck(STRING, "C4+G4", start_seconds=0.1, level=0.7),
        Struck(BELL, "C6 C#6 E6 G6", 0.08, 0.18, 0.7),
    ),
    "winter_star": wonder(
        Struck(CHIME, "G6 D6 E6 B5 C6 G6", 0.085, level=0.8),
        Rush(5_200, 5_600, 0.0, 0.9, 0.12, 0.2),
        Struck(BELL, "C6+E6+G6", start_seconds=0.55, level=0.7),
    ),
}
"""By the key of the gift."""
