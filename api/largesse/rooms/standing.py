"""
What every change of a standing room asks first: is it there, is it open, and may this caller change it?
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from largesse.errors import Forbidden, NotFound, RoomNotOpen
from largesse.ledger.deed import Event
from largesse.rooms.rows import ROOMS, RoomRow, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.ledger.deed import Needs, State


def name_room(needs: Needs, room_id: str) -> None:
    """Name a room and the stream whose version guards it."""
    needs.stream(room_id)
    needs.row(ROOMS, room_id)


def room_to_change(state: State, room_id: str, caller_id: str, *, moderates: bool) -> RoomRow:
    """
    Return a room that is not closed and that the caller may change.

    Args:
        state: where the room was named.
        room_id: which room.
        caller_id: who changes it.
        moderates: whether the caller may change rooms of others.

    Raises:
        NotFound: there is no such room.
        Forbidden: it is somebody else's.
        RoomNotOpen: it is closed.
    """
    room = state.get(ROOMS, room_id)
    if room is None:
        raise NotFound("room", room_id)
    if not moderates and room.host_id != caller_id:
        raise Forbidden("the room's host, a moderator or an operator")
    if room.status == Status.CLOSED.value:
        raise RoomNotOpen(room_id, room.status)
    return room


def room_event(room_id: str, kind: str, **numbers: object) -> Event:
    """Return an event in a room's stream; its payload begins with the room's identifier."""
    payload: Mapping[str, object] = {"room_id": room_id, **numbers}
    return Event(room_id, kind, orjson.dumps(payload).decode())
