"""
Sockets: those that are open.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

from largesse.web.http.returning import return_milliseconds
from largesse.web.sockets.close_codes import CloseCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from largesse.telemetry import Metrics
    from largesse.web.sockets.conversation import Conversation


class Sockets:
    """
    The sockets that are open.

    Args:
        metrics: counts them.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._gauge = metrics.sockets_open
        self._open: set[Conversation] = set()
        self.leaving = False
        """Whether the server goes away: a socket that is opened now is closed at once."""

    def __iter__(self) -> Iterator[Conversation]:
        """Walk through the sockets that are open when the walk begins."""
        return iter(tuple(self._open))

    @contextmanager
    def holding(self, conversation: Conversation) -> Iterator[None]:
        """Count a socket among the open ones for as long as the context lasts."""
        self._open.add(conversation)
        self._gauge.set(len(self._open))
        try:
            yield
        finally:
            self._open.discard(conversation)
            self._gauge.set(len(self._open))

    async def close_all(self) -> None:
        """Tell every client that the server goes away and when to come back, all at once."""
        self.leaving = True
        await asyncio.gather(*(each.close(CloseCode.GOING_AWAY, going_away()) for each in self))


def going_away() -> str:
    """Return the reason with which one socket is closed: each client is told a time of its own."""
    return f"Server is going away; retry in {return_milliseconds()} ms"
