"""
What is kept of a recap: one row for each room, which grows while the room lives.
"""

from __future__ import annotations

from typing import NamedTuple

from largesse.ledger.table import Id, Mode, Table


class RecapRow(NamedTuple):
    """
    What was given in a room; what was taken back later is beside it, never off it.

    Args:
        opened_at: when the room was opened.
        closed_at: when it was closed; none before.
        sends: how often something was sent.
        quantity: how many gifts that were, each unit of a quantity for one.
        coins: what they cost.
        diamonds: what they brought, in millionths.
        reversals: how often something was taken back.
        reversed_quantity: how many gifts that were.
        reversed_coins: what they had cost.
        reversed_diamonds: what they had brought, in millionths.
        combos: how many combos have ended.
        combos_running: how many have not.
        tiers: JSON, what was given by tier; see `recaps.highlights`.
        top_gifts: JSON, the sends that cost most; see `recaps.highlights`.
        top_combos: JSON, the combos that cost most; see `recaps.highlights`.
        version: moved by every write.
    """

    room_id: Id
    opened_at: int
    closed_at: int | None
    sends: int
    quantity: int
    coins: int
    diamonds: int
    reversals: int
    reversed_quantity: int
    reversed_coins: int
    reversed_diamonds: int
    combos: int
    combos_running: int
    tiers: str
    top_gifts: str
    top_combos: str
    version: int

    @property
    def complete(self) -> bool:
        """Whether the room is over, and with it its last combo."""
        return self.closed_at is not None and not self.combos_running


RECAPS = Table(
    name="recaps",
    row=RecapRow,
    mode=Mode.GUARD,
    rank=108,
    mutable=tuple(name for name in RecapRow._fields if name not in {"room_id", "opened_at", "version"}),
)
