"""
Rooms of which there is something to fold, each with the time at which it is its turn.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Due:
    """
    Rooms that wait.

    Args:
        rooms_max: how many there are at most; what comes beyond is dropped, and found by looking.
        rest_seconds: how long a room that was taken out is not taken out again.
    """

    def __init__(self, rooms_max: int, rest_seconds: float) -> None:
        self._rooms_max = rooms_max
        self._rest_seconds = rest_seconds
        self._waiting: dict[str, float] = {}
        self._resting: dict[str, float] = {}

    @property
    def next_at(self) -> float:
        """When the first of them is due; never if there is none."""
        return min(self._waiting.values(), default=inf)

    def add(self, room_ids: Iterable[str], now: float) -> bool:
        """Put rooms in, each due as soon as it has rested, and return whether one of them was not in."""
        before = len(self._waiting)
        for room_id in room_ids:
            if len(self._waiting) >= self._rooms_max:
                break
            self._waiting.setdefault(room_id, max(now, self._resting.get(room_id, now)))
        return len(self._waiting) > before

    def again(self, room_ids: Iterable[str], now: float) -> None:
        """Put rooms in that were not finished, due at once."""
        for room_id in room_ids:
            self._waiting[room_id] = now

    def take(self, now: float, rooms_max: int) -> list[str]:
        """Take out rooms that are due, in the order in which they came; they rest from now on."""
        taken = [room_id for room_id, due in self._waiting.items() if due <= now][:rooms_max]
        self._resting = {room_id: until for room_id, until in self._resting.items() if until > now}
        for room_id in taken:
            del self._waiting[room_id]
            self._resting[room_id] = now + self._rest_seconds
        return taken
