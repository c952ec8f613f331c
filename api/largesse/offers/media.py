"""
What a gift looks and sounds like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

COLORS_MAX = 8
_COLOR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """
    What a gift looks and sounds like: files shipped in the plugin.

    Args:
        still: an SVG or PNG that needs no motion.
        animation: what plays when the gift is sent; none if the still is enough.
        reduced_motion: what stands in for the animation where less motion is asked for; the still if absent.
        sound: a short sound; none if silent.
        duration_ms: how long the gift is on screen, from 200 to 30,000 milliseconds.
        loops: the animation begins again and again for as long as it is shown; it plays once if not.
        colors: its colours as `#rrggbb`, the foremost first, 8 at most; a room tints its effects with them.
    """

    still: Path
    animation: Path | None = None
    reduced_motion: Path | None = None
    sound: Path | None = None
    duration_ms: int = 1_500
    loops: bool = False
    colors: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the duration, the colours, and that every file is there."""
        if not 200 <= self.duration_ms <= 30_000:  # noqa: PLR2004 - the bounds are the documented ones
            message = f"duration_ms must be from 200 to 30000, not {self.duration_ms}"
            raise ValueError(message)
        if self.loops and self.animation is None:
            message = "there is no animation that could loop"
            raise ValueError(message)
        if len(self.colors) > COLORS_MAX:
            message = f"there may be {COLORS_MAX} colors at most, not {len(self.colors)}"
            raise ValueError(message)
        for color in self.colors:
            if not _COLOR.fullmatch(color):
                message = f"{color!r} is no color as #rrggbb in lower case"
                raise ValueError(message)
        for path in (self.still, self.animation, self.reduced_motion, self.sound):
            if path is not None and not path.is_file():
                message = f"there is no file {path.name!r}"
                raise ValueError(message)
