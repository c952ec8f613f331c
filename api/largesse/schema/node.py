"""
Nodes: whatever has an id of its own, found again by it.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import strawberry

from largesse.errors import InvalidInput
from largesse.schema.context import Context
from largesse.schema.ids import opened

IDS_MAX = 100
"""How many nodes may be asked for at once."""
ROOM = "Room"
"""The one kind that a room token can read."""


@strawberry.interface
class Node:
    """Whatever can be found again by its id."""

    id: strawberry.ID
    """Unique over all types; opaque, to be handed back unread."""


Find = Callable[[Context, str], Awaitable[Node | None]]
F = TypeVar("F", bound=Find)
_finders: dict[str, Find] = {}
_public: set[str] = set()


def finds(kind: str, *, public: bool = False) -> Callable[[F], F]:
    """
    Declare what finds the nodes of a type by the key in their id: a node, or None where there is none to be seen.

    Args:
        kind: the name of the type.
        public: whether it can be read without a token.
    """

    def declare(find: F) -> F:
        _finders[kind] = find
        if public:
            _public.add(kind)
        return find

    return declare


async def node_of(context: Context, text: str) -> Node | None:
    """
    Return the node of an id, or None if there is none, or none that the caller may see.

    Raises:
        Unauthenticated: it needs a token.
        Forbidden: it is not in the room that a room token is for.
    """
    found = opened(text)
    if found is None or found[0] not in _finders:
        return None
    if found[0] == ROOM:
        context.admit_reader(found[1])
    elif found[0] not in _public:
        context.known_caller()
    return await _finders[found[0]](context, found[1])


def checked_ids(ids: list[strawberry.ID]) -> list[strawberry.ID]:
    """
    Return ids that are not too many.

    Raises:
        InvalidInput: they are.
    """
    if len(ids) > IDS_MAX:
        raise InvalidInput("ids", f"there must be {IDS_MAX} at most")
    return ids
