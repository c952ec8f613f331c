"""
Totals: what was given in all, and how fast.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from largesse.cli.demo.saying import counted
from largesse.cli.demo.told import percent
from largesse.money import DIAMOND, decimal_text

if TYPE_CHECKING:
    from largesse.cli.demo.told import Given

RATE_SECONDS = 5.0
"""Over how many of the last seconds the rate is counted."""


@dataclass
class Totals:
    """What the feed has seen so far; diamonds in millionths."""

    gifts: int = 0
    coins: int = 0
    diamonds: int = 0
    _seen_at: deque[float] = field(default_factory=deque)
    _began: float = field(default_factory=monotonic)

    def add(self, given: Given) -> None:
        """Count a gift."""
        self.gifts += 1
        self.coins += given.coins
        self.diamonds += given.diamonds
        self._seen_at.append(monotonic())

    @property
    def rate(self) -> float:
        """Gifts per second, over the last few seconds."""
        now = monotonic()
        while self._seen_at and self._seen_at[0] < now - RATE_SECONDS:
            self._seen_at.popleft()
        return len(self._seen_at) / max(min(RATE_SECONDS, now - self._began), 1.0)

    @property
    def share(self) -> str:
        """The creators' part of all coins, in per cent with one decimal."""
        return percent(self.diamonds, self.coins)

    def __str__(self) -> str:
        """Say all of it in one line."""
        return (
            f"{counted(self.gifts, 'gift')}, {counted(self.coins, 'coin')},"
            f" {decimal_text(self.diamonds, DIAMOND)} diamonds ({self.share} to creators), {self.rate:.1f} gifts/s"
        )
