"""
`standingSet`: whoever gives agrees to be listed on boards, or withdraws that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.boards.rows import STANDINGS, StandingRow
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "standingSet"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrder:
    """
    What somebody asks for themselves.

    Args:
        caller_id: who.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        shown: whether they agree to be listed.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingSet(Deed):
    """Write whether somebody agrees; what is so already stays so."""

    order: StandingOrder

    def needs(self, needs: Needs) -> None:
        """Name the standing."""
        needs.row(STANDINGS, self.caller_id)

    def decide(self, state: State) -> Decision:
        """Write the standing where it differs."""
        known = state.get(STANDINGS, self.caller_id)
        result = {"shown": self.order.shown}
        if known is not None and known.shown == self.order.shown:
            return Decision(result=result, answer=known)
        version = known.version + 1 if known else 1
        row = StandingRow(self.caller_id, self.order.shown, state.now, version)
        return Decision(writes=(Write(STANDINGS, row),), result=result, answer=row)


async def set_standing(journal: Journal, order: StandingOrder) -> Applied:
    """
    Have somebody listed on boards, or listed no more.

    Returns:
        The result `{"shown"}`; the answer is the `StandingRow`.

    Raises:
        KeyReused: the key stands for something else.
    """
    deed = StandingSet(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        order=order,
    )
    return await journal.submit(deed)
