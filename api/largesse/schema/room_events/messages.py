"""
What is told of messages: that one can be seen, and that one can be seen no more.
"""

import strawberry

from largesse.schema.filling import Filled
from largesse.schema.messages import Message, message_node
from largesse.schema.people import Seen
from largesse.schema.room_events.item import Shows, StreamItem
from largesse.schema.scalars import DateTime
from largesse.streams import Occurred


@strawberry.type
class MessageSentEvent(StreamItem):
    """A message can be seen: it was sent, or a moderator has allowed it."""

    occurred_at: DateTime
    """When."""
    message: Message
    """The message; without its text if it was removed since."""


@strawberry.type
class MessageRemovedEvent(StreamItem):
    """A message is to be seen no more: take it off the screen."""

    occurred_at: DateTime
    """When."""
    message: Message
    """The message, without its text."""


def _sent(heard: Occurred, filled: Filled) -> StreamItem:
    return MessageSentEvent(
        cursor=heard.cursor.text,
        offset=heard.cursor.offset,
        occurred_at=heard.event.decided_at,
        message=_message_of(filled),
    )


def _removed(heard: Occurred, filled: Filled) -> StreamItem:
    return MessageRemovedEvent(
        cursor=heard.cursor.text,
        offset=heard.cursor.offset,
        occurred_at=heard.event.decided_at,
        message=_message_of(filled),
    )


SHOWS: Shows = {"messageSent": _sent, "messageRemoved": _removed}


def _message_of(filled: Filled) -> Message:
    row = filled.written
    if row is None:
        message = f"the message {filled.payload.get('message_id')} of an event is not there"
        raise LookupError(message)
    return message_node(row, filled.text, Seen(filled.people.get(row.sender_id)))
