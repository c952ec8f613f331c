"""
What is told of goals: that one was set or cancelled, and, as often as it matters, how far all of them have got.
"""

from typing import TYPE_CHECKING, cast

import strawberry

from largesse.goals.notices import KIND
from largesse.goals.told import told_goal
from largesse.schema.filling import Filled
from largesse.schema.goals import Goal, goal_node, goal_nodes
from largesse.schema.room_events.item import ShowNotices, Shows, StreamItem, StreamNotice
from largesse.schema.scalars import DateTime
from largesse.streams import Occurred

if TYPE_CHECKING:
    from largesse.goals.shown import ShownGoal


@strawberry.type
class GoalSetEvent(StreamItem):
    """The room has a new goal."""

    occurred_at: DateTime
    """When."""
    goal: Goal
    """The goal."""


@strawberry.type
class GoalCancelledEvent(StreamItem):
    """A goal was taken away."""

    occurred_at: DateTime
    """When."""
    goal: Goal
    """The goal."""


@strawberry.type
class GoalsChanged(StreamNotice):
    """The goals of the room have moved."""

    goals: list[Goal]
    """The goals that stand, up to five, in the order in which they were set; none if refused."""


def _goal_of(filled: Filled) -> Goal:
    return goal_node(told_goal(filled.payload))


def _set(heard: Occurred, filled: Filled) -> StreamItem:
    return GoalSetEvent(
        cursor=heard.cursor.text,
        offset=heard.cursor.offset,
        occurred_at=heard.event.decided_at,
        goal=_goal_of(filled),
    )


def _cancelled(heard: Occurred, filled: Filled) -> StreamItem:
    return GoalCancelledEvent(
        cursor=heard.cursor.text,
        offset=heard.cursor.offset,
        occurred_at=heard.event.decided_at,
        goal=_goal_of(filled),
    )


def _changed(value: object) -> StreamNotice:
    return GoalsChanged(goals=goal_nodes(cast("list[ShownGoal]", value)))


SHOWS: Shows = {"goalSet": _set, "goalCancelled": _cancelled}
NOTICES: ShowNotices = {KIND: _changed}
