"""
Rooms of which there is something to tell: each once, in the order in which it was heard, and not without end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable


class Due:
    """
    A queue of rooms.

    Args:
        rooms_max: how many there are at most; what comes beyond is dropped, and found by looking.
    """

    def __init__(self, rooms_max: int) -> None:
        self._rooms_max = rooms_max
        self._rooms: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._rooms)

    def add(self, room_ids: Iterable[str]) -> None:
        """Put rooms at the end of the queue, unless they are in it already or it is full."""
        for room_id in room_ids:
            if len(self._rooms) >= self._rooms_max:
                return
            self._rooms[room_id] = None

    def take(self, besides: Container[str]) -> str | None:
        """Take the first room out that is not among others, or return None if there is none."""
        room_id = next((each for each in self._rooms if each not in besides), None)
        if room_id is not None:
            del self._rooms[room_id]
        return room_id

    def clear(self) -> None:
        """Forget all of them."""
        self._rooms.clear()
