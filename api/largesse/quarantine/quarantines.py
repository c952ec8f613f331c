"""
Quarantines as one node knows them: kept in step with the other nodes, and told to its workers.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import orjson
import structlog

from largesse.errors import OutcomeUnknown, Refusal, Unavailable
from largesse.ledger.identifiers import new_id
from largesse.plugins import PluginState
from largesse.quarantine.impose import QUARANTINED, ImposeOrder, impose
from largesse.quarantine.rows import PLUGINS_STREAM
from largesse.streams import Upkeep

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from largesse.bus.bus import Bus
    from largesse.ledger.journal import Journal
    from largesse.ledger.rows import EventRow
    from largesse.plugins import Quarantine, Workers
    from largesse.quarantine.rows import QuarantineRow
    from largesse.streams import Reader

TOPIC = "plugins"
"""What nodes tell one another under that a quarantine was imposed or lifted; which, the database tells."""
POLL_SECONDS = 3.0
"""How often the database is asked."""
AGAIN_SECONDS = 1.0
"""When a quarantine is written or read again that could not be."""
ELSEWHERE = "its faults on another node"
"""The reason of a quarantine of which nothing but the word has come yet."""
_log = structlog.stdlib.get_logger("largesse.quarantine")


class Quarantines:
    """
    Shares quarantines with the other nodes.

    What faults on this node put in quarantine is written for all of them; until it is, it holds here. A quarantine
    is of a version: what was installed since is called, and fails by itself if it must.

    Args:
        workers: which call plugins, and are told.
        reader: reads the stream of quarantines.
        read_all: reads those in force, such as `quarantine.models.quarantines_in_force`.
        bus: carries the word between nodes; None for a single node.
        poll_seconds: how often the database is asked.
    """

    def __init__(
        self,
        workers: Workers,
        reader: Reader,
        read_all: Callable[[], Awaitable[Sequence[QuarantineRow]]],
        bus: Bus | None = None,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._workers = workers
        self._read_all = read_all
        self._versions = {
            standing.report.name: standing.report.version
            for standing in workers.standings()
            if standing.report.state is PluginState.LOADED
        }
        self._unwritten: dict[str, ImposeOrder] = {}
        self._unread = False
        self._wake = asyncio.Event()
        self.upkeep = Upkeep(
            PLUGINS_STREAM,
            TOPIC,
            reader=reader,
            reset=self._reset,
            take=self._take,
            bus=bus,
            poll_seconds=poll_seconds,
        )
        """Keeps it in step with the other nodes."""
        workers.listen(self._imposed)

    @asynccontextmanager
    async def kept_up(self, journal: Journal) -> AsyncIterator[None]:
        """
        Know of every quarantine from the beginning of the context on, and share new ones for as long as it lasts.

        Args:
            journal: writes what this node imposes.

        Raises:
            Unavailable: the database does not answer.
        """
        await self.upkeep.catch_up()
        keeping = (
            asyncio.create_task(self.upkeep.keep_up(), name="quarantines"),
            asyncio.create_task(self._look_after(journal), name="quarantines to write"),
        )
        try:
            yield
        finally:
            for task in keeping:
                task.cancel()
            await asyncio.wait(keeping)

    def _imposed(self, plugin: str, quarantine: Quarantine) -> None:
        """Note what faults on this node have brought about, to be written."""
        key = f"quarantine/{new_id()}"
        version = self._versions.get(plugin, "")
        self._unwritten[plugin] = ImposeOrder(key=key, plugin=plugin, plugin_version=version, reason=quarantine.reason)
        self._wake.set()

    async def _look_after(self, journal: Journal) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                for order in tuple(self._unwritten.values()):
                    await self._write(journal, order)
                if self._unread:
                    self._unread = False
                    await self.upkeep.read_anew()
            except (Unavailable, OutcomeUnknown):
                # Under the same key it is written once, whatever became of this attempt.
                self._wake.set()
                await asyncio.sleep(AGAIN_SECONDS)

    async def _write(self, journal: Journal, order: ImposeOrder) -> None:
        try:
            await impose(journal, order)
        except Refusal:
            _log.exception("quarantine_not_written", plugin=order.plugin)
        if self._unwritten.get(order.plugin) is order:
            del self._unwritten[order.plugin]

    async def _reset(self) -> None:
        rows = await self._read_all()
        in_force = {row.plugin: row for row in rows if self._versions.get(row.plugin) == row.plugin_version}
        for plugin in self._versions:
            if row := in_force.get(plugin):
                self._workers.quarantine(plugin, row.reason, row.imposed_at)
            elif plugin not in self._unwritten:
                self._workers.restore(plugin)

    def _take(self, events: Sequence[EventRow]) -> None:
        for event in events:
            told = orjson.loads(event.payload)
            plugin = told["plugin"]
            if self._versions.get(plugin) != told["plugin_version"]:
                continue
            if event.kind == QUARANTINED:
                if self._workers.quarantine_of(plugin) is None:
                    self._workers.quarantine(plugin, ELSEWHERE, told["imposed_at"])
                    self._unread = True
                    self._wake.set()
            else:
                self._unwritten.pop(plugin, None)
                self._workers.restore(plugin)
