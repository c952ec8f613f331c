"""
Room tokens as the graph hands them out.
"""

import strawberry

from largesse.errors import NotFound, Unavailable
from largesse.rooms.rows import ROOMS
from largesse.schema.context import Context
from largesse.schema.ids import global_id
from largesse.schema.scalars import DateTime


@strawberry.type
class RoomToken:
    """A token that may stand in an address, and reads one room."""

    token: str
    """What the address takes, as `/graphql?roomToken=…`; whoever has it reads the room until it ends."""
    expires_at: DateTime
    """When it ends."""


async def room_token(context: Context, room_id: str) -> RoomToken:
    """
    Return a token of the caller's for a room.

    Raises:
        Unauthenticated: the call carries no token.
        Forbidden: it carries a room token: one does not beget another.
        NotFound: there is no such room.
        Unavailable: the server has no secret to sign it with.
    """
    owner = context.known_caller()
    if context.services.room_tokens is None:
        raise Unavailable("this server signs no room tokens")
    if await context.row(ROOMS, room_id) is None:
        raise NotFound("room", global_id("Room", room_id))
    text, expires_at = context.services.room_tokens.issue(owner, room_id)
    return RoomToken(token=text, expires_at=expires_at)
