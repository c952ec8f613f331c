"""
What tests of Largesse and of its plugins are written with: servers, people, a client, a clock, and the books.

    async with serving(settings_in(tmp_path)) as node:
        await node.grant(VIEWER, 100)
        room = await node.open_room(CREATOR, guests=[GUEST])
        async with node.follow(VIEWER_2, room) as follower:
            gift = await node.send_gift(VIEWER, room, quantity=3, priceSeen="3")
            await follower.next()
        await node.assert_books_balance()

It knows no test framework.
"""

from largesse.testing.books import Contents, assert_books_balance, contents_of, nothing_moves
from largesse.testing.client import Answer, GraphClient, Json
from largesse.testing.clock import TurnedClock
from largesse.testing.follower import Follower, following
from largesse.testing.lines import Closed, Refused
from largesse.testing.node import Node
from largesse.testing.people import (
    CREATOR,
    EVERYBODY,
    GUEST,
    ISSUER,
    MODERATOR,
    OPERATOR,
    SPONSOR,
    VIEWER,
    VIEWER_2,
    Persona,
)
from largesse.testing.servers import SECRET, LocalNode, ProcessNode, serving, settings_in, spawned

__all__ = [
    "CREATOR",
    "EVERYBODY",
    "GUEST",
    "ISSUER",
    "MODERATOR",
    "OPERATOR",
    "SECRET",
    "SPONSOR",
    "VIEWER",
    "VIEWER_2",
    "Answer",
    "Closed",
    "Contents",
    "Follower",
    "GraphClient",
    "Json",
    "LocalNode",
    "Node",
    "Persona",
    "ProcessNode",
    "Refused",
    "TurnedClock",
    "assert_books_balance",
    "contents_of",
    "following",
    "nothing_moves",
    "serving",
    "settings_in",
    "spawned",
]
