"""
Tellings: plugins are told what was committed, at least once each, by one node at a time.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
import structlog

from largesse.tellings.listener import Listener
from largesse.tellings.told import HOOKS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from largesse.bus.bus import Bus
    from largesse.ledger.rows import EventRow
    from largesse.plugins import Telling
    from largesse.tellings.means import Means

TOPIC = "tellings"
"""What nodes tell one another under that something happened in rooms; what it was, the database tells."""
_log = structlog.stdlib.get_logger("largesse.tellings")


class Tellings:
    """
    The tellings of one node, to every plugin that listens.

    Args:
        ears: how to tell each plugin of what it listens to, by hook, as `Plugins.tellings` holds them.
        bus: carries the word between nodes; None for a single node.
    """

    def __init__(self, ears: Mapping[str, Mapping[str, Telling]], bus: Bus | None = None) -> None:
        self._ears = {plugin: hooks for plugin, hooks in ears.items() if hooks}
        self._kinds = {kind for kind, hook in HOOKS.items() if any(hook in hooks for hooks in self._ears.values())}
        self._bus = bus
        self._listeners: tuple[Listener, ...] = ()
        if bus is not None and self._ears:
            bus.subscribe(self._heard)

    def committed(self, events: Mapping[str, Sequence[EventRow]]) -> None:
        """Take what this node has committed, and give the others the word if the telling is theirs."""
        if not self._listeners:
            return
        room_ids = [stream_id for stream_id, rows in events.items() if any(row.kind in self._kinds for row in rows)]
        if not room_ids:
            return
        for listener in self._listeners:
            listener.mark(room_ids)
        if self._bus is not None and not all(listener.held for listener in self._listeners):
            self._bus.publish(TOPIC, orjson.dumps(room_ids))

    @asynccontextmanager
    async def kept_up(self, means: Means) -> AsyncIterator[None]:
        """
        Tell plugins for as long as the context lasts.

        Args:
            means: what they are told with.

        Raises:
            Unavailable: the database does not answer.
            OutcomeUnknown: it stopped answering.
        """
        listeners = tuple(Listener(plugin, hooks, means) for plugin, hooks in self._ears.items())
        try:
            for listener in listeners:
                await listener.begin()
            self._listeners = listeners
            yield
        finally:
            self._listeners = ()
            await asyncio.gather(*(listener.close() for listener in listeners))

    def _heard(self, topic: str, payload: bytes) -> None:
        if topic != TOPIC:
            return
        try:
            room_ids = [str(UUID(room_id)) for room_id in orjson.loads(payload)]
        except (ValueError, TypeError, AttributeError):
            _log.warning("tellings_message_dropped", payload_bytes=len(payload))
            return
        for listener in self._listeners:
            listener.mark(room_ids)
