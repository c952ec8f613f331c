"""
What is kept of goals: each goal and its title, which ones a room has, who wants none, and how far each has got.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from largesse.ledger.table import Id, Mode, Table


class GoalKind(Enum):
    """What a goal counts."""

    VALUE = "VALUE"
    """The coins that all gifts cost together."""
    COUNT = "COUNT"
    """How many gifts there were, each unit of a quantity for one."""
    GIFT = "GIFT"
    """How many gifts of one type there were, each unit of a quantity for one."""


class GoalRow(NamedTuple):
    """
    A goal of a room.

    Args:
        id: the goal, and the deed that set it.
        kind: the value of a `GoalKind`.
        gift_type: the key of the gift type that counts; none unless the kind is GIFT.
        target: coins, or gifts; from 1.
        set_by: the host, or who set it in their place.
        set_at: what is sent later counts.
        ends_at: what is sent at this instant or later counts no more; none if the room's end is its end.
        cancelled_at: when it was taken away; none if it was not.
        version: moved by every write.
    """

    id: Id
    room_id: Id
    kind: str
    gift_type: str | None
    target: int
    set_by: Id
    set_at: int
    ends_at: int | None
    cancelled_at: int | None
    version: int


class GoalTextRow(NamedTuple):
    """What a goal is called, which moderation may erase."""

    goal_id: Id
    title: str


class RoomGoalsRow(NamedTuple):
    """
    How many goals a room has.

    Args:
        standing: JSON, `[{"goal_id", "ends_at"}, …]`; those that were not cancelled, see `goals.standing`.
        goals: how many there ever were.
        version: moved by every write.
    """

    room_id: Id
    standing: str
    goals: int
    version: int


class GoalRefusalRow(NamedTuple):
    """
    Whether an owner wants no goals; no row is no refusal.

    Args:
        owner_id: a host, for all their rooms; or a room, for itself alone.
        refused: whether none are wanted now.
        version: moved by every write.
    """

    owner_id: Id
    refused: bool
    version: int


class GoalTalliesRow(NamedTuple):
    """
    How far the goals of a room have got.

    Args:
        tallies: JSON, one object for each goal that was ever set there; see `goals.tally`.
        version: moved by every write.
    """

    room_id: Id
    tallies: str
    version: int


GOALS = Table(name="goals", row=GoalRow, mode=Mode.GUARD, rank=91, mutable=("cancelled_at",))
GOAL_TEXTS = Table(name="goal_texts", row=GoalTextRow, mode=Mode.APPEND, rank=946, erasable=True)
ROOM_GOALS = Table(name="room_goals", row=RoomGoalsRow, mode=Mode.GUARD, rank=90, mutable=("standing", "goals"))
GOAL_REFUSALS = Table(name="goal_refusals", row=GoalRefusalRow, mode=Mode.GUARD, rank=92, mutable=("refused",))
GOAL_TALLIES = Table(name="goal_tallies", row=GoalTalliesRow, mode=Mode.GUARD, rank=107, mutable=("tallies",))
