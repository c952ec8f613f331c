"""
`personRecord` and the registry: a row is written where claims have changed, and only there.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from largesse.errors import Unavailable
from largesse.people.record import Claims, claims_of, claims_of_row
from largesse.people.registry import PersonRegistry
from largesse.people.rows import PEOPLE, PersonRow
from tests.gifts.memory_state import MemoryState
from tests.gifts.scene import NOW, SENDER, caller

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from largesse.ledger.deed import Applied, Deed

ANN = replace(caller(), subject="ann", name="Ann")


class Reads:
    """A reader of people that counts how often it is asked."""

    def __init__(self, state: MemoryState) -> None:
        self.state = state
        self.count = 0

    async def __call__(self, person_ids: Collection[str]) -> Mapping[str, PersonRow]:
        self.count += 1
        return {row.id: row for row in self.state.rows(PEOPLE) if row.id in person_ids}


async def nobody(_person_ids: Collection[str]) -> Mapping[str, PersonRow]:
    """Read a database in which nobody is."""
    return {}


async def test_a_first_call_writes_what_the_claims_say() -> None:
    state = MemoryState(NOW)
    await PersonRegistry(state, Reads(state)).note(ANN)
    assert state.rows(PEOPLE) == [PersonRow(SENDER, "ann", "Ann", "", "", "US", 18, NOW, 1)]


async def test_the_same_claims_are_looked_at_in_memory_and_written_once() -> None:
    state = MemoryState(NOW)
    reads = Reads(state)
    registry = PersonRegistry(state, reads)
    for _ in range(5):
        await registry.note(ANN)
    assert (reads.count, len(state.decisions)) == (1, 1)
    await PersonRegistry(state, reads).note(ANN)
    assert (reads.count, len(state.decisions)) == (2, 1)


async def test_those_who_call_at_once_are_read_together() -> None:
    state = MemoryState(NOW)
    people = [replace(ANN, id=f"person {number}", subject=f"subject {number}") for number in range(100)]
    first = PersonRegistry(state, nobody)
    await asyncio.gather(*(first.note(person) for person in people))
    reads = Reads(state)
    registry = PersonRegistry(state, reads)
    written = len(state.decisions)
    await asyncio.gather(*(registry.note(person) for person in people))
    assert (reads.count, len(state.decisions)) == (1, written)


async def test_those_who_call_while_the_database_is_away_are_told_and_the_next_are_read_anew() -> None:
    state = MemoryState(NOW)
    reads = Reads(state)
    away = True

    async def find(person_ids: Collection[str]) -> Mapping[str, PersonRow]:
        if away:
            raise Unavailable
        return await reads(person_ids)

    registry = PersonRegistry(state, find)
    outcomes = await asyncio.gather(*(registry.note(ANN) for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in outcomes] == [Unavailable] * 3
    assert state.rows(PEOPLE) == []
    away = False
    await registry.note(ANN)
    assert len(state.rows(PEOPLE)) == 1


async def test_a_change_is_written_and_so_is_a_change_back() -> None:
    state = MemoryState(NOW)
    registry = PersonRegistry(state, Reads(state))
    await registry.note(ANN)
    state.now += 1
    await registry.note(replace(ANN, name="Anna", region=None))
    assert state.rows(PEOPLE)[0][2:] == ("Anna", "", "", "", 18, NOW + 1, 2)
    state.now += 1
    await registry.note(ANN)
    assert state.rows(PEOPLE)[0][2:] == ("Ann", "", "", "US", 18, NOW + 2, 3)


async def test_two_nodes_that_see_the_same_change_write_it_once() -> None:
    state = MemoryState(NOW)

    await PersonRegistry(state, nobody).note(ANN)
    await PersonRegistry(state, nobody).note(ANN)
    assert len(state.decisions) == 1


async def test_a_row_that_says_so_already_is_not_written_again() -> None:
    state = MemoryState(NOW)
    await PersonRegistry(state, Reads(state)).note(ANN)
    state.answered.clear()

    await PersonRegistry(state, nobody).note(ANN)
    assert not state.decisions[-1].writes
    assert state.rows(PEOPLE)[0].version == 1


async def test_what_could_not_be_written_is_tried_again_by_the_next_call() -> None:
    state = MemoryState(NOW)

    class Down:
        async def submit(self, deed: Deed) -> Applied:
            raise Unavailable(deed.operation)

    registry = PersonRegistry(Down(), Reads(state))  # type: ignore[arg-type]  # submits, and is no more
    with pytest.raises(Unavailable):
        await registry.note(ANN)
    with pytest.raises(Unavailable):
        await registry.note(ANN)


async def test_only_so_many_people_are_remembered() -> None:
    state = MemoryState(NOW)
    reads = Reads(state)
    registry = PersonRegistry(state, reads, remembered_max=2)
    people = [replace(ANN, id=person, subject=person) for person in ("a", "b", "c")]
    for person in (people[0], people[1], people[0], people[2]):
        await registry.note(person)
    assert reads.count == 3
    await registry.note(people[0])
    assert reads.count == 3
    await registry.note(people[1])
    assert reads.count == 4


def test_claims_of_a_row_are_those_that_it_was_written_from() -> None:
    claims = claims_of(ANN)
    assert claims == Claims("ann", "Ann", "", "", "US", 18)
    assert claims_of_row(PersonRow(SENDER, *claims, seen_at=NOW, version=1)) == claims
