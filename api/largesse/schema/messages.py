"""
Messages as the room sees them, and as those see them who keep order there.
"""

from collections.abc import Sequence

import orjson
import strawberry

from largesse.errors import Forbidden
from largesse.messages.rows import MESSAGE_TEXTS, MESSAGES, MessageRow, MessageState
from largesse.messages.told import MESSAGE_SENT
from largesse.rooms.rows import ROOMS, RoomRow
from largesse.schema.context import Context, Info
from largesse.schema.ids import global_id, is_uuid
from largesse.schema.node import Node, finds
from largesse.schema.page import Connection, Cut, Listing, Slice
from largesse.schema.people import Person, Seen, person_node
from largesse.schema.rooms import Room, events_of, find_room
from largesse.schema.scalars import DateTime

strawberry.enum(MessageState)


@strawberry.type
class Message(Node):
    """Something that somebody wrote in a room."""

    row: strawberry.Private[MessageRow]
    text_known: strawberry.Private[str | None] = None
    seen: strawberry.Private[Seen | None] = None
    state: MessageState
    """What has become of it."""
    sent_at: DateTime
    """When it was written."""

    @strawberry.field
    async def text(self, info: Info) -> str | None:
        """Return what it says, in one line; null if that was erased."""
        if self.state in {MessageState.REMOVED, MessageState.REFUSED}:
            return None
        if self.text_known is not None:
            return self.text_known
        row = await info.context.row(MESSAGE_TEXTS, self.row.id)
        return row.text or None if row else None

    @strawberry.field
    def sender(self) -> Person:
        """Return who wrote it."""
        return person_node(self.row.sender_id, self.seen)

    @strawberry.field
    async def room(self, info: Info) -> Room | None:
        """Return where it was written; null if the room is gone."""
        return await find_room(info.context, self.row.room_id)

    @strawberry.field
    def held_by(self) -> str | None:
        """Return the plugin that has held it, if it waits for a decision; else null."""
        return self.row.held_by if self.state is MessageState.HELD else None

    @strawberry.field
    def held_reason(self) -> str | None:
        """Return why it is held, in that plugin's words, if it waits for a decision; else null."""
        return self.row.held_reason if self.state is MessageState.HELD else None


def message_node(row: MessageRow, text: str | None = None, seen: Seen | None = None) -> Message:
    """
    Return a message.

    Args:
        row: its row.
        text: what it says, if that was read already; looked up when it is asked for if None.
        seen: its sender's row, if it was read already.
    """
    return Message(
        id=global_id("Message", row.id),
        row=row,
        text_known=text,
        seen=seen,
        state=MessageState(row.state),
        sent_at=row.sent_at,
    )


async def messages_of(context: Context, room: RoomRow, head: int | None, cut: Cut) -> Connection[Message]:
    """
    Return a page of the messages that a room has seen, the newest first.

    Args:
        context: of the operation.
        room: which room.
        head: the last offset that is told of; None for all.
        cut: which page.
    """
    page = await events_of(context, room.id, MESSAGE_SENT, head, cut)
    rows = await _rows(context, [orjson.loads(event.payload)["message_id"] for event, _ in page.items])
    found = Slice([(row, cursor) for row, (_, cursor) in zip(rows, page.items, strict=True)], page.page_info)
    return found.of(message_node)


async def held_in(context: Context, room: RoomRow, cut: Cut) -> Connection[Message]:
    """
    Return a page of a room's messages that wait for a decision, the oldest first.

    Raises:
        Forbidden: whoever calls does not keep order there.
    """
    if not context.moderates(room.host_id):
        raise Forbidden("the room's host, a moderator or an operator")
    where = {"room_id": room.id, "state": MessageState.HELD.value}
    page = await Listing(table=MESSAGES, where=where, order=("id",)).page(context.services.rows, cut)
    return page.of(message_node)


@finds("Message")
async def find_message(context: Context, key: str) -> Message | None:
    """Return a message; one that the room has not seen is there for its sender and for who keeps order alone."""
    row = await context.row(MESSAGES, key) if is_uuid(key) else None
    if row is None:
        return None
    if row.state in {MessageState.HELD.value, MessageState.REFUSED.value} and not context.may_see(row.sender_id):
        room = await context.row(ROOMS, row.room_id)
        if room is None or not context.moderates(room.host_id):
            return None
    return message_node(row)


async def _rows(context: Context, ids: Sequence[str]) -> list[MessageRow]:
    found = await context.services.rows.by_keys(MESSAGES, [(each,) for each in ids])
    return [found[each,] for each in ids]
