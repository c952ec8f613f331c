"""
Rooms as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from largesse.rooms.rows import ROOM_BLOCKS, ROOM_TEXTS, ROOMS


class Room(Model):
    """See `RoomRow`."""

    id = fields.CharField(36, primary_key=True)
    host_id = fields.CharField(36)
    status = fields.TextField()
    stage = fields.TextField()
    opened_at = fields.BigIntField()
    closed_at = fields.BigIntField(null=True)

    class Meta:
        """Where it is kept."""

        table = ROOMS.name


class RoomText(Model):
    """See `RoomTextRow`."""

    room_id = fields.CharField(36, primary_key=True)
    title = fields.TextField()

    class Meta:
        """Where it is kept."""

        table = ROOM_TEXTS.name


class RoomBlock(Model):
    """See `RoomBlockRow`; the key in the database is room and person, of which the ORM takes one column."""

    room_id = fields.CharField(36, primary_key=True)
    person_id = fields.CharField(36)
    blocked = fields.BooleanField()
    reason = fields.TextField()

    class Meta:
        """Where it is kept."""

        table = ROOM_BLOCKS.name
