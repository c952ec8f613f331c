"""
What is told of an event: its own numbers, and the names and words that belong to it as they are shown now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import orjson

from largesse.gifts.detail import detail_of
from largesse.gifts.models import Gift, GiftText
from largesse.gifts.rows import GiftRow
from largesse.offers import ComboEnded, GiftReversed, GiftSent, RoomClosed, RoomOpened
from largesse.people.models import find_people
from largesse.rooms.models import RoomText

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, TypeAlias

    from largesse.ledger.rows import EventRow
    from largesse.plugins import Fact

    Payload: TypeAlias = Mapping[str, Any]
    """What an event says; its fields are those that the deed wrote."""

HOOKS: Mapping[str, str] = {
    "giftSent": "largesse_gift_sent",
    "giftReversed": "largesse_gift_reversed",
    "comboEnded": "largesse_combo_ended",
    "roomOpened": "largesse_room_opened",
    "roomClosed": "largesse_room_closed",
}
"""The hook that tells of an event, by the event's kind."""


async def told_of(events: Sequence[EventRow]) -> list[Fact]:
    """
    Return what is told of events that a hook tells of, in their order.

    Raises:
        Unavailable: the database does not answer.
    """
    payloads = [orjson.loads(event.payload) for event in events]
    names = await _names_of(events, payloads)
    return [_MAKERS[event.kind](event, payload, names) for event, payload in zip(events, payloads, strict=True)]


class _Names(NamedTuple):
    """What events do not hold themselves: names and words, which may be erased, and what a gift was called."""

    people: Mapping[str, str]
    gifts: Mapping[str, GiftRow]
    messages: Mapping[str, str]
    titles: Mapping[str, str]


async def _names_of(events: Sequence[EventRow], payloads: Sequence[Payload]) -> _Names:
    told = list(zip(events, payloads, strict=True))
    sent = [payload["gift_id"] for event, payload in told if event.kind == "giftSent"]
    # A combo has the identifier of the gift that it began with.
    begun = [payload["combo_id"] for event, payload in told if event.kind == "comboEnded"]
    opened = [event.stream_id for event in events if event.kind == "roomOpened"]
    asked = ("sender_id", "recipient_id", "host_id")
    people = {payload[each] for payload in payloads for each in asked if payload.get(each)}
    named = [*sent, *begun]
    gifts = await Gift.filter(id__in=named).values_list(*GiftRow._fields) if named else []
    messages = await GiftText.filter(gift_id__in=sent).values_list("gift_id", "message") if sent else []
    titles = await RoomText.filter(room_id__in=opened).values_list("room_id", "title") if opened else []
    known = await find_people(people) if people else {}
    return _Names(
        people={person_id: person.name for person_id, person in known.items()},
        gifts={str(row[0]): GiftRow(*row) for row in gifts},
        messages=dict(messages),
        titles=dict(titles),
    )


def _gift_sent(event: EventRow, payload: Payload, names: _Names) -> GiftSent:
    gift = names.gifts[payload["gift_id"]]
    variant = detail_of(gift.detail)["type"].get("variant")
    sender_id: str | None = payload.get("sender_id")
    name, emoji = _shown(gift)
    return GiftSent(
        room_id=event.stream_id,
        offset=event.stream_offset,
        gift_id=gift.id,
        gift_type=gift.gift_type,
        variant=variant["key"] if variant else None,
        gift_name=name,
        emoji=emoji,
        quantity=gift.quantity,
        total_coins=gift.total_coins,
        diamonds=gift.diamonds,
        sender_id=sender_id,
        sender_name=(names.people.get(sender_id) or None) if sender_id else None,
        recipient_id=gift.recipient_id,
        recipient_name=names.people.get(gift.recipient_id) or None,
        message=names.messages.get(gift.id),
        sent_at=gift.sent_at,
    )


def _gift_reversed(event: EventRow, payload: Payload, _names: _Names) -> GiftReversed:
    return GiftReversed(
        room_id=event.stream_id,
        offset=event.stream_offset,
        gift_id=payload["gift_id"],
        quantity=payload["quantity"],
        total_coins=payload["total_coins"],
        diamonds=payload["diamonds"],
        reversed_at=payload["reversed_at"],
    )


def _combo_ended(event: EventRow, payload: Payload, names: _Names) -> ComboEnded:
    name, emoji = _shown(names.gifts[payload["combo_id"]])
    return ComboEnded(
        room_id=event.stream_id,
        offset=event.stream_offset,
        combo_id=payload["combo_id"],
        gift_type=payload["gift_type"],
        gift_name=name,
        emoji=emoji,
        count=payload["count"],
        total_coins=payload["total_coins"],
        total_diamonds=payload["total_diamonds"],
        sender_id=payload["sender_id"],
        sender_name=names.people.get(payload["sender_id"]) or None,
        recipient_id=payload["recipient_id"],
        recipient_name=names.people.get(payload["recipient_id"]) or None,
        reason=payload["reason"],
        started_at=payload["started_at"],
        ended_at=payload["ended_at"],
    )


def _shown(gift: GiftRow) -> tuple[str, str]:
    """Return the English name and the emoji of what was given."""
    gift_type = detail_of(gift.detail)["type"]
    given = gift_type.get("variant") or gift_type
    return given["name"], given["emoji"]


def _room_opened(event: EventRow, payload: Payload, names: _Names) -> RoomOpened:
    host_id: str = payload["host_id"]
    return RoomOpened(
        room_id=event.stream_id,
        offset=event.stream_offset,
        host_id=host_id,
        host_name=names.people.get(host_id) or None,
        title=names.titles.get(event.stream_id),
        opened_at=payload["opened_at"],
    )


def _room_closed(event: EventRow, payload: Payload, _names: _Names) -> RoomClosed:
    return RoomClosed(room_id=event.stream_id, offset=event.stream_offset, closed_at=payload["closed_at"])


_MAKERS: dict[str, Callable[[EventRow, Payload, _Names], Fact]] = {
    "giftSent": _gift_sent,
    "giftReversed": _gift_reversed,
    "comboEnded": _combo_ended,
    "roomOpened": _room_opened,
    "roomClosed": _room_closed,
}
