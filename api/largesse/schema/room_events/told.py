"""
Telling: each item of a room's stream becomes what its followers are sent.
"""

from collections.abc import Container
from typing import Annotated, cast

import strawberry

from largesse.rooms.rows import RoomRow
from largesse.schema.context import Context
from largesse.schema.room_events import boards, combos, gifts, goals, messages, rooms, viewers
from largesse.schema.room_events.boards import BoardChanged
from largesse.schema.room_events.combos import ComboEndedEvent
from largesse.schema.room_events.gifts import GiftReversedEvent, GiftSentEvent, GiftThankedEvent
from largesse.schema.room_events.goals import GoalCancelledEvent, GoalsChanged, GoalSetEvent
from largesse.schema.room_events.item import Lagged, ShowNotices, Shows, StreamEnded
from largesse.schema.room_events.messages import MessageRemovedEvent, MessageSentEvent
from largesse.schema.room_events.rooms import (
    RoomClosedEvent,
    RoomPausedEvent,
    RoomResumedEvent,
    RoomSnapshot,
    StageChangedEvent,
)
from largesse.schema.room_events.viewers import ViewersChanged
from largesse.schema.rooms import room_node
from largesse.streams import Ended, Item, Noticed, Snapshot
from largesse.streams import Lagged as TooSlow

RoomEvent = Annotated[
    RoomSnapshot
    | GiftSentEvent
    | GiftReversedEvent
    | GiftThankedEvent
    | ComboEndedEvent
    | MessageSentEvent
    | MessageRemovedEvent
    | GoalSetEvent
    | GoalCancelledEvent
    | StageChangedEvent
    | RoomPausedEvent
    | RoomResumedEvent
    | RoomClosedEvent
    | BoardChanged
    | ViewersChanged
    | GoalsChanged
    | Lagged
    | StreamEnded,
    strawberry.union("RoomEvent", description="What a follower of a room is sent."),
]
_SHOWS: Shows = {**gifts.SHOWS, **combos.SHOWS, **goals.SHOWS, **messages.SHOWS, **rooms.SHOWS}
"""What is told, by the event's kind; that a room was opened, its first snapshot tells."""

_NOTICES: ShowNotices = {**boards.NOTICES, **goals.NOTICES, **viewers.NOTICES}
"""What is told and is no event, by the notice's kind."""


async def shown(context: Context, item: Item[RoomRow], asked: Container[str] = ()) -> RoomEvent | None:
    """
    Return what a follower is sent.

    Args:
        context: of the operation.
        item: of the room's stream.
        asked: the types of which the document says what to show; no notice of another is told.

    Returns:
        None if an item is not told.
    """
    if isinstance(item, Noticed):
        return _notice(item, asked)
    cursor, offset = item.cursor.text, item.cursor.offset
    if isinstance(item, Snapshot):
        room = room_node(item.value, head_known=offset)
        return RoomSnapshot(cursor=cursor, offset=offset, room=room, noticed=item.noticed)
    if isinstance(item, TooSlow):
        return Lagged(cursor=cursor, offset=offset, missed_count=item.missed, last=True)
    if isinstance(item, Ended):
        return StreamEnded(cursor=cursor, offset=offset, reason=item.reason, last=True)
    show = _SHOWS.get(item.event.kind)
    if show is None:
        return None
    event = show(item, await context.services.filling.filled(item.event))
    event.behind, event.from_offset = item.behind, item.cursor.offset - item.merged
    return cast("RoomEvent", event)


def _notice(item: Noticed, asked: Container[str]) -> RoomEvent | None:
    show = _NOTICES.get(item.kind)
    if show is None:
        return None
    notice = show(item.value)
    if type(notice).__name__ not in asked:
        return None
    notice.notice, notice.noticed = item.kind, item.number
    return cast("RoomEvent", notice)
