"""
Rates: what is asked for in whose name, held to so much in any minute.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from limits.aio.storage import RedisStorage
from limits.errors import StorageError

from largesse.rates.memory import SweptMemory
from largesse.rates.waiting import Window, waiting_seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from limits.aio.storage import SlidingWindowCounterSupport

SPAN_SECONDS = 60
ANSWER_SECONDS = 0.25
"""How long the server may take to count; a request is not kept for longer."""
AWAY_SECONDS = 1.0
"""How long it is not asked again after it was asked in vain."""
_AWAY = (StorageError, OSError)
_log = structlog.stdlib.get_logger("largesse.rates")


class Rates:
    """
    Counts by a sliding window of a minute: what was asked for in the minute before counts less and less.

    Several nodes count together on a Valkey or Redis server. While it is away each counts by itself: nobody is refused
    for its absence, and nobody may ask more of any node than of all of them.

    Args:
        valkey: the address of the server; None counts in this process.
        on_away: called each time that the server was asked in vain.
    """

    def __init__(self, valkey: str | None = None, on_away: Callable[[], None] = lambda: None) -> None:
        self._here = SweptMemory()
        self._together = _together(valkey) if valkey else None
        self._on_away = on_away
        self._asked_from = 0.0

    async def take(self, name: str, amount: int, maximum: int) -> int:
        """
        Count what is asked for, unless it would go past the rate.

        Args:
            name: in whose name.
            amount: how much; more than the rate itself counts as the whole of it.
            maximum: the rate: how much in a minute.

        Returns:
            0 if it was counted; otherwise in how many seconds it would be, if nothing else is asked for meanwhile.
        """
        amount = min(amount, maximum)
        if self._together is not None and time.monotonic() >= self._asked_from:
            try:
                seconds = await _taken(self._together, name, amount, maximum)
            except _AWAY as error:
                self._away(error)
            else:
                self._asked_from = 0.0
                return seconds
        return await _taken(self._here, name, amount, maximum)

    async def close(self) -> None:
        """Let go of the server."""
        if self._together is not None:
            with suppress(*_AWAY):
                await self._together.bridge.storage.aclose()  # type: ignore[attr-defined] # declared by the bridges alone

    def _away(self, error: Exception) -> None:
        self._on_away()
        if not self._asked_from:
            _log.warning("rates_counted_by_each_node", reason=type(error).__name__)
        self._asked_from = time.monotonic() + AWAY_SECONDS


def _together(valkey: str) -> RedisStorage:
    return RedisStorage(
        valkey,
        wrap_exceptions=True,
        implementation="valkey",
        key_prefix="largesse-rates",
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=ANSWER_SECONDS,
    )


async def _taken(storage: SlidingWindowCounterSupport, name: str, amount: int, maximum: int) -> int:
    if await storage.acquire_sliding_window_entry(name, maximum, SPAN_SECONDS, amount):
        return 0
    return waiting_seconds(Window(*await storage.get_sliding_window(name, SPAN_SECONDS)), amount, maximum, SPAN_SECONDS)
