"""
The fold of goals: what is given in a room counts towards its goals, and what is taken back does no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from largesse.goals.cancel import GOAL_CANCELLED
from largesse.goals.rows import GOAL_TALLIES, GoalTalliesRow
from largesse.goals.set import GOAL_SET
from largesse.goals.tally import Given, Tally, begun, tallies_of, tallies_text
from largesse.goals.told import told_goal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from largesse.folds import Fact, Naming, Shelf
    from largesse.ledger.table import AnyTable

FOLD: Final = "goals"
"""What its cursors are kept under."""
GIFT_SENT, GIFT_REVERSED = "giftSent", "giftReversed"


class GoalFold:
    """Keeps how far each goal of a room has got."""

    name: Final = FOLD
    version: Final = 1
    kinds: Final = frozenset({GOAL_SET, GOAL_CANCELLED, GIFT_SENT, GIFT_REVERSED})
    of_gifts: Final = frozenset({GIFT_REVERSED})
    """When a gift was sent that is taken back, its event does not say."""
    of_people: Final = False
    tables: Final[Mapping[AnyTable, str]] = {GOAL_TALLIES: "room_id"}

    def needs(self, facts: Sequence[Fact], naming: Naming) -> None:
        """Name the room's tallies."""
        naming.row(GOAL_TALLIES, facts[0].event.stream_id)

    def fold(self, facts: Sequence[Fact], shelf: Shelf) -> None:
        """Count what happened in a room towards its goals."""
        room_id = facts[0].event.stream_id
        tallies = tallies_of(shelf.get(GOAL_TALLIES, room_id))
        for fact in facts:
            _count(fact, tallies)
        if tallies:
            shelf.put(GOAL_TALLIES, GoalTalliesRow(room_id, tallies_text(tallies.values()), 0))

    def emptied(self, _table: AnyTable, row: tuple[object, ...]) -> tuple[object, ...]:
        """Return what a room's tallies say if it never had a goal."""
        return GoalTalliesRow(str(row[0]), tallies_text(()), 0)


def _count(fact: Fact, tallies: dict[str, Tally]) -> None:
    kind, payload = fact.event.kind, fact.payload
    if kind == GOAL_SET:
        goal = told_goal(payload)
        tallies[goal.id] = begun(goal)
    elif kind == GOAL_CANCELLED:
        goal_id = payload["goal_id"]
        tallies[goal_id] = tallies[goal_id]._replace(cancelled_at=payload["cancelled_at"])
    elif not tallies:
        return
    elif kind == GIFT_SENT:
        given = Given(payload["gift_type"], payload["quantity"], payload["total_coins"], payload["sent_at"])
        offset = fact.event.stream_offset
        tallies.update({goal_id: tally.with_given(given, offset) for goal_id, tally in tallies.items()})
    elif kind == GIFT_REVERSED and fact.gift is not None:
        given = Given(payload["gift_type"], payload["quantity"], payload["total_coins"], fact.gift.sent_at)
        tallies.update({goal_id: tally.without(given) for goal_id, tally in tallies.items()})
