"""
Which goals a room has at a time: few enough to be seen at a glance, and few enough in all to be counted at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import orjson

from largesse.errors import GoalsFull
from largesse.goals.rows import ROOM_GOALS, RoomGoalsRow

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from largesse.clock import Instant
    from largesse.ledger.deed import State

STANDING_MAX = 5
"""Goals that a room has at a time."""
GOALS_MAX = 100
"""Goals that a room ever has: how far they have got is one row, written while gifts come in."""


class Standing(NamedTuple):
    """
    A goal that was not cancelled.

    Args:
        goal_id: which one.
        ends_at: from when on nothing counts any more; none if the room's end is its end.
    """

    goal_id: str
    ends_at: Instant | None


def standing_of(row: RoomGoalsRow | None) -> tuple[Standing, ...]:
    """Return what `standing_text` wrote; nothing of a room that never had a goal."""
    return tuple(Standing(**each) for each in orjson.loads(row.standing)) if row else ()


def standing_text(standing: Sequence[Standing]) -> str:
    """Return goals as they are stored."""
    return orjson.dumps([each._asdict() for each in standing]).decode()


def with_another(state: State, room_id: str, goal: Standing, reached: Container[str]) -> RoomGoalsRow:
    """
    Return the goals of a room with one more.

    Args:
        state: where the room's goals were named.
        room_id: which room.
        goal: the new one.
        reached: goals that were reached, which make room for others; once reached they stay so.

    Raises:
        GoalsFull: there are as many as there may be, at a time or ever.
    """
    known = state.get(ROOM_GOALS, room_id)
    if known is not None and known.goals >= GOALS_MAX:
        raise GoalsFull(room_id, GOALS_MAX)
    standing = [
        each
        for each in standing_of(known)
        if each.goal_id not in reached and (each.ends_at is None or each.ends_at > state.now)
    ]
    if len(standing) >= STANDING_MAX:
        raise GoalsFull(room_id, STANDING_MAX)
    text = standing_text([*standing, goal])
    if known is None:
        return RoomGoalsRow(room_id, text, 1, 1)
    return known._replace(standing=text, goals=known.goals + 1, version=known.version + 1)


def without(known: RoomGoalsRow, goal_id: str) -> RoomGoalsRow:
    """Return the goals of a room without one that was cancelled."""
    left = [each for each in standing_of(known) if each.goal_id != goal_id]
    return known._replace(standing=standing_text(left), version=known.version + 1)
