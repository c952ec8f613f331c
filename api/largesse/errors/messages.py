"""
Refusals of messages: a plugin has something against one, or there is nothing to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from largesse.errors.tree import Refusal
from largesse.sentences import ended


@dataclass(eq=False)
class MessageRefused(Refusal):
    """A plugin refuses a message, in its own words."""

    code: ClassVar[str] = "MESSAGE_REFUSED"
    plugin: str
    reason: str

    def __str__(self) -> str:
        return ended(f"The message is refused: {self.reason}")


@dataclass(eq=False)
class MessageNotHeld(Refusal):
    """A message that nobody has to decide on; `state` is the value of a `MessageState`."""

    code: ClassVar[str] = "MESSAGE_NOT_HELD"
    message_id: str
    state: str

    def __str__(self) -> str:
        return f"The message is not held, but {self.state.lower()}."
