"""
A streak: which combo a gift goes on with, which one it ends, and what a room is told of either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import orjson

from largesse.combos.rows import COMBOS, ComboEndReason, ComboRow
from largesse.ledger.deed import Event, Write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.clock import Instant

Told = dict[str, str | int]
"""What a room is told of a combo with each of its gifts: all of it so far, in identifiers and numbers alone."""


class Given(NamedTuple):
    """
    What a gift adds to a combo.

    Args:
        gift_id: the gift; a combo that begins with it takes its identifier.
        wallet_id: the sender's COIN account.
        gift_type: the key of the gift type.
        type_version: the version of the gift type.
        price_coins: the price of one.
        quantity: how many were given at once.
        diamonds: what the recipient earned, in millionths.
    """

    gift_id: str
    wallet_id: str
    room_id: str
    sender_id: str
    recipient_id: str
    gift_type: str
    type_version: int
    price_coins: int
    quantity: int
    diamonds: int


class Step(NamedTuple):
    """
    What a gift does to combos.

    Args:
        combo: the one that it belongs to, as it is with the gift in it; None if it is anonymous.
        told: what the room is told of that one.
        over: the one before it that had not been ended, as it ends; None if there is none.
    """

    combo: ComboRow | None = None
    told: Told | None = None
    over: ComboRow | None = None

    def writes(self) -> list[Write]:
        """Return the rows to write."""
        return [Write(COMBOS, row) for row in (self.over, self.combo) if row]

    def events(self) -> list[Event]:
        """Return what the room is told before it is told of the gift."""
        return [] if self.over is None else [ended_event(self.over)]


def combo_of(running: Iterable[ComboRow], room_id: str, recipient_id: str, gift_type: str) -> ComboRow | None:
    """
    Return which of a sender's combos is for a recipient and a gift type in a room; None if none is.

    Args:
        running: the combos of the sender that have not ended.
        room_id: in which room.
        recipient_id: to whom.
        gift_type: the key of the gift type.
    """
    for combo in running:
        if combo.room_id == room_id and combo.recipient_id == recipient_id and combo.gift_type == gift_type:
            return combo
    return None


def step(before: ComboRow | None, given: Given, now: Instant, window: int) -> Step:
    """
    Go on with a combo, or begin one; what had been due or is changed ends first.

    Args:
        before: the one that has not ended; None if there is none.
        given: what the gift adds.
        now: the instant of sending.
        window: how long a combo waits for the next gift, in microseconds.
    """
    if before is None:
        return _stepped(_begun(given, now, window))
    if now >= before.ends_at:
        return _stepped(_begun(given, now, window), ended(before, ComboEndReason.WINDOW_PASSED, now))
    if (before.type_version, before.price_coins) != (given.type_version, given.price_coins):
        return _stepped(_begun(given, now, window), ended(before, ComboEndReason.CHANGED, now))
    # Built whole: on the way of every gift, `_replace` would cost three times as much.
    combo = ComboRow._make(
        (
            *before[:8],
            before.quantity + given.quantity,
            before.total_coins + given.price_coins * given.quantity,
            before.total_diamonds + given.diamonds,
            *before[11:14],
            max(before.ends_at, now + window),
            None,
        )
    )
    return _stepped(combo)


def ended(combo: ComboRow, reason: ComboEndReason, now: Instant) -> ComboRow:
    """
    Return a combo as it ends.

    Args:
        combo: one that runs.
        reason: why.
        now: the instant at which that is seen; a combo is not over later than when its window had passed, nor, by a
            clock that was set back, before it began.
    """
    ended_at = max(combo.started_at, min(now, combo.ends_at))
    return combo._replace(running=False, reason=reason.value, ended_at=ended_at)


def ended_event(combo: ComboRow) -> Event:
    """Return what the room is told when a combo has ended; `gifts.control` finds the combo's identifier first in it."""
    payload = {
        "combo_id": combo.id,
        "sender_id": combo.sender_id,
        "recipient_id": combo.recipient_id,
        "gift_type": combo.gift_type,
        "count": combo.quantity,
        "total_coins": combo.total_coins,
        "total_diamonds": combo.total_diamonds,
        "reason": combo.reason,
        "started_at": combo.started_at,
        "ended_at": combo.ended_at,
    }
    return Event(combo.room_id, "comboEnded", orjson.dumps(payload).decode())


def _stepped(combo: ComboRow, over: ComboRow | None = None) -> Step:
    told: Told = {
        "id": combo.id,
        "count": combo.quantity,
        "total_coins": combo.total_coins,
        "total_diamonds": combo.total_diamonds,
        "started_at": combo.started_at,
        "ends_at": combo.ends_at,
    }
    return Step(combo, told, over)


def _begun(given: Given, now: Instant, window: int) -> ComboRow:
    return ComboRow(
        id=given.gift_id,
        wallet_id=given.wallet_id,
        room_id=given.room_id,
        sender_id=given.sender_id,
        recipient_id=given.recipient_id,
        gift_type=given.gift_type,
        type_version=given.type_version,
        price_coins=given.price_coins,
        quantity=given.quantity,
        total_coins=given.price_coins * given.quantity,
        total_diamonds=given.diamonds,
        running=True,
        reason="",
        started_at=now,
        ends_at=now + window,
        ended_at=None,
    )
