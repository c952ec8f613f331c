"""
What plugins are told: facts that are committed, each with its place in its room's stream.

A fact may be told more than once, after a crash or on another node; room and offset together say which it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from largesse.clock import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftSent:
    """
    A gift was sent.

    Args:
        room_id: in which room, as a uuid.
        offset: its place in that room's stream; each later fact of the room has a greater one.
        gift_id: the gift, as a uuid.
        gift_type: the key of its gift type.
        variant: the key of its variant; None if the gift type has none.
        gift_name: the English name of what was sent.
        emoji: the emoji that stands for it.
        quantity: how many were sent at once.
        total_coins: what they cost together, in coins.
        diamonds: what the recipient earned, in millionths of a diamond.
        sender_id: who sent it, as a uuid; None if the gift is anonymous.
        sender_name: their name as shown when this was told; None if unknown, erased or anonymous.
        recipient_id: who received it, as a uuid.
        recipient_name: their name as shown when this was told; None if unknown or erased.
        message: the sender's words, as shown when this was told; None if there are none or they were removed.
        sent_at: when, in microseconds since the epoch.
    """

    room_id: str
    offset: int
    gift_id: str
    gift_type: str
    variant: str | None
    gift_name: str
    emoji: str
    quantity: int
    total_coins: int
    diamonds: int
    sender_id: str | None
    sender_name: str | None
    recipient_id: str
    recipient_name: str | None
    message: str | None
    sent_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftReversed:
    """
    A gift was taken back, in whole or in part.

    Args:
        room_id: in which room it was sent, as a uuid.
        offset: the reversal's place in that room's stream.
        gift_id: the gift, as a uuid.
        quantity: how many of its units were taken back.
        total_coins: what the sender got back, in coins.
        diamonds: what the recipient lost, in millionths of a diamond.
        reversed_at: when, in microseconds since the epoch.
    """

    room_id: str
    offset: int
    gift_id: str
    quantity: int
    total_coins: int
    diamonds: int
    reversed_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ComboEnded:
    """
    A combo has ended: a streak of one gift type from one sender to one recipient.

    Args:
        room_id: in which room, as a uuid.
        offset: the place of its end in that room's stream.
        combo_id: the combo, as a uuid.
        gift_type: the key of its gift type.
        gift_name: the English name of what was sent first.
        emoji: the emoji that stands for it.
        count: how many were sent.
        total_coins: what they cost together, in coins.
        total_diamonds: what the recipient earned by them, in millionths of a diamond.
        sender_id: who sent them, as a uuid.
        sender_name: their name as shown when this was told; None if unknown or erased.
        recipient_id: who received them, as a uuid.
        recipient_name: their name as shown when this was told; None if unknown or erased.
        reason: why it ended: `WINDOW_PASSED`, `CHANGED`, `RECIPIENT_LEFT`, `ROOM_CLOSED`, `OUT_OF_COINS`, `CAP` or
            `BLOCKED`; there may be others later.
        started_at: when its first gift was sent, in microseconds since the epoch.
        ended_at: when it ended, in microseconds since the epoch.
    """

    room_id: str
    offset: int
    combo_id: str
    gift_type: str
    gift_name: str
    emoji: str
    count: int
    total_coins: int
    total_diamonds: int
    sender_id: str
    sender_name: str | None
    recipient_id: str
    recipient_name: str | None
    reason: str
    started_at: Instant
    ended_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOpened:
    """
    A room was opened.

    Args:
        room_id: the room, as a uuid.
        offset: the place of this in the room's stream.
        host_id: whose room it is, as a uuid.
        host_name: their name as shown when this was told; None if unknown or erased.
        title: the room's title, as shown when this was told; None if it was removed.
        opened_at: when, in microseconds since the epoch.
    """

    room_id: str
    offset: int
    host_id: str
    host_name: str | None
    title: str | None
    opened_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomClosed:
    """
    A room was closed, for good.

    Args:
        room_id: the room, as a uuid.
        offset: the place of this in the room's stream; nothing of the room comes after it but the ends of
            its combos, and reversals.
        closed_at: when, in microseconds since the epoch.
    """

    room_id: str
    offset: int
    closed_at: Instant
