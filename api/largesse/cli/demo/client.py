"""
A client as a front-end is one: GraphQL over HTTP, and graphql-transport-ws for what happens in a room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import aiohttp
import orjson

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

PROTOCOL = "graphql-transport-ws"
MESSAGE_BYTES_MAX = 4 * 1024 * 1024

Data = dict[str, object]


class CallFailed(Exception):
    """The server answered with errors, or not at all."""


class Client:
    """
    Somebody's client.

    Args:
        session: shared by all clients; its connector must allow as many connections as there are.
        graphql: the address of the graph over HTTP.
        websocket: its address for sockets.
        token: the bearer token.
    """

    def __init__(self, session: aiohttp.ClientSession, graphql: str, websocket: str, token: str) -> None:
        self._session = session
        self._graphql = graphql
        self._websocket = websocket
        self._token = token

    async def execute(self, document: str, variables: Mapping[str, object]) -> Data:
        """
        Run a query or mutation, and return its data.

        Raises:
            CallFailed: there are errors, or no answer.
        """
        body = orjson.dumps({"query": document, "variables": variables})
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            "Accept": "application/graphql-response+json",
        }
        try:
            async with self._session.post(self._graphql, data=body, headers=headers) as response:
                answer = orjson.loads(await response.read())
        except (aiohttp.ClientError, TimeoutError, orjson.JSONDecodeError, OSError) as error:
            raise CallFailed(str(error)) from error
        if answer.get("errors"):
            raise CallFailed(str(answer["errors"]))
        return cast("Data", answer["data"])

    async def subscribe(self, document: str, variables: Mapping[str, object]) -> AsyncGenerator[Data, None]:
        """
        Follow a subscription until it ends, and yield the data of each message.

        Raises:
            CallFailed: there are errors, or the connection broke.
        """
        try:
            async with self._session.ws_connect(
                self._websocket, protocols=(PROTOCOL,), max_msg_size=MESSAGE_BYTES_MAX
            ) as socket:
                await socket.send_json(
                    {"type": "connection_init", "payload": {"Authorization": f"Bearer {self._token}"}}
                )
                async for message in socket:
                    if message.type is not aiohttp.WSMsgType.TEXT:
                        continue
                    told = orjson.loads(message.data)
                    match told["type"]:
                        case "connection_ack":
                            payload = {"query": document, "variables": dict(variables)}
                            await socket.send_json({"id": "1", "type": "subscribe", "payload": payload})
                        case "ping":
                            await socket.send_json({"type": "pong"})
                        case "next":
                            yield _data(told["payload"])
                        case "error":
                            raise CallFailed(str(told["payload"]))
                        case "complete":
                            return
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise CallFailed(str(error)) from error


def _data(payload: Mapping[str, object]) -> Data:
    if payload.get("errors"):
        raise CallFailed(str(payload["errors"]))
    return cast("Data", payload["data"])
