"""
Sockets: graphql-transport-ws, with tokens that expire and readers that may be slow.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from graphql import OperationType
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import ErrorMessage, NextMessage

from largesse.clock import MICROSECONDS
from largesse.people.claims import TokenFault, TokenRefused
from largesse.telemetry import request_id
from largesse.web.bearer import caller_of_payload
from largesse.web.doors import Visit
from largesse.web.faults import RequestFault, error_of
from largesse.web.masking import masked
from largesse.web.messages import oddity_of
from largesse.web.requests import GraphRequest

if TYPE_CHECKING:
    from graphql import GraphQLFormattedError
    from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import Operation
    from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
        ConnectionInitMessage,
        Message,
        NextMessagePayload,
        SubscribeMessage,
    )

    from largesse.people.caller import Caller
    from largesse.telemetry import Metrics
    from largesse.web.socket_writer import SocketWriter
    from largesse.web.view import GraphView

UNAUTHORIZED = 4401
FORBIDDEN = 4403
GOING_AWAY = 1001
INTERNAL_ERROR = 1011
_LOOK_SECONDS = 5.0
"""The wall clock may be set: how often a socket compares it with its token's end."""


class Sockets:
    """The sockets that are open."""

    def __init__(self, metrics: Metrics) -> None:
        self._gauge = metrics.sockets_open
        self._open: set[SocketWriter] = set()

    def add(self, socket: SocketWriter) -> None:
        """Count a socket among the open ones."""
        self._open.add(socket)
        self._gauge.set(len(self._open))

    def remove(self, socket: SocketWriter) -> None:
        """Count a socket no longer."""
        self._open.discard(socket)
        self._gauge.set(len(self._open))

    async def close_all(self) -> None:
        """Tell every client that the server goes away, all at once."""
        await asyncio.gather(*(socket.close(GOING_AWAY, "Server is going away") for socket in self._open))


class SocketHandler(BaseGraphQLTransportWSHandler[Visit, None]):
    """
    Strawberry's handler of one socket.

    Strawberry's are the order of messages, the timeout of `connection_init` and the book of operations; ours the shape
    of messages, who is let in and for how long, and how operations are executed.
    """

    view: GraphView
    websocket: SocketWriter

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - strawberry's, passed on as they are
        super().__init__(*args, **kwargs)
        self._expiring: asyncio.Task[None] | None = None
        self._numbers = count(1)

    async def handle(self) -> None:
        """Serve the socket until it is closed."""
        self.view.sockets.add(self.websocket)
        try:
            await super().handle()
        except Exception as error:  # noqa: BLE001 - the last net of a socket
            masked(error)
            await self.websocket.close(INTERNAL_ERROR, "Internal error")
        finally:
            if self._expiring:
                self._expiring.cancel()
            self.view.sockets.remove(self.websocket)
            await self.websocket.finish()

    async def handle_message(self, message: Message) -> None:
        """Close the socket at a message of an odd shape, and handle any other."""
        oddity = oddity_of(message)
        if oddity:
            await self.handle_invalid_message(oddity)
            return
        await super().handle_message(message)

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        """Let the caller in, as the payload or else the header of the handshake says who it is."""
        payload = message.get("payload") or {}
        if not self.connection_init_received:
            try:
                caller = await caller_of_payload(payload, self.view.doors)
            except TokenRefused as refused:
                code = UNAUTHORIZED if refused.fault is TokenFault.EXPIRED else FORBIDDEN
                await self.websocket.close(code, refused.message)
                return
            if caller:
                self.context = replace(self.context, caller=caller)
            if self.context.caller:
                self._expiring = asyncio.create_task(self._expire(self.context.caller))
        await super().handle_connection_init({"type": "connection_init", "payload": payload})

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Refuse an operation past the socket's bound, and begin any other."""
        bound, known = self.max_subscriptions_per_connection, message["id"] in self.operations
        if self.connection_acknowledged and bound and len(self.operations) >= bound and not known:
            text = f"A socket takes {bound} operations at the same time."
            error = error_of("LIMIT_EXCEEDED", text, limit="operations", maximum=bound)
            await self.send_message(ErrorMessage(id=message["id"], type="error", payload=[error]))
            return
        await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[Visit, None]) -> None:
        """Execute an operation and send what it answers, with a context and a request id of its own."""
        number = f"{self.context.request_id}.{next(self._numbers)}"
        request_id.set(number)
        try:
            await self._answer(operation, self.view.doors.context_for(self.context.caller, number))
            await operation.send_operation_message({"id": operation.id, "type": "complete"})
        except WebSocketDisconnected:
            return
        except RequestFault as refused:
            await self._fail(operation, refused.errors)
        except Exception as error:  # noqa: BLE001 - the last net of an operation: logged, and masked
            await self._fail(operation, [masked(error)])

    async def _answer(self, operation: Operation[Visit, None], context: object) -> None:
        engine = self.view.engine
        asked = engine.operation(GraphRequest(operation.query, operation.variables, operation.operation_name or None))
        if asked.type is not OperationType.SUBSCRIPTION:
            await self._next(operation, await engine.execute(asked, operation.variables, context))
            return
        async with aclosing(engine.stream(asked, operation.variables, context)) as payloads:
            async for payload in payloads:
                await self._next(operation, payload)

    async def _next(self, operation: Operation[Visit, None], payload: NextMessagePayload) -> None:
        await operation.send_operation_message(NextMessage(id=operation.id, type="next", payload=payload))

    async def _fail(self, operation: Operation[Visit, None], errors: list[GraphQLFormattedError]) -> None:
        try:
            await operation.send_operation_message(ErrorMessage(id=operation.id, type="error", payload=errors))
        except WebSocketDisconnected:
            return

    async def _expire(self, caller: Caller) -> None:
        """Close the socket when its token's time is over; one let in by the leeway is given that much."""
        doors = self.view.doors
        end = caller.expires_at
        if doors.clock.now() >= end:
            end += doors.settings.token_leeway_seconds * MICROSECONDS
        while (remaining := end - doors.clock.now()) > 0:  # noqa: ASYNC110 - time passes without an event
            await asyncio.sleep(min(remaining / MICROSECONDS, _LOOK_SECONDS))
        await self.websocket.close(UNAUTHORIZED, "The bearer token is expired.")
