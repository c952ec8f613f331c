"""
Erasing: what a message said is nowhere any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.ledger.deed import Write
from largesse.messages.rows import MESSAGE_TEXTS

if TYPE_CHECKING:
    from largesse.ledger.deed import State


def erased(state: State, message_id: str) -> tuple[Write, ...]:
    """
    Return what erases the text of a message; nothing, if it is erased already.

    Args:
        state: where the text was named.
        message_id: which message.
    """
    known = state.get(MESSAGE_TEXTS, message_id)
    if known is None or not known.text:
        return ()
    return (Write(MESSAGE_TEXTS, known._replace(text="", version=known.version + 1)),)
