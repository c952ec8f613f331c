"""
Rounds: what followers are shown is read anew when a word says that it has changed, and now and then without one.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

import orjson
import structlog

from largesse.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from largesse.bus.bus import Bus

_log = structlog.stdlib.get_logger("largesse.streams")


W = TypeVar("W")


def ids_in(told: Any) -> list[str]:  # noqa: ANN401 - whatever JSON holds
    """
    Return a word that is a list of uuids.

    Raises:
        ValueError: it is not one; so do TypeError and AttributeError.
    """
    return [str(UUID(each)) for each in told]


class Rounds(Generic[W]):
    """
    The rounds of one node.

    Args:
        topic: what nodes tell one another under that something has changed; how it is now, the database tells.
        read: returns the word that JSON is; of what makes no sense it raises ValueError, TypeError or AttributeError.
        take: takes note of a word, of this node or another, and returns whether anything is to be read for it.
        bus: carries the word between nodes; None for a single node.
    """

    def __init__(self, topic: str, read: Callable[[Any], W], take: Callable[[W], bool], bus: Bus | None) -> None:
        self._topic = topic
        self._read = read
        self._take = take
        self._bus = bus
        self._wake = asyncio.Event()
        if bus is not None:
            bus.subscribe(self._heard)

    def tell(self, word: W) -> None:
        """Have all nodes go round for what a word says has changed; it is sent as JSON."""
        self.note(word)
        if self._bus is not None:
            self._bus.publish(self._topic, orjson.dumps(word))

    def note(self, word: W) -> None:
        """Have this node go round, if it concerns anybody here."""
        if self._take(word):
            self._wake.set()

    @asynccontextmanager
    async def kept_up(
        self, step: Callable[[bool], Awaitable[None]], *, look_seconds: float, pause_seconds: float
    ) -> AsyncIterator[None]:
        """
        Go round for as long as the context lasts; what goes wrong is logged, and ends nothing.

        Args:
            step: one round; given whether it is time to look at everything, since a word may be lost.
            look_seconds: how often it is.
            pause_seconds: between two rounds: what changes meanwhile is read once.
        """
        task = asyncio.create_task(self._go(step, look_seconds, pause_seconds), name=f"rounds of {self._topic}")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})

    def _heard(self, topic: str, payload: bytes) -> None:
        if topic != self._topic:
            return
        try:
            word = self._read(orjson.loads(payload))
        except (ValueError, TypeError, AttributeError):
            _log.warning(f"{topic}_message_dropped", payload_bytes=len(payload))
            return
        self.note(word)

    async def _go(self, step: Callable[[bool], Awaitable[None]], look_seconds: float, pause_seconds: float) -> None:
        look_at = 0.0
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(look_at):
                    await self._wake.wait()
            self._wake.clear()
            now = asyncio.get_running_loop().time()
            due = now >= look_at
            if due:
                look_at = now + look_seconds
            try:
                await step(due)
            except Unavailable as failure:
                # What followers see is old until the next round: the snapshot of whoever comes back is not.
                _log.warning(f"{self._topic}_cannot_be_read", reason=failure.reason)
            except Exception:  # noqa: BLE001 - a mistake of ours must not end what followers rely on
                _log.exception(f"{self._topic}_notices_failed")
            await asyncio.sleep(pause_seconds)
