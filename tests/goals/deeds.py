"""
Goals as hosts and moderators set them in a scene.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from largesse.goals.cancel import CancelOrder, cancel_goal
from largesse.goals.refuse import RefuseOrder, refuse_goals
from largesse.goals.rows import GOALS, GoalKind, GoalRow
from largesse.goals.set import SetOrder, set_goal
from largesse.rooms.rows import ROOMS, RoomRow
from tests.gifts.scene import HOST

if TYPE_CHECKING:
    from largesse.ledger.deed import Applied
    from tests.gifts.scene import Scene

_keys = itertools.count(1)


async def goal_set(
    scene: Scene, caller_id: str = HOST, reached: frozenset[str] = frozenset(), **said: object
) -> Applied:
    """Set a goal of a hundred coins, or what else is said."""

    async def known(_room_id: str) -> frozenset[str]:
        return reached

    values = {"room_id": scene.room_id, "kind": GoalKind.VALUE, "target": 100, "title": " A hundred ", **said}
    key = f"goal {next(_keys)}"
    order = SetOrder(**{"caller_id": caller_id, "key": key, "content": {"key": key}, **values})  # type: ignore[arg-type]  # named above
    return await set_goal(scene.state, _finding(scene), known, scene.shelf, order)  # type: ignore[arg-type]  # a shelf finds, too


async def goal_cancelled(scene: Scene, goal_id: str, caller_id: str = HOST, **said: object) -> Applied:
    """Cancel a goal."""
    goals = {goal.id: goal for goal in scene.state.rows(GOALS)}

    async def find(goal_id: str) -> GoalRow | None:
        return goals.get(goal_id)

    key = f"goal {next(_keys)}"
    values = {"caller_id": caller_id, "key": key, "content": {"key": key}, "goal_id": goal_id, **said}
    return await cancel_goal(scene.state, find, CancelOrder(**values))  # type: ignore[arg-type]  # named above


async def goals_refused(scene: Scene, *, refused: bool = True, caller_id: str = HOST, **said: object) -> Applied:
    """Want no goals, or want them again."""
    key = f"goal {next(_keys)}"
    values = {"caller_id": caller_id, "key": key, "content": {"key": key}, "refused": refused, **said}
    return await refuse_goals(scene.state, _finding(scene), RefuseOrder(**values))  # type: ignore[arg-type]  # named above


def _finding(scene: Scene):  # noqa: ANN202 - what finds rooms of a scene
    async def find(room_id: str) -> RoomRow | None:
        return scene.state.tables[ROOMS.name].get((room_id,))  # type: ignore[return-value]  # rows of rooms

    return find
