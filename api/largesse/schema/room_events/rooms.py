"""
What is told of the room itself: who is on stage, and whether gifts may be sent.
"""

from typing import cast

import strawberry

from largesse.schema.filling import Filled
from largesse.schema.people import Person, Seen, person_node
from largesse.schema.room_events.item import Shows, StreamItem, plain
from largesse.schema.rooms import Room
from largesse.schema.scalars import DateTime
from largesse.streams import Occurred


@strawberry.type
class RoomSnapshot(StreamItem):
    """The room as it is, before the events that follow; what came before its offset is in it."""

    room: Room
    """The room; its `gifts` end at the snapshot's offset."""


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
    """The room is over; nothing follows but the ends of its combos, and what is taken back."""

    occurred_at: DateTime
    """When."""


def _stage_changed(heard: Occurred, filled: Filled) -> StreamItem:
    stage = [str(filled.payload["host_id"]), *cast("list[str]", filled.payload["guest_ids"])]
    return StageChangedEvent(
        cursor=heard.cursor.text,
        offset=heard.cursor.offset,
        occurred_at=heard.event.decided_at,
        stage=[person_node(each, Seen(filled.people.get(each))) for each in stage],
    )


SHOWS: Shows = {
    "stageChanged": _stage_changed,
    "roomPaused": plain(RoomPausedEvent),
    "roomResumed": plain(RoomResumedEvent),
    "roomClosed": plain(RoomClosedEvent),
}
