"""
Patience: reading again until the database answers.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from largesse.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")


class Pauses:
    """
    Pauses that grow from one failure to the next.

    Args:
        first: seconds of the first one.
        most: seconds at most.
    """

    def __init__(self, first: float, most: float) -> None:
        self._first = first
        self._most = most
        self._next = first
        self.fresh = True
        """Whether nothing has failed since the start or the last success."""

    def reset(self) -> None:
        """Begin anew after a success."""
        self._next = self._first
        self.fresh = True

    async def take(self) -> None:
        """Wait for a while, each time longer."""
        pause, self._next = self._next, min(2 * self._next, self._most)
        self.fresh = False
        await asyncio.sleep(pause)


async def patiently(
    read: Callable[[], Awaitable[T]],
    pauses: tuple[float, float],
    pointless: Callable[[], bool] = lambda: False,
) -> T:
    """
    Return what a read returns, however long the database is away.

    Args:
        read: what may raise `Unavailable`; anything else that it raises is raised.
        pauses: seconds to wait after a failure, at first and at most.
        pointless: whether to give up now instead of waiting.

    Raises:
        Unavailable: it was given up.
    """
    waiting = Pauses(*pauses)
    while True:
        try:
            return await read()
        except Unavailable:
            if pointless():
                raise
            await waiting.take()
