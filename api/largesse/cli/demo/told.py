"""
What the room tells the feed: gifts, streaks that are over, who stands on the board, and what is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from largesse.money import DIAMONDS_PER_COIN


@dataclass(frozen=True, slots=True)
class Streak:
    """
    A combo as a gift left it: all of it so far, never a difference.

    Args:
        id: which.
        count: how many were given.
        coins: what they cost together.
    """

    id: str
    count: int
    coins: int


class Given(NamedTuple):
    """A gift as the room hears of it, and the streak that it belongs to, if any; diamonds in millionths."""

    sender: str
    recipient: str
    emoji: str
    name: str
    quantity: int
    coins: int
    diamonds: int
    streak: Streak | None = None

    @property
    def share(self) -> str:
        """The creator's part of the coins, in per cent with one decimal."""
        return percent(self.diamonds, self.coins)


class Over(NamedTuple):
    """
    The end of a streak.

    Args:
        streak: all of it.
        reason: why it ended, in the words of the graph.
    """

    streak: Streak
    reason: str

    @property
    def why(self) -> str:
        """The reason as a person says it."""
        return self.reason.lower().replace("_", " ")


class Standing(NamedTuple):
    """Somebody's place on the board of the room."""

    rank: int
    name: str
    coins: int


def percent(diamonds: int, coins: int) -> str:
    """Return which part of their coins diamonds are worth, such as `50.0%`; diamonds in millionths."""
    if not coins:
        return "0.0%"
    tenths = diamonds * 1_000 // (coins * DIAMONDS_PER_COIN)
    return f"{tenths // 10}.{tenths % 10}%"
