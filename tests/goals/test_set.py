"""
`goalSet`: by host and moderators, a few at a time, and never where none are wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from largesse.errors import (
    Forbidden,
    GiftTypeUnknown,
    GoalsFull,
    GoalsRefused,
    InvalidInput,
    NotFound,
    Refusal,
    RoomNotOpen,
)
from largesse.goals.rows import GOAL_TEXTS, GOALS, ROOM_GOALS, GoalKind, GoalRow
from largesse.goals.standing import GOALS_MAX, STANDING_MAX, standing_of
from largesse.goals.told import told_goal
from largesse.rooms.close import CloseOrder, RoomClose
from largesse.rooms.pause import PauseOrder, RoomPause
from tests.gifts.scene import HOST, NOW, OTHER, SENDER, Scene

from .deeds import goal_cancelled, goal_set, goals_refused

if TYPE_CHECKING:
    from largesse.goals.standing import Standing


def standing(scene: Scene) -> tuple[Standing, ...]:
    return standing_of(next(iter(scene.state.rows(ROOM_GOALS)), None))


async def test_a_goal_is_written_with_its_title_apart_and_the_room_hears_all_of_it() -> None:
    scene = Scene()
    applied = await goal_set(scene, kind=GoalKind.GIFT, gift_type="rose", ends_at=NOW + 60)
    goal = GoalRow(applied.deed_id, scene.room_id, "GIFT", "rose", 100, HOST, NOW, NOW + 60, None, 1)
    assert (applied.result, applied.answer) == ({"goal_id": goal.id}, goal)
    assert scene.state.rows(GOALS) == [goal]
    assert scene.state.rows(GOAL_TEXTS) == [(goal.id, "A hundred")]
    assert standing(scene) == ((goal.id, NOW + 60),)
    event = scene.state.events[-1]
    assert (event.stream_id, event.kind) == (scene.room_id, "goalSet")
    assert told_goal(orjson.loads(event.payload)) == goal
    assert "hundred" not in event.payload


async def test_a_moderator_sets_a_goal_in_a_room_of_somebody_else_and_nobody_besides() -> None:
    scene = Scene()
    snapshot = scene.state.snapshot()
    for stranger in (OTHER, SENDER):
        with pytest.raises(Forbidden):
            await goal_set(scene, stranger)
    assert scene.state.snapshot() == snapshot
    assert (await goal_set(scene, OTHER, moderates=True)).answer.set_by == OTHER


async def test_a_room_has_few_goals_at_a_time() -> None:
    scene = Scene()
    goals = [(await goal_set(scene)).deed_id for _ in range(STANDING_MAX)]
    snapshot = scene.state.snapshot()
    with pytest.raises(GoalsFull) as full:
        await goal_set(scene)
    assert (full.value.room_id, full.value.goals_max) == (scene.room_id, STANDING_MAX)
    assert scene.state.snapshot() == snapshot
    await goal_cancelled(scene, goals[0])
    goals.append((await goal_set(scene)).deed_id)
    # One that was reached makes room as well.
    goals.append((await goal_set(scene, reached=frozenset({goals[2]}))).deed_id)
    assert [each.goal_id for each in standing(scene)] == [goals[1], *goals[3:]]


async def test_a_goal_that_has_ended_makes_room() -> None:
    scene = Scene()
    for _ in range(STANDING_MAX):
        await goal_set(scene, ends_at=NOW + 1)
    scene.state.now += 1
    goal = await goal_set(scene)
    assert standing(scene) == ((goal.deed_id, None),)


async def test_a_room_has_no_more_than_so_many_goals_ever() -> None:
    scene = Scene()
    for _ in range(GOALS_MAX):
        await goal_cancelled(scene, (await goal_set(scene)).deed_id)
    snapshot = scene.state.snapshot()
    with pytest.raises(GoalsFull) as full:
        await goal_set(scene)
    assert full.value.goals_max == GOALS_MAX
    assert scene.state.snapshot() == snapshot


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"target": 0}, InvalidInput),
        ({"target": -1}, InvalidInput),
        ({"title": "  "}, InvalidInput),
        ({"title": "a" * 81}, InvalidInput),
        ({"gift_type": "rose"}, InvalidInput),
        ({"kind": GoalKind.COUNT, "gift_type": "rose"}, InvalidInput),
        ({"kind": GoalKind.GIFT}, InvalidInput),
        ({"kind": GoalKind.GIFT, "gift_type": "moonbeam"}, GiftTypeUnknown),
        ({"ends_at": NOW}, InvalidInput),
        ({"ends_at": NOW - 1}, InvalidInput),
        ({"room_id": OTHER}, NotFound),
    ],
)
async def test_a_goal_that_cannot_be_is_refused_and_nothing_moves(said: dict[str, object], kind: type[Refusal]) -> None:
    scene = Scene()
    snapshot = scene.state.snapshot()
    with pytest.raises(kind):
        await goal_set(scene, **said)
    assert scene.state.snapshot() == snapshot


async def test_a_paused_room_takes_goals_and_a_closed_one_does_not() -> None:
    scene = Scene()
    scene.do(RoomPause, PauseOrder(caller_id=HOST, key="pause", content={}, room_id=scene.room_id, paused=True))
    goal = (await goal_set(scene)).deed_id
    scene.do(RoomClose, CloseOrder(caller_id=HOST, key="close", content={}, room_id=scene.room_id))
    snapshot = scene.state.snapshot()
    with pytest.raises(RoomNotOpen):
        await goal_set(scene)
    with pytest.raises(RoomNotOpen):
        await goal_cancelled(scene, goal)
    assert scene.state.snapshot() == snapshot


@pytest.mark.parametrize("everywhere", [True, False])
async def test_where_the_host_wants_no_goals_nobody_sets_one(everywhere: bool) -> None:  # noqa: FBT001 - a parameter of the test
    scene = Scene()
    said = {} if everywhere else {"room_id": scene.room_id}
    await goals_refused(scene, **said)
    snapshot = scene.state.snapshot()
    for caller_id in (HOST, OTHER):
        with pytest.raises(GoalsRefused) as refused:
            await goal_set(scene, caller_id, moderates=True)
        assert refused.value.room_id == scene.room_id
    assert scene.state.snapshot() == snapshot
    await goals_refused(scene, refused=False, **said)
    await goal_set(scene)


async def test_a_key_sets_one_goal() -> None:
    scene = Scene()
    first = await goal_set(scene, key="once", content={})
    again = await goal_set(scene, key="once", content={})
    assert (again.replayed, again.result) == (True, first.result)
    assert len(scene.state.rows(GOALS)) == 1
