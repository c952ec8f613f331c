"""
Rooms as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from largesse.ledger.modelled import modelled
from largesse.rooms.rows import ROOM_BLOCKS, ROOM_TEXTS, ROOMS, RoomRow, Status

Room = modelled(ROOMS)
RoomText = modelled(ROOM_TEXTS)
RoomBlock = modelled(ROOM_BLOCKS)


async def find_room(room_id: str) -> RoomRow | None:
    """Return a room, or None if there is none."""
    rows = await Room.filter(id=room_id).values_list(*RoomRow._fields)
    return RoomRow(*rows[0]) if rows else None


async def open_rooms_of(host_id: str) -> list[str]:
    """Return the rooms of a host that are not closed, a hundred of the newest at most."""
    living = [Status.OPEN.value, Status.PAUSED.value]
    found = Room.filter(host_id=host_id, status__in=living).order_by("-id").limit(100)
    return [str(room_id) for room_id in await found.values_list("id", flat=True)]
