"""
A follower: a subscription over graphql-transport-ws, read one item at a time.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
import orjson

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from largesse.testing.client import Json

PROTOCOL = "graphql-transport-ws"
SECONDS = 10.0
"""How long a follower waits for what must come."""
MESSAGE_BYTES_MAX = 4 * 1024 * 1024


class Refused(Exception):
    """The server answered a subscription with errors; they are the argument."""

    @property
    def codes(self) -> list[str]:
        """The codes of the errors."""
        return [error.get("extensions", {}).get("code", "") for error in self.args[0]]


class Closed(Exception):
    """The socket was closed; its code is the argument."""

    @property
    def code(self) -> int:
        """The code of the close."""
        code: int = self.args[0]
        return code


class Follower:
    """
    One subscription on a socket of its own.

    Args:
        socket: on which the subscription has begun.
        field: the subscription's root field.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, field: str) -> None:
        self.items: list[Json] = []
        self._socket = socket
        self._field = field

    @property
    def cursor(self) -> str | None:
        """The cursor of the last item, to resume after it."""
        return self.items[-1]["cursor"] if self.items else None

    @property
    def offsets(self) -> list[int]:
        """The offsets of all items, in the order in which they came."""
        return [int(item["offset"]) for item in self.items]

    async def next(self, seconds: float = SECONDS) -> Json:
        """
        Return the next item.

        Raises:
            Refused: the server answers with errors instead.
            Closed: the socket is closed, or the subscription complete (code 1000).
            TimeoutError: nothing comes in time.
        """
        async with asyncio.timeout(seconds):
            while True:
                told = await _told(self._socket)
                match told["type"]:
                    case "next":
                        if told["payload"].get("errors"):
                            raise Refused(told["payload"]["errors"])
                        self.items.append(told["payload"]["data"][self._field])
                        return self.items[-1]
                    case "error":
                        raise Refused(told["payload"])
                    case "complete":
                        raise Closed(aiohttp.WSCloseCode.OK.value)

    async def until(self, offset: int, seconds: float = SECONDS) -> list[Json]:
        """
        Return all items so far, once one of an offset or a later one is among them.

        Raises:
            TimeoutError: it does not come in time; and as `next`.
        """
        async with asyncio.timeout(seconds):
            while not self.items or self.offsets[-1] < offset:
                await self.next(seconds)
        return self.items

    async def closed(self, seconds: float = SECONDS) -> int:
        """
        Return the code of the close, once the socket is closed; what comes before it is kept in `items`.

        Raises:
            TimeoutError: it is not closed in time.
        """
        async with asyncio.timeout(seconds):
            while True:
                try:
                    await self.next(seconds)
                except Closed as closed:
                    if self._socket.closed:
                        return closed.code


@asynccontextmanager
async def following(  # noqa: PLR0913 - what a subscription is begun with
    session: aiohttp.ClientSession,
    url: str,
    document: str,
    variables: Mapping[str, object],
    *,
    field: str,
    token: str = "",
) -> AsyncIterator[Follower]:
    """
    Follow a subscription for as long as the block lasts.

    Args:
        session: whose connections are used.
        url: the root of the server.
        document: one subscription.
        variables: by name.
        field: its root field.
        token: the bearer token of whoever follows; nobody if empty.

    Raises:
        Closed: the server does not let the caller in.
    """
    async with session.ws_connect(
        f"{url}/graphql", protocols=(PROTOCOL,), max_msg_size=MESSAGE_BYTES_MAX, autoclose=True
    ) as socket:
        payload = {"Authorization": f"Bearer {token}"} if token else {}
        await socket.send_json({"type": "connection_init", "payload": payload})
        async with asyncio.timeout(SECONDS):
            while (await _told(socket))["type"] != "connection_ack":
                pass
        begun = {"query": document, "variables": dict(variables)}
        await socket.send_json({"id": "1", "type": "subscribe", "payload": begun})
        yield Follower(socket, field)


async def _told(socket: aiohttp.ClientWebSocketResponse) -> Json:
    """Return the next message that is not a ping, which is answered."""
    while True:
        message = await socket.receive()
        if message.type is aiohttp.WSMsgType.CLOSE:
            # The socket's own code is another where the server was gone before its close could be answered.
            raise Closed(message.data)
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise Closed(socket.close_code or aiohttp.WSCloseCode.ABNORMAL_CLOSURE.value)
        told = orjson.loads(message.data)
        if told["type"] != "ping":
            return told
        await socket.send_json({"type": "pong"})
