"""
Revocations as a node knows them: from its own commits, from a word on the bus, and from the database alone.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

import orjson
import pytest

from largesse.bus.local import LocalBus
from largesse.errors import Unavailable
from largesse.ledger.rows import EventRow
from largesse.people.caller import Caller
from largesse.people.claims import TokenFault, TokenRefused
from largesse.people.revocations import TOPIC, Revocations
from largesse.people.revoke import EVENT, token_key
from largesse.people.rows import ACCESS_STREAM, RevocationRow, Target
from largesse.streams import Head

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

ANN, BEN = "00000000-0000-7000-8000-00000000000a", "00000000-0000-7000-8000-00000000000b"


def caller(person: str, issued_at: int = 0, token_id: str | None = None) -> Caller:
    return Caller(id=person, subject="", roles=frozenset(), expires_at=10**9, issued_at=issued_at, token_id=token_id)


class Memory:
    """The table and the stream of revocations, and a database that may be away."""

    def __init__(self) -> None:
        self.rows: dict[str, RevocationRow] = {}
        self.log: list[EventRow] = []
        self.epoch = 1
        self.away = False
        self.read = asyncio.Event()

    def revoke(self, target_id: str, revoked_at: int = 0, target: Target = Target.PERSON) -> list[EventRow]:
        self.rows[target_id] = RevocationRow(target_id, target.value, "a test", BEN, revoked_at, 1)
        told = orjson.dumps({"target_id": target_id, "kind": target.value, "revoked_at": revoked_at}).decode()
        self.log.append(EventRow(ACCESS_STREAM, len(self.log) + 1, EVENT, ANN, told, revoked_at))
        return self.log[-1:]

    async def heads(self, stream_ids: Collection[str]) -> Mapping[str, Head]:
        self.read.set()
        if self.away:
            raise Unavailable
        return dict.fromkeys(stream_ids, Head(self.epoch, len(self.log)))

    async def events(self, stream_id: str, after: int, limit: int) -> Sequence[EventRow]:
        assert stream_id == ACCESS_STREAM
        return self.log[after : after + min(limit, 2)]

    async def read_all(self) -> list[RevocationRow]:
        return list(self.rows.values())


@pytest.fixture
def memory() -> Memory:
    return Memory()


async def known(memory: Memory) -> Revocations:
    revocations = Revocations(memory, memory.read_all)
    await revocations.upkeep.catch_up()
    return revocations


async def test_what_was_issued_up_to_a_revocation_is_covered_and_what_came_later_is_not(memory: Memory) -> None:
    memory.revoke(ANN, 50)
    revocations = await known(memory)
    covered = [revocations.cover(caller(ANN, issued_at)) for issued_at in (0, 49, 50, 51)]
    assert covered == [True, True, True, False]
    assert not revocations.cover(caller(BEN))


async def test_one_token_is_covered_whenever_it_was_issued_and_no_other(memory: Memory) -> None:
    memory.revoke(token_key("t1"), 50, Target.TOKEN)
    revocations = await known(memory)
    assert revocations.cover(caller(ANN, 99, "t1"))
    assert not revocations.cover(caller(ANN, 0, "t2"))
    assert not revocations.cover(caller(ANN, 0))


async def test_what_verifies_tokens_refuses_revoked_ones(memory: Memory) -> None:
    memory.revoke(ANN, 50)
    callers = deque([caller(BEN), caller(ANN)])

    async def verify(_token: str) -> Caller:
        return callers.popleft()

    verified = (await known(memory)).refusing(verify)
    assert (await verified("any")).id == BEN
    with pytest.raises(TokenRefused) as caught:
        await verified("any")
    assert caught.value.fault is TokenFault.REVOKED


async def test_what_came_since_is_read_in_pages_and_the_table_is_read_once(memory: Memory) -> None:
    revocations = await known(memory)
    people = [f"00000000-0000-7000-8000-{number:012}" for number in range(5)]
    for person in people:
        memory.revoke(person, 50)
    memory.rows.clear()
    await revocations.upkeep.catch_up()
    assert all(revocations.cover(caller(person)) for person in people)


@pytest.mark.parametrize("offsets", [0, 1, 3], ids=["of another epoch", "shorter", "longer"])
async def test_a_database_that_was_restored_is_read_anew(memory: Memory, offsets: int) -> None:
    memory.revoke(ANN, 50)
    memory.revoke(ANN, 60)
    revocations = await known(memory)
    restored = Memory()
    memory.rows, memory.log, memory.epoch = restored.rows, restored.log, 2
    for number in range(offsets):
        memory.revoke(BEN, 50 + number)
    await revocations.upkeep.catch_up()
    assert (revocations.cover(caller(ANN)), revocations.cover(caller(BEN))) == (False, offsets > 0)


async def test_a_node_knows_at_once_what_it_committed_and_gives_the_others_the_word(memory: Memory) -> None:
    bus = LocalBus()
    heard: list[tuple[str, bytes]] = []
    revocations = Revocations(memory, memory.read_all, bus)
    await revocations.upkeep.catch_up()
    bus.subscribe(lambda topic, payload: heard.append((topic, payload)))
    revocations.upkeep.committed({"another stream": ()})
    assert heard == []
    revocations.upkeep.committed({ACCESS_STREAM: memory.revoke(ANN, 50)})
    assert heard == [(TOPIC, b"")]
    assert revocations.cover(caller(ANN))


async def test_a_word_on_the_bus_is_enough_and_the_next_look_is_without_one(memory: Memory) -> None:
    for bus, poll_seconds in ((LocalBus(), 3_600.0), (None, 0.01)):
        revocations = Revocations(memory, memory.read_all, bus, poll_seconds)
        await revocations.upkeep.catch_up()
        keeping = asyncio.create_task(revocations.upkeep.keep_up())
        memory.away = True
        await _looked(memory)
        await _looked(memory, bus)
        memory.away = False
        person = ANN if bus else BEN
        memory.revoke(person, 50)
        await _looked(memory, bus)
        await _looked(memory, bus)
        assert revocations.cover(caller(person))
        keeping.cancel()
        await asyncio.wait({keeping})


async def _looked(memory: Memory, bus: LocalBus | None = None) -> None:
    """Wait until the database was asked once more, and what it said was taken."""
    memory.read.clear()
    if bus is not None:
        bus.publish(TOPIC, b"")
    async with asyncio.timeout(5):
        await memory.read.wait()
    await asyncio.sleep(0)
