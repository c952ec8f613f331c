"""
`roomEvents`: one follower's way through a room's stream.
"""

from collections.abc import AsyncGenerator, Container

import strawberry

from largesse.errors import NotFound
from largesse.ledger.rows import STREAMS
from largesse.rooms.rows import ROOMS, RoomRow
from largesse.schema.context import Context, Info
from largesse.schema.following import followed
from largesse.schema.ids import key_of
from largesse.schema.room_events.asked import types_asked
from largesse.schema.room_events.gifts import combo_of
from largesse.schema.room_events.told import RoomEvent, shown
from largesse.streams import Cursor, follow


@strawberry.type
class RoomSubscriptions:
    """What can be followed of rooms."""

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
        if await context.services.openings.share(key, lambda: _room(context, key)) is None:
            raise NotFound("room", room_id)
        await context.note_caller()
        context.attend(key)
        return _followed(context, key, cursor, types_asked(info))


async def _room(context: Context, room_id: str) -> RoomRow | None:
    return (await context.services.rows.by_keys(ROOMS, [(room_id,)])).get((room_id,))


def _followed(
    context: Context, room_id: str, after: Cursor | None, asked: Container[str]
) -> AsyncGenerator[RoomEvent, None]:
    async def snapshot() -> tuple[RoomRow, int]:
        # Whatever is selected of the room is of this moment too, and is read as the snapshot is executed.
        await context.begin_moment()
        stream = await context.row(STREAMS, room_id)
        room = await context.row(ROOMS, room_id)
        if stream is None or room is None:
            raise NotFound("room", room_id)
        return room, stream.head

    # What many hear is told at the pace of those who keep up; who cannot goes on alone.
    merges = None if context.of_many else combo_of
    items = follow(context.services.hub, room_id, after, snapshot, merges)
    return followed(context, items, lambda item: shown(context, item, asked))
