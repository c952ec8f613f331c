"""
What events tell of a goal: all of it, so that whoever counts or shows it need not look it up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from largesse.goals.rows import GoalRow
from largesse.ledger.deed import Event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_TOLD = tuple(name for name in GoalRow._fields if name not in {"id", "version"})


def goal_event(kind: str, goal: GoalRow) -> Event:
    """Return an event of a goal in its room's stream."""
    payload = {"goal_id": goal.id, **{name: getattr(goal, name) for name in _TOLD}}
    return Event(goal.room_id, kind, orjson.dumps(payload).decode())


def told_goal(payload: Mapping[str, Any]) -> GoalRow:
    """Return the goal that an event tells of, as it was then."""
    return GoalRow(id=payload["goal_id"], **{name: payload[name] for name in _TOLD}, version=1)
