"""
Goals as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from largesse.goals.rows import GOAL_REFUSALS, GOAL_TALLIES, GOAL_TEXTS, GOALS, ROOM_GOALS, GoalTalliesRow
from largesse.goals.tally import tallies_of
from largesse.ledger.modelled import modelled

Goal = modelled(GOALS)
GoalText = modelled(GOAL_TEXTS)
RoomGoals = modelled(ROOM_GOALS)
GoalRefusal = modelled(GOAL_REFUSALS)
GoalTallies = modelled(GOAL_TALLIES)


async def reached_in(room_id: str) -> frozenset[str]:
    """Return the goals of a room that were reached, as far as the room is folded."""
    rows = await GoalTallies.filter(room_id=room_id).values_list(*GoalTalliesRow._fields)
    tallies = tallies_of(GoalTalliesRow(*rows[0]) if rows else None)
    return frozenset(goal_id for goal_id, tally in tallies.items() if tally.reached_at is not None)
