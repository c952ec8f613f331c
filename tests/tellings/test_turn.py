"""
A turn as the node knows it: never for longer than the database does.
"""

from __future__ import annotations

import asyncio

import pytest

from largesse.clock import MICROSECONDS
from largesse.ledger.identifiers import new_id
from largesse.tellings import PLACES
from largesse.tellings.take import take
from largesse.tellings.turn import Turn
from tests.gifts.memory_state import MemoryState
from tests.gifts.scene import NOW

ROOM = new_id()
SECONDS = 30


@pytest.fixture
def state() -> MemoryState:
    return MemoryState(NOW)


def turn_of(state: MemoryState, seconds: float = SECONDS) -> Turn:
    """A turn on a node of its own."""
    return Turn(state, "chat", new_id(), seconds)  # type: ignore[arg-type]  # it commits as a journal does


async def test_a_turn_that_was_taken_is_held_and_says_since_when_the_plugin_is_told(state: MemoryState) -> None:
    turn = turn_of(state)
    assert (turn.held, turn.free) == (False, True)
    assert await turn.take()
    assert (turn.held, turn.aging, turn.kept, turn.since) == (True, False, False, NOW)
    assert await turn.take()
    assert turn.kept


async def test_a_turn_is_over_without_being_asked_and_ages_from_its_middle_on(state: MemoryState) -> None:
    turn = turn_of(state, seconds=0.04)
    await turn.take()
    async with asyncio.timeout(5):
        while turn.held:  # noqa: ASYNC110 - the passing of time sets no event
            await asyncio.sleep(0.001)
    assert turn.aging


async def test_a_turn_that_another_node_has_is_not_asked_for_again_until_it_may_be_free(state: MemoryState) -> None:
    await take(state, "chat", new_id(), SECONDS * MICROSECONDS)  # type: ignore[arg-type]  # as above
    turn = turn_of(state)
    assert not await turn.take()
    assert (turn.held, turn.free) == (False, False)
    before = state.snapshot()
    state.now += SECONDS * MICROSECONDS
    # The database would give it now; the node does not know, and asks nobody.
    assert not await turn.take()
    assert state.snapshot() == before


async def test_a_turn_that_was_lost_is_known_to_be_lost_when_places_are_moved(state: MemoryState) -> None:
    turn, other = turn_of(state), turn_of(state)
    await turn.take()
    assert await turn.move({ROOM: 1})
    state.now += SECONDS * MICROSECONDS
    assert await other.take()
    assert not await turn.move({ROOM: 2})
    assert (turn.held, turn.free) == (False, False)
    assert [row.told for row in state.rows(PLACES)] == [1]


async def test_a_turn_that_is_let_go_is_free_for_others(state: MemoryState) -> None:
    turn, other = turn_of(state), turn_of(state)
    await turn.take()
    assert not await turn.move({ROOM: 1}, last=True)
    assert not turn.held
    assert await other.take()
