"""
`tellingTake` and `tellingMove`: one node at a time has the turn to tell a plugin, and no place ever goes back.
"""

from __future__ import annotations

import pytest

from largesse.ledger.identifiers import new_id
from largesse.tellings import PLACES, TURNS
from largesse.tellings.move import move
from largesse.tellings.rows import PlaceRow, TurnRow
from largesse.tellings.take import HOLD_MAX, TurnHad, TurnTaken, take
from tests.gifts.memory_state import MemoryState
from tests.gifts.scene import NOW

HERE, THERE = new_id(), new_id()
ROOM, OTHER = new_id(), new_id()


@pytest.fixture
def state() -> MemoryState:
    return MemoryState(NOW)


async def test_the_first_turn_says_since_when_the_plugin_is_told(state: MemoryState) -> None:
    assert await take(state, "chat", HERE, 10) == TurnHad(NOW, kept=False)
    assert state.rows(TURNS) == [TurnRow("chat", HERE, NOW, NOW + 10, 1)]


async def test_whoever_has_the_turn_may_have_it_for_longer(state: MemoryState) -> None:
    await take(state, "chat", HERE, 10)
    state.now += 9
    assert await take(state, "chat", HERE, 10) == TurnHad(NOW, kept=True)
    assert state.rows(TURNS) == [TurnRow("chat", HERE, NOW, NOW + 19, 2)]


async def test_a_turn_that_another_node_has_is_refused_until_it_is_over(state: MemoryState) -> None:
    await take(state, "chat", HERE, 10)
    state.now += 9
    before = state.snapshot()
    with pytest.raises(TurnTaken, match="Another node tells the plugin 'chat'") as refused:
        await take(state, "chat", THERE, 10)
    assert (refused.value.plugin, refused.value.remaining, state.snapshot()) == ("chat", 1, before)
    state.now += 1
    assert await take(state, "chat", THERE, 10) == TurnHad(NOW, kept=False)
    assert state.rows(TURNS) == [TurnRow("chat", THERE, NOW, NOW + 20, 2)]


async def test_a_clock_that_was_set_back_makes_no_turn_longer(state: MemoryState) -> None:
    await take(state, "chat", HERE, 10)
    state.now -= HOLD_MAX - 10
    with pytest.raises(TurnTaken):
        await take(state, "chat", THERE, 10)
    state.now -= 1
    assert await take(state, "chat", THERE, 10) == TurnHad(NOW, kept=False)
    with pytest.raises(TurnTaken):
        await take(state, "chat", HERE, 10)


async def test_turns_of_two_plugins_are_apart(state: MemoryState) -> None:
    await take(state, "chat", HERE, 10)
    await take(state, "log", THERE, 10)
    assert [(row.plugin, row.node_id) for row in state.rows(TURNS)] == [("chat", HERE), ("log", THERE)]


async def test_places_are_written_and_the_turn_is_kept(state: MemoryState) -> None:
    await take(state, "chat", HERE, 10)
    state.now += 5
    await move(state, "chat", HERE, 10, {ROOM: 3, OTHER: 1})
    await move(state, "chat", HERE, 10, {ROOM: 4})
    assert state.rows(PLACES) == [PlaceRow("chat", ROOM, 4, 2), PlaceRow("chat", OTHER, 1, 1)]
    assert state.rows(TURNS) == [TurnRow("chat", HERE, NOW, NOW + 15, 3)]


async def test_a_place_never_goes_back(state: MemoryState) -> None:
    await take(state, "chat", HERE, 10)
    await move(state, "chat", HERE, 10, {ROOM: 4})
    for told in (4, 2):
        await move(state, "chat", HERE, 10, {ROOM: told})
    assert state.rows(PLACES) == [PlaceRow("chat", ROOM, 4, 1)]


async def test_a_node_that_has_lost_its_turn_moves_nothing(state: MemoryState) -> None:
    with pytest.raises(TurnTaken) as refused:
        await move(state, "chat", HERE, 10, {ROOM: 4})
    assert (refused.value.remaining, state.rows(PLACES)) == (0, [])
    await take(state, "chat", HERE, 10)
    state.now += 10
    await take(state, "chat", THERE, 10)
    await move(state, "chat", THERE, 10, {ROOM: 1})
    before = state.snapshot()
    with pytest.raises(TurnTaken) as refused:
        await move(state, "chat", HERE, 10, {ROOM: 4})
    assert (refused.value.remaining, state.snapshot()) == (10, before)


async def test_a_turn_that_is_over_and_that_nobody_took_may_still_be_used(state: MemoryState) -> None:
    await take(state, "chat", HERE, 10)
    state.now += 1_000
    await move(state, "chat", HERE, 10, {ROOM: 4})
    assert state.rows(PLACES) == [PlaceRow("chat", ROOM, 4, 1)]


async def test_a_turn_that_is_let_go_may_be_taken_at_once(state: MemoryState) -> None:
    await take(state, "chat", HERE, 10)
    await move(state, "chat", HERE, 0, {ROOM: 4})
    assert await take(state, "chat", THERE, 10) == TurnHad(NOW, kept=False)
