"""
What tests of Largesse and of its plugins are written with: servers, people, a client, a clock, and the books.

    with served(settings_in(tmp_path), plugins=[largesse_kite]) as server:
        server.grant(VIEWER, 100)
        gift = server.send_gift(VIEWER, server.open_room(), "kite")
        server.assert_books_balance()

In a coroutine the same, and whatever else there is:

    async with serving(settings_in(tmp_path)) as node:
        await node.grant(VIEWER, 100)
        room = await node.open_room(CREATOR, guests=[GUEST])
        async with node.follow(VIEWER_2, room) as follower:
            gift = await node.send_gift(VIEWER, room, quantity=3, priceSeen="3")
            await follower.next()
        await node.assert_books_balance()

It knows no test framework; `pytest_largesse` makes fixtures of it.
"""

from largesse.testing.books import Contents, assert_books_balance, contents_of, nothing_moves
from largesse.testing.candidates import candidate_of
from largesse.testing.client import Answer, GraphClient, Json
from largesse.testing.clock import NOON, TurnedClock
from largesse.testing.contract import PluginContract
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
from largesse.testing.server import Server, served
from largesse.testing.servers import SECRET, LocalNode, ProcessNode, serving, settings_in, spawned

__all__ = [
    "CREATOR",
    "EVERYBODY",
    "GUEST",
    "ISSUER",
    "MODERATOR",
    "NOON",
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
    "PluginContract",
    "ProcessNode",
    "Refused",
    "Server",
    "TurnedClock",
    "assert_books_balance",
    "candidate_of",
    "contents_of",
    "following",
    "nothing_moves",
    "served",
    "serving",
    "settings_in",
    "spawned",
]
