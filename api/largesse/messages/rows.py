"""
What a message stores: who wrote it and what became of it, and apart from that its text, which can be erased.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from largesse.ledger.table import Id, Mode, Table

if TYPE_CHECKING:
    from largesse.clock import Instant


class MessageState(Enum):
    """What has become of a message."""

    SHOWN = "SHOWN"
    """The room sees it."""
    HELD = "HELD"
    """A plugin has held it: moderators and its sender see it, until a moderator has decided."""
    REFUSED = "REFUSED"
    """It was held, and a moderator has decided against it; its text is erased."""
    REMOVED = "REMOVED"
    """It was taken away by its sender, the host or a moderator; its text is erased."""


class MessageRow(NamedTuple):
    """
    A message.

    Args:
        id: the message, and the deed that it came about by.
        room_id: where it was written.
        sender_id: by whom.
        state: the value of a `MessageState`.
        held_by: the plugin that held it; empty if none did.
        held_reason: why, in the plugin's words; empty if none did.
        sent_at: when it was written.
        changed_by: who has decided on it or removed it; none before.
        changed_at: when; none before.
        version: moved by every write.
    """

    id: Id
    room_id: Id
    sender_id: Id
    state: str
    held_by: str
    held_reason: str
    sent_at: int
    changed_by: Id | None
    changed_at: int | None
    version: int

    def changed(self, state: MessageState, person_id: str, now: Instant) -> MessageRow:
        """Return it as somebody has changed it."""
        return self._replace(state=state.value, changed_by=person_id, changed_at=now, version=self.version + 1)


class MessageTextRow(NamedTuple):
    """
    What a message says.

    Args:
        text: one line; empty once it is erased.
        version: moved by every write.
    """

    message_id: Id
    text: str
    version: int


MESSAGES = Table(
    name="messages",
    row=MessageRow,
    mode=Mode.GUARD,
    rank=94,
    mutable=("state", "changed_by", "changed_at"),
)
MESSAGE_TEXTS = Table(
    name="message_texts", row=MessageTextRow, mode=Mode.GUARD, rank=95, mutable=("text",), erasable=True
)
