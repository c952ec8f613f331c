"""
A room's events, told to whoever follows: a snapshot first, then each event once, in order.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Annotated, cast

import strawberry

from largesse.errors import NotFound
from largesse.ledger.rows import STREAMS
from largesse.rooms.rows import ROOMS, RoomRow
from largesse.schema.context import Context, Info
from largesse.schema.filling import Filled
from largesse.schema.gifts import Gift, gift_node
from largesse.schema.ids import key_of
from largesse.schema.people import Person, Seen, person_node
from largesse.schema.rooms import Room, room_node
from largesse.schema.scalars import BigInt, DateTime
from largesse.streams import Cursor, Ended, EndReason, Item, Occurred, Snapshot, follow
from largesse.streams import Lagged as TooSlow

strawberry.enum(EndReason, name="StreamEndReason")


@strawberry.interface
class StreamItem:
    """What a follower of a stream is sent."""

    cursor: str
    """To resume after it, with nothing lost and nothing twice; to be handed back unread."""
    offset: BigInt
    """Its number among the events of the stream: 1, 2, 3, … without a gap."""
    behind: strawberry.Private[int] = 0
    last: strawberry.Private[bool] = False


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
    """The follower was too slow; the end comes next. What it missed waits behind the cursor."""

    missed_count: BigInt
    """How many events wait."""


@strawberry.type
class StreamEnded(StreamItem):
    """The last item: nothing follows. Whoever comes back with the cursor misses nothing."""

    reason: EndReason
    """Why."""


RoomEvent = Annotated[
    RoomSnapshot
    | GiftSentEvent
    | GiftReversedEvent
    | StageChangedEvent
    | RoomPausedEvent
    | RoomResumedEvent
    | RoomClosedEvent
    | Lagged
    | StreamEnded,
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
        key = key_of("Room", room_id, "roomId")
        context.admit_reader(key)
        cursor = Cursor.read(after, key) if after is not None else None
        if await context.row(ROOMS, key) is None:
            raise NotFound("room", room_id)
        await context.note_caller()
        return _followed(context, key, cursor)


async def _followed(context: Context, room_id: str, after: Cursor | None) -> AsyncGenerator[RoomEvent, None]:
    async def snapshot() -> tuple[RoomRow, int]:
        # The head first: what happens between the two reads is in the row, and is told again by its event.
        context.forget_rows()
        stream = await context.row(STREAMS, room_id)
        room = await context.row(ROOMS, room_id)
        if stream is None or room is None:
            raise NotFound("room", room_id)
        return room, stream.head

    async with aclosing(follow(context.services.hub, room_id, after, snapshot)) as items:
        async for item in items:
            # What was read for one event would be old at the next.
            context.forget_rows()
            told = await _told(context, item)
            if told is not None:
                yield told


async def _told(context: Context, item: Item[RoomRow]) -> RoomEvent | None:
    cursor, offset = item.cursor.text, item.cursor.offset
    if isinstance(item, Snapshot):
        return RoomSnapshot(cursor=cursor, offset=offset, room=room_node(item.value, head_known=offset))
    if isinstance(item, TooSlow):
        return Lagged(cursor=cursor, offset=offset, missed_count=item.missed, last=True)
    if isinstance(item, Ended):
        return StreamEnded(cursor=cursor, offset=offset, reason=item.reason, last=True)
    show = _SHOWN.get(item.event.kind)
    if show is None:
        return None
    told = show(item, await context.services.filling.filled(item.event))
    told.behind = item.behind
    return told


def _gift_sent(heard: Occurred, filled: Filled) -> RoomEvent:
    return GiftSentEvent(
        cursor=heard.cursor.text, offset=heard.cursor.offset, occurred_at=heard.event.decided_at, gift=_gift(filled)
    )


def _gift_reversed(heard: Occurred, filled: Filled) -> RoomEvent:
    payload = filled.payload
    return GiftReversedEvent(
        cursor=heard.cursor.text,
        offset=heard.cursor.offset,
        occurred_at=heard.event.decided_at,
        gift=_gift(filled, cast("int", payload["remaining"])),
        reversed_quantity=cast("int", payload["quantity"]),
        reversed_coins=cast("int", payload["total_coins"]),
    )


def _stage_changed(heard: Occurred, filled: Filled) -> RoomEvent:
    stage = [str(filled.payload["host_id"]), *cast("list[str]", filled.payload["guest_ids"])]
    return StageChangedEvent(
        cursor=heard.cursor.text,
        offset=heard.cursor.offset,
        occurred_at=heard.event.decided_at,
        stage=[person_node(each, Seen(filled.people.get(each))) for each in stage],
    )


def _plain(
    kind: type[RoomPausedEvent] | type[RoomResumedEvent] | type[RoomClosedEvent],
) -> Callable[[Occurred, Filled], RoomEvent]:
    def show(heard: Occurred, _filled: Filled) -> RoomEvent:
        return kind(cursor=heard.cursor.text, offset=heard.cursor.offset, occurred_at=heard.event.decided_at)

    return show


_SHOWN: dict[str, Callable[[Occurred, Filled], RoomEvent]] = {
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
    return gift_node(filled.gift, remaining, filled, public=True)
