"""
`goalCancel` and `goalRefuse`: what is taken away, and what is not wanted.
"""

from __future__ import annotations

import orjson
import pytest

from largesse.errors import Forbidden, NotFound
from largesse.goals.rows import GOAL_REFUSALS, GOALS, ROOM_GOALS
from largesse.goals.told import told_goal
from tests.gifts.scene import HOST, NOW, OTHER, Scene

from .deeds import goal_cancelled, goal_set, goals_refused


async def test_a_goal_is_cancelled_once_and_stays_on_record() -> None:
    scene = Scene()
    goal = (await goal_set(scene)).answer
    scene.state.now += 5
    cancelled = (await goal_cancelled(scene, goal.id)).answer
    assert cancelled == goal._replace(cancelled_at=NOW + 5, version=2)
    assert scene.state.rows(GOALS) == [cancelled]
    assert scene.state.rows(ROOM_GOALS) == [(scene.room_id, "[]", 1, 2)]
    event = scene.state.events[-1]
    assert event.kind == "goalCancelled"
    assert told_goal(orjson.loads(event.payload)) == cancelled._replace(version=1)
    heard = list(scene.state.events)
    scene.state.now += 5
    assert (await goal_cancelled(scene, goal.id)).answer == cancelled
    assert scene.state.events == heard


async def test_a_goal_is_cancelled_by_the_host_or_a_moderator() -> None:
    scene = Scene()
    goal = (await goal_set(scene)).answer
    snapshot = scene.state.snapshot()
    with pytest.raises(Forbidden):
        await goal_cancelled(scene, goal.id, OTHER)
    with pytest.raises(NotFound):
        await goal_cancelled(scene, OTHER)
    assert scene.state.snapshot() == snapshot
    assert (await goal_cancelled(scene, goal.id, OTHER, moderates=True)).answer.cancelled_at == NOW


async def test_a_goal_that_the_room_does_not_have_is_not_found() -> None:
    scene = Scene()
    goal = (await goal_set(scene)).answer
    elsewhere = Scene()
    elsewhere.state.tables[GOALS.name][goal.id,] = goal._replace(room_id=elsewhere.room_id)
    snapshot = elsewhere.state.snapshot()
    with pytest.raises(NotFound):
        await goal_cancelled(elsewhere, goal.id)
    assert elsewhere.state.snapshot() == snapshot


async def test_a_refusal_cancels_nothing_and_can_be_withdrawn() -> None:
    scene = Scene()
    await goal_set(scene)
    heard, goals = list(scene.state.events), scene.state.rows(GOALS)
    await goals_refused(scene)
    await goals_refused(scene, room_id=scene.room_id)
    assert scene.state.rows(GOAL_REFUSALS) == [(HOST, True, 1), (scene.room_id, True, 1)]
    await goals_refused(scene, refused=False)
    assert scene.state.rows(GOAL_REFUSALS) == [(HOST, False, 2), (scene.room_id, True, 1)]
    assert (scene.state.events, scene.state.rows(GOALS)) == (heard, goals)


async def test_what_is_refused_already_stays_so() -> None:
    scene = Scene()
    await goals_refused(scene, refused=False)
    assert scene.state.rows(GOAL_REFUSALS) == []
    await goals_refused(scene)
    await goals_refused(scene)
    assert scene.state.rows(GOAL_REFUSALS) == [(HOST, True, 1)]


async def test_goals_are_refused_in_ones_own_rooms_alone() -> None:
    scene = Scene()
    snapshot = scene.state.snapshot()
    with pytest.raises(Forbidden):
        await goals_refused(scene, caller_id=OTHER, room_id=scene.room_id)
    with pytest.raises(NotFound):
        await goals_refused(scene, room_id=OTHER)
    assert scene.state.snapshot() == snapshot
    # Somebody else's wish is nothing to this room.
    await goals_refused(scene, caller_id=OTHER)
    await goal_set(scene)
