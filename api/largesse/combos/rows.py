"""
What a combo is made of: who sends what to whom, how often so far, and until when it goes on.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from largesse.clock import MICROSECONDS
from largesse.ledger.table import Id, Mode, Table

WINDOW: Final = 5 * MICROSECONDS
"""How long a combo waits for the next gift, unless the operator chose otherwise (domain, "Combos")."""


class ComboEndReason(Enum):
    """Why a combo is over."""

    WINDOW_PASSED = "WINDOW_PASSED"
    """The next gift did not come in time."""
    CHANGED = "CHANGED"
    """The gift type has another version or price than when the combo began."""
    RECIPIENT_LEFT = "RECIPIENT_LEFT"
    """The recipient is no longer on stage."""
    ROOM_CLOSED = "ROOM_CLOSED"
    """The room was closed."""
    OUT_OF_COINS = "OUT_OF_COINS"
    """The sender tried to go on, and has not the coins for one more."""
    CAP = "CAP"
    """The sender tried to go on, and their cap leaves too little for one more."""
    BLOCKED = "BLOCKED"
    """The sender was blocked in the room."""


class ComboRow(NamedTuple):
    """
    A combo; it is written with every gift of it, and once more when it ends.

    Args:
        id: the combo, which takes the identifier of the gift that began it.
        wallet_id: the sender's COIN account, whose version guards the row.
        gift_type: the key of the gift type.
        type_version: the version of the gift type.
        price_coins: the price of one; it and the version stay the same for the whole combo.
        quantity: how many were given so far.
        total_coins: what they cost together.
        total_diamonds: what the recipient earned by them, in millionths.
        running: whether the next gift goes on with it.
        reason: the value of a `ComboEndReason`; empty while it runs.
        started_at: the instant of its first gift.
        ends_at: the first instant that is too late for the next gift.
        ended_at: the instant of its end; none while it runs.
    """

    id: Id
    wallet_id: Id
    room_id: Id
    sender_id: Id
    recipient_id: Id
    gift_type: str
    type_version: int
    price_coins: int
    quantity: int
    total_coins: int
    total_diamonds: int
    running: bool
    reason: str
    started_at: int
    ends_at: int
    ended_at: int | None


COMBOS = Table(
    name="combos",
    row=ComboRow,
    mode=Mode.GUARD,
    rank=50,
    mutable=("quantity", "total_coins", "total_diamonds", "running", "reason", "ends_at", "ended_at"),
    covered_by="wallet_id",
    range_owner="wallet_id",
    range_open="running",
    range_order=("started_at", "id"),
)
