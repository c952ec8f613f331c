"""
Refusals of rooms: who may give and receive there, and when.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from largesse.errors.tree import Refusal


@dataclass(eq=False)
class SenderBlocked(Refusal):
    """The sender is blocked in this room."""

    code: ClassVar[str] = "SENDER_BLOCKED"
    room_id: str

    def __str__(self) -> str:
        return "The sender is blocked in this room."


@dataclass(eq=False)
class RoomNotOpen(Refusal):
    """The room is closed or paused; `status` is `CLOSED` or `PAUSED`."""

    code: ClassVar[str] = "ROOM_NOT_OPEN"
    room_id: str
    status: str

    def __str__(self) -> str:
        return f"The room is {self.status.lower()}."


@dataclass(eq=False)
class RecipientNotOnStage(Refusal):
    """The recipient is neither the host nor a guest on the room's stage."""

    code: ClassVar[str] = "RECIPIENT_NOT_ON_STAGE"
    room_id: str
    recipient_id: str

    def __str__(self) -> str:
        return "The recipient is not on the room's stage."


@dataclass(eq=False)
class StageInvalid(Refusal):
    """A stage that cannot be: too many guests, one named twice, or the host among them."""

    code: ClassVar[str] = "STAGE_INVALID"
    reason: str
    guests_max: int

    def __str__(self) -> str:
        return f"{self.reason}; a stage takes {self.guests_max} guests at most."
