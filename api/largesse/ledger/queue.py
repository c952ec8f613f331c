"""
The queue of the journal: deeds that wait for a batch, those that yield behind all others.
"""

from __future__ import annotations

from collections import deque
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from largesse.ledger.commit import Waiting
    from largesse.ledger.deed import Deed

YIELDING_SHARE = 2
"""Deeds that yield may fill one part in so many of the queue: however many there are, the others find room."""
_deadline = attrgetter("deadline")


class Queue:
    """
    Deeds that wait, in two lines.

    Args:
        size: how many may wait.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._first: deque[Waiting] = deque()
        self._yielding: deque[Waiting] = deque()

    def __len__(self) -> int:
        return len(self._first) + len(self._yielding)

    def full_for(self, deed: Deed) -> bool:
        """Tell whether there is no room for a deed."""
        if deed.yields and len(self._yielding) * YIELDING_SHARE >= self._size:
            return True
        return len(self) >= self._size

    def add(self, waiting: Waiting) -> None:
        """Have a deed wait at the end of its line."""
        (self._yielding if waiting.deed.yields else self._first).append(waiting)

    def take(self, size: int) -> list[Waiting]:
        """
        Take so many deeds, and those that yield only where there is room left.

        Returns:
            The deeds in the order in which they came: within a batch nobody waits for anybody.
        """
        taken = [self._first.popleft() for _ in range(min(size, len(self._first)))]
        left = min(size - len(taken), len(self._yielding))
        if left:
            taken += [self._yielding.popleft() for _ in range(left)]
            taken.sort(key=_deadline)
        return taken
