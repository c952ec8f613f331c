"""
Keeps which rooms have closed, and when.
"""

from largesse import Instant, RoomClosed, hookimpl

LARGESSE_CONTRACT = 0
closed_at_of_room: dict[str, Instant] = {}


@hookimpl
def largesse_room_closed(room: RoomClosed) -> None:
    """Remember the room; to be told twice changes nothing."""
    closed_at_of_room[room.room_id] = room.closed_at
