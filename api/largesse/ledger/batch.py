"""
A batch: deeds that decide one after another over one state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import orjson

from largesse.errors import KeyReused, Refusal
from largesse.ledger.deed import Applied
from largesse.ledger.plan import Plan, TornPlan
from largesse.ledger.rows import KEYS, KeyRow
from largesse.ledger.state import BatchNeeds, BatchState, NeedMore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.ledger.deed import Deed
    from largesse.ledger.rows import EventRow
    from largesse.ledger.table import AnyRows

Outcome = Applied | Exception
"""What a deed came to: applied, or refused (or broken) with the reason."""


class Verdict(NamedTuple):
    """What a batch decided: the outcome of each deed in order, and what is to be written for them."""

    outcomes: list[Outcome]
    plan: Plan


class Committed(NamedTuple):
    """
    A verdict that stands in the database.

    Args:
        outcomes: of each deed.
        events: what it appended, by stream.
        numbers: of the last entry of each wallet that it moved, by account.
        appended: the rows that it wrote into tables that are only appended to.
    """

    outcomes: list[Outcome]
    events: dict[str, list[EventRow]]
    numbers: dict[str, int]
    appended: AnyRows


class Batch:
    """
    Deeds that are committed together.

    Args:
        deeds: in order of arrival.
        batch_id: a uuid7, kept through every attempt.
        slot: this node's slot in the platform's accounts.
    """

    def __init__(self, deeds: Sequence[Deed], batch_id: str, slot: int) -> None:
        self.deeds = deeds
        self.batch_id = batch_id
        self.slot = slot
        self.trusting = True
        """Whether it may still be decided over rows that are remembered rather than read."""
        self._limits: dict[tuple[str, str], int] = {}

    def needs(self) -> BatchNeeds:
        """Return the rows that its deeds name, keys included."""
        needs = BatchNeeds(self._limits)
        keys = needs.rows[KEYS]
        for deed in self.deeds:
            keys[deed.caller_id, deed.key] = None
            if deed.failure is None:
                deed.needs(needs)
        return needs

    def widen(self, need: NeedMore) -> None:
        """Read more of a range from now on."""
        self._limits[need.table.name, need.owner_id] = need.limit * 8

    def decide(self, state: BatchState) -> Verdict:
        """
        Let each deed decide over what was read and what those before it changed.

        Raises:
            NeedMore: a range did not suffice.
            TornPlan: a deed broke halfway; it has to be found and left out.
        """
        plan = Plan(state, self.batch_id, self.slot)
        outcomes = [self._decide_one(deed, state, plan) for deed in self.deeds]
        return Verdict(outcomes, plan)

    def _decide_one(self, deed: Deed, state: BatchState, plan: Plan) -> Outcome:
        keys = state.rows[KEYS]
        place = (deed.caller_id, deed.key)
        known: KeyRow | None = keys.get(place)  # type: ignore[assignment]  # what was read of keys are their rows
        if known is not None:
            if known.fingerprint != deed.fingerprint or known.operation != deed.operation:
                return KeyReused(deed.key)
            return Applied(known.deed_id, orjson.loads(known.result), known.deed_id != deed.id, None)
        if deed.failure is not None:
            plan.probes.append(place)
            return deed.failure
        state.consulted.clear()
        try:
            decision = deed.decide(state)
            keys[place] = plan.accept(deed, decision)
        except (NeedMore, TornPlan):
            raise
        except Refusal as refusal:
            plan.probes.append(place)
            return refusal
        except Exception as fault:  # noqa: BLE001 - a deed that breaks must not harm its batch; its caller gets the fault
            return fault
        return Applied(deed.id, decision.result, replayed=False, answer=decision.answer)
