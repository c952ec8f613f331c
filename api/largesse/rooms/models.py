"""
Rooms as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from largesse.ledger.modelled import modelled
from largesse.rooms.rows import ROOM_BLOCKS, ROOM_TEXTS, ROOMS

Room = modelled(ROOMS)
RoomText = modelled(ROOM_TEXTS)
RoomBlock = modelled(ROOM_BLOCKS)
