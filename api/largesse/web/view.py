"""
The door at /graphql: GraphQL over HTTP, and the way in to its sockets.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, TypeGuard

from aiohttp import web
from graphql import OperationType
from strawberry.aiohttp.views import GraphQLView
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from largesse.errors import ConfigurationError
from largesse.telemetry import request_id
from largesse.web.answers import answer, fault_answer
from largesse.web.bearer import caller_of
from largesse.web.doors import Visit
from largesse.web.engine import Engine, subscription_refused
from largesse.web.faults import RequestFault, fault
from largesse.web.landing import landing_page
from largesse.web.masking import masked
from largesse.web.media_types import answered_with, takes_html
from largesse.web.requests import GraphRequest, asks_by_address, request_of_address, request_of_body
from largesse.web.socket_writer import CLOSE_SECONDS, SocketWriter
from largesse.web.sockets import SocketHandler, Sockets

if TYPE_CHECKING:
    from strawberry import Schema

    from largesse.web.doors import Doors

_VISIT = web.RequestKey("visit", Visit)


class GraphView(GraphQLView[Visit, None]):
    """
    Strawberry's view, with HTTP to the letter and sockets that hold.

    What strawberry does for a websocket stands (its origin is checked, its protocol agreed on); what it does for HTTP
    is replaced, since it answers 200 to everything.
    """

    websocket_adapter_class = SocketWriter  # type: ignore[assignment] # declared as a callable of three loose types
    graphql_transport_ws_handler_class = SocketHandler

    def __init__(self, graph: Schema, doors: Doors) -> None:
        settings = doors.settings
        try:
            super().__init__(
                graph,
                graphql_ide=None,
                subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
                connection_init_wait_timeout=timedelta(seconds=settings.connection_init_seconds),
                max_subscriptions_per_connection=settings.socket_operations_max,
                allowed_origins=settings.allowed_origins,
            )
        except ValueError as error:
            raise ConfigurationError(str(error)) from None
        self.doors = doors
        self.engine = Engine(graph, settings, doors.metrics)
        self.sockets = Sockets(doors.metrics)

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Answer a request, or serve a socket until it closes."""
        try:
            if self.is_websocket_request(request):
                return await self.run(request=request)
            accept = request.headers.get("Accept")
            if request.method == "GET" and not asks_by_address(request.query) and takes_html(accept):
                return landing_page()
            return answer(request, await self._executed(request, accept))
        except web.HTTPException:
            raise
        except RequestFault as refused:
            return fault_answer(request, refused)
        except Exception as error:  # noqa: BLE001 - the last net: logged with its traceback, and masked
            return fault_answer(request, RequestFault(500, [masked(error)]))

    async def _executed(self, request: web.Request, accept: str | None) -> object:
        """Return the payload of a request's operation."""
        if answered_with(accept) is None:
            raise fault(406, "NOT_ACCEPTABLE", "Answers are application/graphql-response+json or application/json.")
        caller = await caller_of(request, self.doors)
        asked = await self._asked(request)
        operation = self.engine.operation(asked)
        if operation.type is OperationType.SUBSCRIPTION:
            raise subscription_refused()
        if request.method == "GET" and operation.type is not OperationType.QUERY:
            refused = fault(405, "METHOD_NOT_ALLOWED", "A mutation needs POST.")
            raise RequestFault(refused.status, refused.errors, {"Allow": "POST"})
        context = self.doors.context_for(caller, request_id.get() or "")
        return await self.engine.execute(operation, asked.variables, context)

    async def _asked(self, request: web.Request) -> GraphRequest:
        """Return what is asked for, read within the limits of size and time."""
        if request.method == "GET":
            return request_of_address(request.query)
        if request.method != "POST":
            refused = fault(405, "METHOD_NOT_ALLOWED", "GraphQL is served by GET and POST.")
            raise RequestFault(refused.status, refused.errors, {"Allow": "GET, POST"})
        # A page of another site can make a browser post a form or plain text, but not JSON, without being asked first.
        if request.content_type != "application/json" or (request.charset or "utf-8").lower() != "utf-8":
            raise fault(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be application/json in UTF-8.")
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise fault(415, "UNSUPPORTED_MEDIA_TYPE", "The body must not be compressed.")
        seconds = self.doors.settings.request_seconds
        try:
            async with asyncio.timeout(seconds):
                body = await request.read()
        except TimeoutError:
            raise fault(408, "TIMEOUT", f"The body took longer than {seconds:g} seconds.") from None
        except web.HTTPRequestEntityTooLarge:
            maximum = self.doors.settings.body_bytes_max
            message = f"The body goes past the limit of {maximum} bytes."
            raise fault(413, "LIMIT_EXCEEDED", message, limit="bytes", maximum=maximum) from None
        return request_of_body(body)

    def is_websocket_request(self, request: web.Request) -> TypeGuard[web.Request]:
        """Tell whether a request asks for a websocket; a handshake that is odd is refused later."""
        return request.headers.get("Upgrade", "").strip().lower() == "websocket"

    async def pick_websocket_subprotocol(self, request: web.Request) -> str | None:
        """Return the one protocol that is spoken here, if the client offers it."""
        offered = ",".join(request.headers.getall("Sec-WebSocket-Protocol", []))
        names = [name.strip() for name in offered.split(",")]
        return GRAPHQL_TRANSPORT_WS_PROTOCOL if GRAPHQL_TRANSPORT_WS_PROTOCOL in names else None

    async def create_websocket_response(self, request: web.Request, subprotocol: str | None) -> web.WebSocketResponse:
        """
        Accept a socket.

        Raises:
            RequestFault: 401: its header carries a token that gives nothing; the socket is not accepted.
        """
        request[_VISIT] = Visit(await caller_of(request, self.doors), request_id.get() or "")
        socket = web.WebSocketResponse(
            protocols=[subprotocol] if subprotocol else [],
            heartbeat=self.doors.settings.heartbeat_seconds,
            max_msg_size=self.doors.settings.body_bytes_max,
            timeout=CLOSE_SECONDS,
            compress=False,
        )
        await socket.prepare(request)
        return socket

    async def get_context(self, request: web.Request, response: web.Response | web.WebSocketResponse) -> Visit:  # noqa: ARG002 - strawberry's signature
        """Return who opened a socket; strawberry asks once a socket, and contexts are made by operation."""
        return request[_VISIT]

    async def reject_websocket(self, request: web.Request) -> web.Response:
        """Refuse a page of an origin that may not open sockets."""
        message = "Pages of this origin may not open sockets."
        return fault_answer(request, fault(403, "FORBIDDEN", message))
