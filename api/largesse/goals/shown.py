"""
Goals as a whole room is shown them: those that stand, with their titles and how far each has got.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from largesse.goals.models import Goal, GoalRefusal, GoalTallies, GoalText, RoomGoals
from largesse.goals.rows import GoalRow, GoalTalliesRow, RoomGoalsRow
from largesse.goals.standing import standing_of
from largesse.goals.tally import Tally, begun, tallies_of
from largesse.rooms.models import Room

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


class ShownGoal(NamedTuple):
    """
    A goal as it is shown.

    Args:
        goal: the goal.
        title: what it is called; None if that was erased.
        tally: how far it has got; nowhere, as long as its room is not folded that far.
    """

    goal: GoalRow
    title: str | None
    tally: Tally


async def shown_in(room_ids: Collection[str]) -> dict[str, list[ShownGoal]]:
    """
    Return the goals that stand in rooms, in the order in which they were set; none where they are refused.

    Returns:
        By room; a room that never had a goal is left out.

    Raises:
        Unavailable: the database does not answer.
    """
    found = await RoomGoals.filter(room_id__in=list(room_ids)).values_list(*RoomGoalsRow._fields)
    rows = [RoomGoalsRow(*values) for values in found]
    if not rows:
        return {}
    refusing = await refusing_among([row.room_id for row in rows])
    standing = {
        row.room_id: [] if row.room_id in refusing else [each.goal_id for each in standing_of(row)] for row in rows
    }
    goal_ids = [goal_id for of_room in standing.values() for goal_id in of_room]
    goals = await _goals(goal_ids)
    titles = dict(await GoalText.filter(goal_id__in=goal_ids).values_list("goal_id", "title"))
    tallies = await _tallies(standing)
    return {
        room_id: [ShownGoal(goals[each], titles.get(each), tallies.get(each) or begun(goals[each])) for each in ids]
        for room_id, ids in standing.items()
    }


async def refusing_among(room_ids: Collection[str]) -> frozenset[str]:
    """Return the rooms in which no goals are wanted, be it by themselves or in all rooms of their host."""
    hosts: Mapping[str, str] = dict(await Room.filter(id__in=list(room_ids)).values_list("id", "host_id"))
    owners = [*hosts, *hosts.values()]
    found = await GoalRefusal.filter(owner_id__in=owners, refused=True).values_list("owner_id", flat=True)
    refusing = set(found)
    return frozenset(room_id for room_id, host_id in hosts.items() if {room_id, host_id} & refusing)


async def _goals(goal_ids: Sequence[str]) -> dict[str, GoalRow]:
    rows = await Goal.filter(id__in=goal_ids).values_list(*GoalRow._fields)
    return {row.id: row for row in (GoalRow(*values) for values in rows)}


async def _tallies(room_ids: Collection[str]) -> dict[str, Tally]:
    rows = await GoalTallies.filter(room_id__in=list(room_ids)).values_list(*GoalTalliesRow._fields)
    return {goal_id: tally for values in rows for goal_id, tally in tallies_of(GoalTalliesRow(*values)).items()}
