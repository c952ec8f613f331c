"""
Messages as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from largesse.ledger.modelled import modelled
from largesse.messages.rows import MESSAGE_TEXTS, MESSAGES

Message = modelled(MESSAGES)
MessageText = modelled(MESSAGE_TEXTS)
