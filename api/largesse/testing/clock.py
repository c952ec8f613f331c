"""
A clock that goes when it is told to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.clock import DAY, MICROSECONDS

if TYPE_CHECKING:
    from largesse.clock import Instant

NOON: Instant = 1_796_558_400 * MICROSECONDS
"""The 6th of December 2026, 12:00 UTC: 7 in the morning in New York, where the first viewer counts days."""


class TurnedClock:
    """
    A clock for a server of a test.

    Each look is a microsecond later than the one before, so that no two instants are the same. On PostgreSQL it tells
    the time of tokens and of what is read; deeds go by the database's clock there.

    Args:
        instant: what it shows first, in microseconds since the epoch.
    """

    def __init__(self, instant: Instant) -> None:
        self.instant = instant

    def now(self) -> Instant:
        """Return the next instant, in microseconds since the epoch."""
        self.instant += 1
        return self.instant

    def turn(self, *, days: int = 0, hours: int = 0, seconds: float = 0) -> None:
        """Turn the clock on; below zero it is turned back."""
        self.instant += days * DAY + round((hours * 3_600 + seconds) * MICROSECONDS)

    def turn_to(self, instant: Instant) -> None:
        """Have the next look show an instant, in microseconds since the epoch."""
        self.instant = instant - 1
