"""
A room's events, told to whoever follows: a snapshot first, then each event once, in order.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Annotated, cast

import strawberry

from largesse.errors import NotFound
from largesse.rooms.rows import ROOMS
from largesse.schema.context import Context, Info
from largesse.schema.filling import Filled
from largesse.schema.following import Begun, Heard, Missed, Place, Signal
from largesse.schema.gifts import Gift, gift_node
from largesse.schema.ids import key_of, opened, sealed
from largesse.schema.page import not_a_cursor
from largesse.schema.people import Person, Seen, person_node
from largesse.schema.rooms import Room, room_node
from largesse.schema.scalars import BigInt, DateTime

CURSOR = "RoomEvent"
_PARTS = 3


@strawberry.interface
class StreamItem:
    """What a follower of a stream is sent."""

    cursor: str
    """To resume after it, with nothing lost and nothing twice; to be handed back unread."""
    offset: BigInt
    """Its number among the events of the stream: 1, 2, 3, … without a gap."""


@strawberry.type
class RoomSnapshot(StreamItem):
    """The room as it is, before the events that follow; what came before its offset is in it."""

    room: Room
    """The room; its `gifts` end at the snapshot's offset."""


@strawberry.type
class GiftSentEvent(StreamItem):
    """A gift was sent."""

    occurred_at: DateTime
    """When."""
    gift: Gift
    """The gift."""


@strawberry.type
class GiftReversedEvent(StreamItem):
    """A gift was taken back, whole or in part."""

    occurred_at: DateTime
    """When."""
    gift: Gift
    """The gift, with what is left of it."""
    reversed_quantity: int
    """How many of its units were taken back."""
    reversed_coins: BigInt
    """How many coins went back to its sender."""


@strawberry.type
class StageChangedEvent(StreamItem):
    """Other people are on stage."""

    occurred_at: DateTime
    """When."""
    stage: list[Person]
    """Who may receive gifts from now on: the host first, then up to eight guests."""


@strawberry.type
class RoomPausedEvent(StreamItem):
    """Gifts rest."""

    occurred_at: DateTime
    """When."""


@strawberry.type
class RoomResumedEvent(StreamItem):
    """Gifts may be sent again."""

    occurred_at: DateTime
    """When."""


@strawberry.type
class RoomClosedEvent(StreamItem):
    """The room is over; nothing follows but what is taken back."""

    occurred_at: DateTime
    """When."""


@strawberry.type
class Lagged(StreamItem):
    """The follower was too slow, and events up to this place were passed over. They are in the room's `gifts`."""

    missed_count: BigInt
    """How many."""


RoomEvent = Annotated[
    RoomSnapshot
    | GiftSentEvent
    | GiftReversedEvent
    | StageChangedEvent
    | RoomPausedEvent
    | RoomResumedEvent
    | RoomClosedEvent
    | Lagged,
    strawberry.union("RoomEvent", description="What a follower of a room is sent."),
]


@strawberry.type
class Subscription:
    """What can be followed."""

    @strawberry.subscription
    async def room_events(
        self, info: Info, room_id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[RoomEvent, None]:
        """
        Follow a room: a snapshot, then every event, each once and in order.

        With a cursor that can still be resumed from, what comes after it is told straight away, without a snapshot.

        Args:
            info: the operation.
            room_id: the room's id.
            after: the cursor of the last item that was seen.
        """
        context = info.context
        caller = context.known_caller()
        key = key_of("Room", room_id, "roomId")
        place = _place_of(key, after) if after else None
        if await context.row(ROOMS, key) is None:
            raise NotFound("room", room_id)
        await context.services.people.note(caller)
        return _followed(context, key, place)


async def _followed(context: Context, room_id: str, after: Place | None) -> AsyncGenerator[RoomEvent, None]:
    async with aclosing(context.services.hub.follow(room_id, after)) as signals:
        async for signal in signals:
            # What was read for one event would be old at the next.
            context.forget_rows()
            item = await _item(context, room_id, signal)
            if item is not None:
                yield item


async def _item(context: Context, room_id: str, signal: Signal) -> RoomEvent | None:
    place = signal.place
    cursor = _cursor(room_id, place)
    if isinstance(signal, Begun):
        row = await context.row(ROOMS, room_id)
        if row is None:
            return None
        return RoomSnapshot(cursor=cursor, offset=place.offset, room=room_node(row, head_known=place.offset))
    if isinstance(signal, Missed):
        return Lagged(cursor=cursor, offset=place.offset, missed_count=signal.missed)
    show = _SHOWN.get(signal.event.kind)
    if show is None:
        return None
    return show(cursor, signal, await context.services.filling.filled(signal.event))


def _gift_sent(cursor: str, heard: Heard, filled: Filled) -> RoomEvent:
    return GiftSentEvent(
        cursor=cursor, offset=heard.place.offset, occurred_at=heard.event.decided_at, gift=_gift(filled)
    )


def _gift_reversed(cursor: str, heard: Heard, filled: Filled) -> RoomEvent:
    payload = filled.payload
    return GiftReversedEvent(
        cursor=cursor,
        offset=heard.place.offset,
        occurred_at=heard.event.decided_at,
        gift=_gift(filled, cast("int", payload["remaining"])),
        reversed_quantity=cast("int", payload["quantity"]),
        reversed_coins=cast("int", payload["total_coins"]),
    )


def _stage_changed(cursor: str, heard: Heard, filled: Filled) -> RoomEvent:
    stage = [str(filled.payload["host_id"]), *cast("list[str]", filled.payload["guest_ids"])]
    return StageChangedEvent(
        cursor=cursor,
        offset=heard.place.offset,
        occurred_at=heard.event.decided_at,
        stage=[person_node(each, Seen(filled.people.get(each))) for each in stage],
    )


def _plain(
    kind: type[RoomPausedEvent] | type[RoomResumedEvent] | type[RoomClosedEvent],
) -> Callable[[str, Heard, Filled], RoomEvent]:
    def show(cursor: str, heard: Heard, _filled: Filled) -> RoomEvent:
        return kind(cursor=cursor, offset=heard.place.offset, occurred_at=heard.event.decided_at)

    return show


_SHOWN: dict[str, Callable[[str, Heard, Filled], RoomEvent]] = {
    "giftSent": _gift_sent,
    "giftReversed": _gift_reversed,
    "stageChanged": _stage_changed,
    "roomPaused": _plain(RoomPausedEvent),
    "roomResumed": _plain(RoomResumedEvent),
    "roomClosed": _plain(RoomClosedEvent),
}
"""What is told, by the event's kind; that a room was opened, its first snapshot tells."""


def _gift(filled: Filled, remaining: int | None = None) -> Gift:
    if filled.gift is None:
        message = f"the gift {filled.payload.get('gift_id')} of an event is not there"
        raise LookupError(message)
    return gift_node(filled.gift, remaining, filled)


def _cursor(room_id: str, place: Place) -> str:
    return sealed(CURSOR, f"{room_id}/{place.epoch}/{place.offset}")


def _place_of(room_id: str, cursor: str) -> Place:
    found = opened(cursor)
    parts = found[1].split("/") if found and found[0] == CURSOR else []
    if len(parts) != _PARTS or parts[0] != room_id or not all(each.isdecimal() for each in parts[1:]):
        raise not_a_cursor("after")
    return Place(int(parts[1]), int(parts[2]))
