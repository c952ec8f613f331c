"""
A venue: a server that rooms are opened on, known by its graph alone.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Self
from uuid import uuid4

import aiohttp

from largesse.testing import GraphClient

from .document import GIFT_SEND, GIFTS, ROOM_CLOSE, ROOM_OPEN, ROOM_PAUSE, VIEWER_ID, WALLET_GRANT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.testing import Json

COINS = 100_000
"""What the sender begins with; each gift costs one."""
SENDERS_MAX = 25
"""How many gifts are on their way at a time."""


class Venue:
    """
    A server, and what happens on it.

    Args:
        client: asks it.
        tokens: bearer tokens by role: `viewer` sends, `viewer2` watches, `creator` hosts, `operator` grants coins.
        expired: a token of the viewer's whose time is over.
    """

    def __init__(self, client: GraphClient, tokens: dict[str, str], expired: str) -> None:
        self.expired = expired
        self._client = client
        self._tokens = tokens

    @property
    def url(self) -> str:
        """The server's root."""
        return self._client.url

    @property
    def port(self) -> int:
        """Where it listens on the loopback."""
        return int(self.url.rpartition(":")[2])

    @property
    def watcher(self) -> str:
        """The token that viewers of the suite follow with."""
        return self._tokens["viewer2"]

    async def prepare(self) -> Self:
        """Have everybody known who is needed, and give the sender coins."""
        viewer = await self._client.query(VIEWER_ID, token=self._tokens["viewer"])
        owner = {"id": viewer["viewer"]["person"]["id"]}
        granted = {"owner": owner, "coins": str(COINS), "origin": "BONUS", "reason": "To be held to what is said"}
        await self._done(WALLET_GRANT, "operator", **granted)
        return self

    async def open_room(self) -> str:
        """Open a room, and return its id."""
        return str((await self._done(ROOM_OPEN, "creator", title="A room"))["room"]["id"])

    async def pause(self, room: str, *, paused: bool) -> None:
        """Have gifts rest, or go on."""
        await self._done(ROOM_PAUSE, "creator", roomId=room, paused=paused)

    async def close(self, room: str) -> None:
        """Close a room."""
        await self._done(ROOM_CLOSE, "creator", roomId=room)

    async def send(self, room: str, count: int = 1) -> list[str]:
        """Send gifts one after another, and return them."""
        return [(await self._sent(room))["gift"]["id"] for _ in range(count)]

    async def send_at_once(self, room: str, count: int, **more: object) -> set[str]:
        """Send gifts, many at a time, and return them."""
        lane = asyncio.Semaphore(SENDERS_MAX)

        async def one() -> str:
            async with lane:
                return str((await self._sent(room, **more))["gift"]["id"])

        return set(await asyncio.gather(*(one() for _ in range(count))))

    async def send_refused(self, room: str) -> list[str]:
        """Send a gift at a price that it does not have, and return why it is refused."""
        payload = await self._act(GIFT_SEND, "viewer", roomId=room, giftType="rose", priceSeen="999999")
        return [error["code"] for error in payload["errors"]]

    async def gifts(self, room: str) -> list[str]:
        """The room's gifts in the order of the books, the first one first; of many the last 100."""
        data = await self._client.query(GIFTS, {"roomId": room}, token=self._tokens["viewer"])
        return [gift["id"] for gift in reversed(data["room"]["gifts"]["nodes"])]

    async def _sent(self, room: str, **more: object) -> Json:
        return await self._done(GIFT_SEND, "viewer", roomId=room, giftType="rose", priceSeen="1", **more)

    async def _done(self, document: str, role: str, **sent: object) -> Json:
        payload = await self._act(document, role, **sent)
        assert payload["errors"] == []
        return payload

    async def _act(self, document: str, role: str, **sent: object) -> Json:
        content = {"idempotencyKey": uuid4().hex, **sent}
        data = await self._client.query(document, {"input": content}, token=self._tokens[role])
        (payload,) = data.values()
        return payload


@asynccontextmanager
async def elsewhere(said: Json) -> AsyncIterator[Venue]:
    """A server that somebody else runs, as the first line of `largesse demo --json` tells of one."""
    async with aiohttp.ClientSession() as session:
        client = GraphClient(said["graphql"].removesuffix("/graphql"), session)
        yield await Venue(client, said["tokens"], said["expired_token"]).prepare()
