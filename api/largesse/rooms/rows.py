"""
What a room is made of: its status and stage, its title, and who is blocked in it.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from largesse.ledger.table import Id, Mode, Table


class Status(Enum):
    """Whether a room takes gifts."""

    OPEN = "OPEN"
    """Gifts may be sent."""
    PAUSED = "PAUSED"
    """Everything but gifts goes on."""
    CLOSED = "CLOSED"
    """The room is over, and does not open again."""


class RoomRow(NamedTuple):
    """
    A room; its stream has the same identifier.

    Args:
        id: the room and its stream.
        host_id: the person whose room it is.
        status: the value of a `Status`.
        stage: JSON, `[{"person_id", "region"}, …]`, the host first; see `rooms.stage`.
        opened_at: the instant of opening.
        closed_at: the instant of closing; none before.
    """

    id: Id
    host_id: Id
    status: str
    stage: str
    opened_at: int
    closed_at: int | None


class RoomTextRow(NamedTuple):
    """The title of a room, which moderation may erase."""

    room_id: Id
    title: str


class RoomBlockRow(NamedTuple):
    """
    Whether a person is blocked in a room; no row is no block.

    Args:
        reason: why, in the words of who blocked or unblocked.
    """

    room_id: Id
    person_id: Id
    blocked: bool
    reason: str


ROOM_BLOCKS = Table(
    name="room_blocks",
    row=RoomBlockRow,
    mode=Mode.GUARD,
    rank=45,
    key_length=2,
    mutable=("blocked", "reason"),
    covered_by="room_id",
)
ROOMS = Table(
    name="rooms",
    row=RoomRow,
    mode=Mode.GUARD,
    rank=790,
    mutable=("status", "stage", "closed_at"),
    covered_by="id",
)
ROOM_TEXTS = Table(name="room_texts", row=RoomTextRow, mode=Mode.APPEND, rank=945, erasable=True)
