"""
A tally: how far a goal has got, added up from what was given and what was taken back.

What counts is told by instants: a gift counts if it was sent after its goal was set, before the goal's end, and no
later than it was cancelled. The same is asked of a gift that is taken back, however much later, so that nothing is ever
taken off that was not counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import orjson

from largesse.goals.rows import GoalKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.clock import Instant
    from largesse.goals.rows import GoalRow, GoalTalliesRow


class Given(NamedTuple):
    """
    What was given, or taken back.

    Args:
        gift_type: the key of the gift type.
        quantity: how many units.
        coins: what they cost.
        sent_at: when the gift was sent.
    """

    gift_type: str
    quantity: int
    coins: int
    sent_at: Instant


class Tally(NamedTuple):
    """
    How far a goal has got.

    Args:
        goal_id: the goal.
        kind: the value of a `GoalKind`.
        target: coins, or gifts.
        set_at: what is sent later counts.
        gift_type: the key of the gift type that counts, if it is only one.
        ends_at: what is sent at this instant or later counts no more; none if nothing but the room ends it.
        cancelled_at: what is sent later counts no more; none while it stands.
        value: coins, or gifts, less what was taken back.
        reversed_value: what was taken back of it.
        reached_at: when the target was reached first; what is taken back later changes nothing of that.
        reached_offset: the offset of the gift that reached it.
    """

    goal_id: str
    kind: str
    target: int
    set_at: Instant
    gift_type: str | None = None
    ends_at: Instant | None = None
    cancelled_at: Instant | None = None
    value: int = 0
    reversed_value: int = 0
    reached_at: Instant | None = None
    reached_offset: int | None = None

    def worth(self, given: Given) -> int:
        """Return what is counted of a gift: nothing, if it was sent too early or too late, or is of another type."""
        if given.sent_at <= self.set_at:
            return 0
        if self.ends_at is not None and given.sent_at >= self.ends_at:
            return 0
        if self.cancelled_at is not None and given.sent_at > self.cancelled_at:
            return 0
        if self.kind == GoalKind.VALUE.value:
            return given.coins
        return given.quantity if self.gift_type in {None, given.gift_type} else 0

    def with_given(self, given: Given, offset: int) -> Tally:
        """Return the tally with a gift that was sent, as the event at an offset tells."""
        added = self.worth(given)
        if not added:
            return self
        value = self.value + added
        if self.reached_at is not None or value < self.target:
            return self._replace(value=value)
        return self._replace(value=value, reached_at=given.sent_at, reached_offset=offset)

    def without(self, given: Given) -> Tally:
        """Return the tally without what was taken back of a gift."""
        taken = self.worth(given)
        if not taken:
            return self
        return self._replace(value=self.value - taken, reversed_value=self.reversed_value + taken)


def begun(goal: GoalRow) -> Tally:
    """Return the tally of a goal towards which nothing has been given."""
    return Tally(
        goal_id=goal.id,
        kind=goal.kind,
        target=goal.target,
        set_at=goal.set_at,
        gift_type=goal.gift_type,
        ends_at=goal.ends_at,
        cancelled_at=goal.cancelled_at,
    )


def tallies_of(row: GoalTalliesRow | None) -> dict[str, Tally]:
    """Return what `tallies_text` wrote, by goal and in the order in which they were set."""
    return {each["goal_id"]: Tally(**each) for each in orjson.loads(row.tallies)} if row else {}


def tallies_text(tallies: Iterable[Tally]) -> str:
    """Return tallies as they are stored; what is none is left out."""
    told = [{name: value for name, value in tally._asdict().items() if value is not None} for tally in tallies]
    return orjson.dumps(told).decode()
