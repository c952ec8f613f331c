"""
Rooms as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from largesse.ledger.modelled import modelled
from largesse.rooms.rows import ROOM_BLOCKS, ROOM_TEXTS, ROOMS, RoomRow

Room = modelled(ROOMS)
RoomText = modelled(ROOM_TEXTS)
RoomBlock = modelled(ROOM_BLOCKS)


async def find_room(room_id: str) -> RoomRow | None:
    """Return a room, or None if there is none."""
    rows = await Room.filter(id=room_id).values_list(*RoomRow._fields)
    return RoomRow(*rows[0]) if rows else None
