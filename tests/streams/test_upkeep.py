"""
Upkeep: a memory follows its stream, whatever becomes of the database meanwhile.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from structlog.testing import capture_logs

from largesse.bus.local import LocalBus
from largesse.streams import Upkeep

from .memory import Log

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.ledger.rows import EventRow

STREAM = "0190163d-8694-7a11-b7d4-6a1d1b2c3d4e"
TOPIC = "things"


class Memory:
    """What has been taken since the last reset, and how often there was one."""

    def __init__(self) -> None:
        self.log = Log(STREAM)
        self.bus = LocalBus()
        self.offsets: list[int] = []
        self.resets = 0
        self.mistaken = False
        self.upkeep = Upkeep(
            STREAM, TOPIC, reader=self.log, reset=self.reset, take=self.take, bus=self.bus, poll_seconds=3_600
        )

    async def reset(self) -> None:
        self.resets += 1
        self.offsets = list(range(1, len(self.log.rows[STREAM]) + 1))

    def take(self, events: Sequence[EventRow]) -> None:
        if self.mistaken:
            raise ZeroDivisionError
        self.offsets += [event.stream_offset for event in events]


async def test_everything_is_read_at_first_and_then_what_is_new() -> None:
    memory = Memory()
    memory.log.commit(STREAM, 3)
    for _ in range(2):
        await memory.upkeep.catch_up()
    assert (memory.resets, memory.offsets, memory.log.event_reads) == (1, [1, 2, 3], [])
    memory.log.commit(STREAM, 1_200)
    await memory.upkeep.catch_up()
    assert (memory.resets, memory.offsets) == (1, list(range(1, 1_204)))
    assert [after for _, after, _ in memory.log.event_reads] == [3, 503, 1_003]


async def test_a_database_that_was_put_back_is_read_anew() -> None:
    memory = Memory()
    memory.log.commit(STREAM, 3)
    await memory.upkeep.catch_up()
    memory.log.restore(STREAM, 2, epoch=1)
    await memory.upkeep.catch_up()
    memory.log.restore(STREAM, 2, epoch=2)
    await memory.upkeep.catch_up()
    assert (memory.resets, memory.offsets) == (3, [1, 2])


async def test_what_this_node_commits_is_taken_at_once_and_the_others_get_the_word() -> None:
    memory, heard = Memory(), []
    await memory.upkeep.catch_up()
    memory.bus.subscribe(lambda topic, payload: heard.append((topic, payload)))
    memory.upkeep.committed({"another": memory.log.commit(STREAM)[STREAM]})
    assert (memory.offsets, heard) == ([], [])
    memory.upkeep.committed(memory.log.commit(STREAM))
    assert (memory.offsets, heard) == ([2], [(TOPIC, b"")])


async def test_what_this_node_has_taken_is_taken_again_only_after_something_of_another_node() -> None:
    memory = Memory()
    await memory.upkeep.catch_up()
    memory.upkeep.committed(memory.log.commit(STREAM, 2))
    await memory.upkeep.catch_up()
    assert memory.offsets == [1, 2]
    memory.upkeep.committed(memory.log.commit(STREAM))
    memory.log.commit(STREAM)
    memory.upkeep.committed(memory.log.commit(STREAM))
    await memory.upkeep.catch_up()
    assert memory.offsets == [1, 2, 3, 5, 4, 5]


async def test_what_was_committed_while_the_table_was_read_anew_is_taken_again() -> None:
    memory = Memory()
    await memory.upkeep.catch_up()
    memory.upkeep.committed(memory.log.commit(STREAM))
    await memory.upkeep.read_anew()
    await memory.upkeep.catch_up()
    assert (memory.resets, memory.offsets) == (2, [1, 1])


async def test_what_fails_is_logged_once_and_tried_again_at_every_word() -> None:
    memory = Memory()
    await memory.upkeep.catch_up()
    with capture_logs() as logs:
        keeping = asyncio.create_task(memory.upkeep.keep_up())
        await memory.log.until_asked(1)
        memory.log.away = True
        for _ in range(3):
            await told(memory)
        memory.log.away = False
        await told(memory)
        memory.mistaken = True
        memory.log.commit(STREAM)
        for _ in range(2):
            await told(memory)
        memory.mistaken = False
        await told(memory)
    assert [line["event"] for line in logs] == ["stream_cannot_be_read", "stream_upkeep_failed"]
    assert {line["topic"] for line in logs} == {TOPIC}
    assert memory.offsets == [1]
    keeping.cancel()
    await asyncio.wait({keeping})


async def told(memory: Memory) -> None:
    """Give the word, and wait until it was acted upon."""
    asked = asyncio.ensure_future(memory.log.until_asked(1))
    await asyncio.sleep(0)
    memory.bus.publish(TOPIC, b"")
    await asked
    for _ in range(20):
        await asyncio.sleep(0)
