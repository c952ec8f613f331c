"""
The scene: what a room looks like now, as far as the feed has heard.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.cli.demo.told import Given, Over, Standing

ROWS = 14
"""How many of the latest gifts and streaks are shown."""
LINES = 3
"""How many of the latest messages are shown."""


@dataclass(slots=True)
class Row:
    """
    A gift, or a streak of them in one place.

    Args:
        given: the gift, the last one of its streak.
        taps: how many gifts it is.
        coins: what they cost together.
        diamonds: what they earned together, in millionths.
        over: how the streak ended; None while it goes on, and where there is none.
    """

    given: Given
    taps: int
    coins: int
    diamonds: int
    over: Over | None = None

    @property
    def count(self) -> int:
        """How many were given."""
        return self.given.streak.count if self.given.streak else self.given.quantity

    def add(self, given: Given) -> None:
        """Go on with the streak."""
        self.given = given
        self.taps += 1
        self.coins += given.coins
        self.diamonds += given.diamonds


@dataclass(slots=True)
class Scene:
    """
    What is to be seen.

    Args:
        rows: the latest gifts and streaks, those that moved last at the end.
        board: who gave most, of those who agreed to be listed.
        viewers: how many follow the room; None before that is told.
        messages: the latest, each with who said it.
    """

    rows: deque[Row] = field(default_factory=lambda: deque(maxlen=ROWS))
    board: Sequence[Standing] = ()
    viewers: int | None = None
    messages: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=LINES))

    def add(self, given: Given) -> Row:
        """Show a gift: in its streak's row, if that is to be seen, or in a new one; return the row."""
        row = self._row(given.streak.id) if given.streak else None
        if row is None:
            row = Row(given, 1, given.coins, given.diamonds)
            self.rows.append(row)
        else:
            row.add(given)
        return row

    def end(self, over: Over) -> Row | None:
        """Show that a streak is over, and return its row, if that is still to be seen."""
        row = self._row(over.streak.id)
        if row is not None:
            row.over = over
        return row

    def _row(self, streak_id: str) -> Row | None:
        return next((row for row in self.rows if row.given.streak and row.given.streak.id == streak_id), None)
