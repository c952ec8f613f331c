"""
What a room is told of messages: that one can be seen, and that one can be seen no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.rooms.standing import room_event

if TYPE_CHECKING:
    from largesse.ledger.deed import Event
    from largesse.messages.rows import MessageRow

MESSAGE_SENT = "messageSent"
MESSAGE_REMOVED = "messageRemoved"


def message_sent(message: MessageRow) -> Event:
    """Return that a room sees a message from now on."""
    return room_event(
        message.room_id, MESSAGE_SENT, message_id=message.id, sender_id=message.sender_id, sent_at=message.sent_at
    )


def message_removed(message: MessageRow) -> Event:
    """Return that a room sees a message no more."""
    return room_event(message.room_id, MESSAGE_REMOVED, message_id=message.id, sender_id=message.sender_id)
