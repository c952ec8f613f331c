"""
Notices: what is shown of a stream and is no event, of which only the latest of each kind matters.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from largesse.streams.items import Noticed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Notices:
    """
    The latest notice of each kind of one stream.

    A kind that has just been told rests for a moment, and what is noticed meanwhile waits: the last of it is told
    when the rest is over, so that no change is the last and yet unheard.

    Args:
        numbers: gives each notice a number greater than that of every notice before it in this node.
        rest_seconds: how long a kind rests.
        told: called when there is a new one.
    """

    def __init__(self, numbers: Iterator[int], rest_seconds: float, told: Callable[[], None]) -> None:
        self.number = 0
        """Of the latest one; 0 before the first."""
        self._numbers = numbers
        self._rest_seconds = rest_seconds
        self._told = told
        self._latest: dict[str, Noticed] = {}
        self._resting: dict[str, list[object]] = {}
        """Kinds that rest, and of each the value that waits, if there is one."""

    def put(self, kind: str, value: object) -> None:
        """Have the value of a kind told, now or after its rest."""
        if kind in self._resting:
            self._resting[kind] = [value]
            return
        self.number = next(self._numbers)
        self._latest[kind] = Noticed(kind, value, self.number)
        self._resting[kind] = []
        asyncio.get_running_loop().call_later(self._rest_seconds, self._rested, kind)
        self._told()

    def after(self, number: int) -> Noticed | None:
        """Return the first notice after a number, of those that are the latest of their kinds."""
        if number >= self.number:
            return None
        return min((each for each in self._latest.values() if each.number > number), key=lambda each: each.number)

    def _rested(self, kind: str) -> None:
        for value in self._resting.pop(kind):
            self.put(kind, value)
