"""
Lines: how a follower is told what happens, by each transport that the server speaks.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

import aiohttp
import orjson

from largesse.settings import Transport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from largesse.testing.client import Json

PROTOCOL = "graphql-transport-ws"
SECONDS = 10.0
"""How long a follower waits for what must come."""
MESSAGE_BYTES_MAX = 4 * 1024 * 1024
_ACCEPTED = {
    Transport.EVENT_STREAM: "text/event-stream",
    Transport.MULTIPART: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
}


class Refused(Exception):
    """The server answered a subscription with errors; they are the argument."""

    @property
    def codes(self) -> list[str]:
        """The codes of the errors."""
        return [error.get("extensions", {}).get("code", "") for error in self.args[0]]


class Closed(Exception):
    """The connection was closed; the code of a websocket's close is the argument."""

    @property
    def code(self) -> int:
        """The code of the close; 1000 for a subscription that is complete, 1001 for an answer that just ends."""
        code: int = self.args[0]
        return code


class Line(Protocol):
    """A connection on which one subscription is told."""

    @property
    def closed(self) -> bool:
        """Whether nothing more can come."""

    async def told(self) -> Json:
        """
        Return the next payload.

        Raises:
            Refused: there are errors instead of it.
            Closed: there is none any more.
        """


class SocketLine:
    """A websocket on which the subscription has begun."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    @property
    def closed(self) -> bool:
        """Whether the socket is closed."""
        return self._socket.closed

    async def told(self) -> Json:
        """Return the payload of the next `next`."""
        message = await self.message()
        match message["type"]:
            case "error":
                raise Refused(message["payload"])
            case "complete":
                raise Closed(aiohttp.WSCloseCode.OK.value)
        return message["payload"]

    async def message(self) -> Json:
        """Return the next message that is not a ping, which is answered."""
        while True:
            message = await self._socket.receive()
            if message.type is aiohttp.WSMsgType.CLOSE:
                # The socket's own code is another where the server was gone before its close could be answered.
                raise Closed(message.data)
            if message.type is not aiohttp.WSMsgType.TEXT:
                raise Closed(self._socket.close_code or aiohttp.WSCloseCode.ABNORMAL_CLOSURE.value)
            told = orjson.loads(message.data)
            if told["type"] != "ping":
                return told
            await self._socket.send_json({"type": "pong"})


class EventLine:
    """An answer of server-sent events."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.closed = False
        self.last_event_id: str | None = None
        """The `id` that came last, as a browser would send it back."""
        self._content = answer.content

    async def told(self) -> Json:
        """Return the data of the next `next`."""
        event = await self._event()
        while "event" not in event:
            event = await self._event()
        self.last_event_id = event.get("id", self.last_event_id)
        if event["event"] == "complete":
            raise Closed(aiohttp.WSCloseCode.OK.value)
        return orjson.loads(event["data"])

    async def _event(self) -> dict[str, str]:
        """Return the fields of the next event; a comment has none."""
        try:
            block = await self._content.readuntil(b"\n\n")
        except aiohttp.ClientError:
            block = b""
        if not block.endswith(b"\n\n"):
            self.closed = True
            raise Closed(aiohttp.WSCloseCode.GOING_AWAY.value)
        lines = (line.partition(":") for line in block.decode().splitlines())
        return {name: value.removeprefix(" ") for name, _, value in lines if name}


class PartLine:
    """An answer of parts."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.closed = False
        self._content = answer.content

    async def told(self) -> Json:
        """Return the payload of the next part that has one."""
        content: Json = {}
        while not content:
            content = await self._part()
        if content["payload"] is None:
            raise Refused(content["errors"])
        return content["payload"]

    async def _part(self) -> Json:
        try:
            block = await self._content.readuntil(b"\r\n--graphql")
        except aiohttp.ClientError:
            block = b""
        if not block.endswith(b"--graphql"):
            self.closed = True
            raise Closed((aiohttp.WSCloseCode.OK if block == b"--\r\n" else aiohttp.WSCloseCode.GOING_AWAY).value)
        _, _, body = block.removesuffix(b"\r\n--graphql").partition(b"\r\n\r\n")
        return orjson.loads(body or b"{}")


@asynccontextmanager
async def lined_up(
    session: aiohttp.ClientSession,
    url: str,
    request: Mapping[str, object],
    transport: Transport,
    headers: Mapping[str, str],
) -> AsyncIterator[Line]:
    """
    Begin a subscription for as long as the block lasts.

    Args:
        session: whose connections are used.
        url: the root of the server.
        request: the document as `query`, and its `variables`.
        transport: how it is told.
        headers: of the request; a socket says what they say in its first message.

    Raises:
        Closed: the server does not let the caller in.
        Refused: the server refuses the request by its status.
    """
    address = f"{url}/graphql"
    if transport is not Transport.WEBSOCKET:
        sent = {"Accept": _ACCEPTED[transport], **headers}
        async with session.post(address, json=request, headers=sent, read_bufsize=MESSAGE_BYTES_MAX) as answer:
            if answer.status != 200:  # noqa: PLR2004 - OK
                raise Refused((await answer.json())["errors"])
            yield EventLine(answer) if transport is Transport.EVENT_STREAM else PartLine(answer)
        return
    async with session.ws_connect(
        address, protocols=(PROTOCOL,), max_msg_size=MESSAGE_BYTES_MAX, autoclose=True
    ) as socket:
        line = SocketLine(socket)
        await socket.send_json({"type": "connection_init", "payload": dict(headers)})
        async with asyncio.timeout(SECONDS):
            while (await line.message())["type"] != "connection_ack":
                pass
        await socket.send_json({"id": "1", "type": "subscribe", "payload": request})
        yield line
