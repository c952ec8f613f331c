"""
Quarantines as a node knows them: of the versions that run here, and in step with the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest
from structlog.testing import capture_logs

from largesse.ledger.rows import EventRow
from largesse.plugins import PluginReport, PluginState, Workers
from largesse.quarantine import Quarantines
from largesse.quarantine.impose import QUARANTINED
from largesse.quarantine.quarantines import ELSEWHERE
from largesse.quarantine.restore import RESTORED
from largesse.quarantine.rows import PLUGINS_STREAM, QuarantineRow, quarantine_id
from largesse.streams import Head
from largesse.telemetry import Metrics
from largesse.testing import TurnedClock

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

LUCKY = PluginReport(name="lucky", version="1.0", state=PluginState.LOADED)
ODD = PluginReport(name="odd", version="1.0", state=PluginState.UNAVAILABLE, reason="an extra is missing")


class Memory:
    """The table and the stream of quarantines."""

    def __init__(self) -> None:
        self.rows: dict[str, QuarantineRow] = {}
        self.log: list[EventRow] = []
        self.epoch = 1

    def impose(self, plugin: str = "lucky", version: str = "1.0") -> None:
        id_ = quarantine_id(plugin, version)
        self.rows[id_] = QuarantineRow(id_, plugin, version, True, "a test", 7, "", None, None, 1)  # noqa: FBT003 - a row
        self._tell(QUARANTINED, plugin, version)

    def restore(self, plugin: str = "lucky", version: str = "1.0") -> None:
        del self.rows[quarantine_id(plugin, version)]
        self._tell(RESTORED, plugin, version)

    def _tell(self, kind: str, plugin: str, version: str) -> None:
        told = orjson.dumps({"plugin": plugin, "plugin_version": version, "imposed_at": 7}).decode()
        self.log.append(EventRow(PLUGINS_STREAM, len(self.log) + 1, kind, PLUGINS_STREAM, told, 7))

    async def heads(self, stream_ids: Collection[str]) -> Mapping[str, Head]:
        return dict.fromkeys(stream_ids, Head(self.epoch, len(self.log)))

    async def events(self, stream_id: str, after: int, limit: int) -> Sequence[EventRow]:
        assert stream_id == PLUGINS_STREAM
        return self.log[after : after + limit]

    async def in_force(self) -> list[QuarantineRow]:
        return list(self.rows.values())


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def workers() -> Workers:
    return Workers((LUCKY, ODD), TurnedClock(0), Metrics())


async def known(memory: Memory, workers: Workers) -> Quarantines:
    quarantines = Quarantines(workers, memory, memory.in_force)
    await quarantines.upkeep.catch_up()
    return quarantines


def reason(workers: Workers, plugin: str = "lucky") -> str | None:
    quarantine = workers.quarantine_of(plugin)
    return quarantine and quarantine.reason


async def test_what_is_in_force_holds_from_the_start_for_the_version_that_runs(
    memory: Memory, workers: Workers
) -> None:
    memory.impose(version="0.9")
    memory.impose("clover")
    quarantines = await known(memory, workers)
    assert (reason(workers), reason(workers, "clover")) == (None, None)
    memory.impose()
    memory.epoch += 1
    await quarantines.upkeep.catch_up()
    assert reason(workers) == "a test"


async def test_what_others_impose_and_lift_comes_with_the_events_of_the_version_that_runs(
    memory: Memory, workers: Workers
) -> None:
    quarantines = await known(memory, workers)
    memory.impose(version="1.1")
    await quarantines.upkeep.catch_up()
    assert reason(workers) is None
    memory.impose()
    await quarantines.upkeep.catch_up()
    assert reason(workers) == ELSEWHERE
    memory.restore(version="1.1")
    await quarantines.upkeep.catch_up()
    assert reason(workers) == ELSEWHERE
    memory.restore()
    await quarantines.upkeep.catch_up()
    assert reason(workers) is None


async def test_a_restoration_and_a_quarantine_of_this_nodes_own_are_not_read_back_as_anothers(
    memory: Memory, workers: Workers
) -> None:
    memory.impose()
    quarantines = await known(memory, workers)
    memory.restore()
    quarantines.upkeep.committed({PLUGINS_STREAM: memory.log[-1:]})
    for _ in range(5):
        workers.fault("lucky", "pricing", "a price of 0 coins")
    memory.impose()
    quarantines.upkeep.committed({PLUGINS_STREAM: memory.log[-1:]})
    with capture_logs() as logs:
        await quarantines.upkeep.catch_up()
    assert reason(workers) == "5 faults within 60 seconds, the last in pricing: a price of 0 coins"
    assert logs == []


async def test_one_that_was_not_loaded_is_in_no_quarantine_of_the_workers(memory: Memory, workers: Workers) -> None:
    memory.impose("odd")
    quarantines = await known(memory, workers)
    memory.impose("odd")
    await quarantines.upkeep.catch_up()
    assert reason(workers, "odd") is None
    assert workers.standings()[1].report == ODD


async def test_a_database_that_was_put_back_forgets_all_but_what_is_yet_to_be_written(
    memory: Memory, workers: Workers
) -> None:
    memory.impose()
    quarantines = await known(memory, workers)
    memory.rows.clear()
    memory.log.clear()
    await quarantines.upkeep.catch_up()
    assert reason(workers) is None
    for _ in range(5):
        workers.fault("lucky", "pricing", "a price of 0 coins")
    memory.epoch += 1
    await quarantines.upkeep.catch_up()
    assert reason(workers) == "5 faults within 60 seconds, the last in pricing: a price of 0 coins"
