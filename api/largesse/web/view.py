"""
The door at /graphql: GraphQL over HTTP, and the way in to streams and sockets.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web
from graphql import OperationType

from largesse.telemetry import request_id
from largesse.web.callers.addresses import address_of, name_of
from largesse.web.callers.bearer import caller_of
from largesse.web.callers.bounds import Bounds
from largesse.web.callers.toll import Toll
from largesse.web.codes import Code
from largesse.web.engine import Engine
from largesse.web.faults import RequestFault, fault
from largesse.web.groups.groups import Groups
from largesse.web.http.answers import answer, fault_answer
from largesse.web.http.cross_origin import CrossOrigin
from largesse.web.http.media_types import accepted, takes_html
from largesse.web.http.origins import Origins
from largesse.web.http.reading import asked_of
from largesse.web.landing import LandingPage
from largesse.web.masking import masked
from largesse.web.requests import asks_by_address
from largesse.web.sockets.door import SocketDoor, asks_for_socket
from largesse.web.streams.door import Streams
from largesse.web.streams.negotiation import subscription_refused, taken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strawberry import Schema

    from largesse.web.doors import Doors
    from largesse.web.streams.negotiation import Taken

PATH = "/graphql"


class GraphView:
    """
    The view: HTTP to the letter, since strawberry's own answers 200 to everything; streams and sockets have their own.

    Args:
        graph: the schema.
        doors: everything else.

    Raises:
        ConfigurationError: the schema brings what nothing here would run, or an allowed origin is none.
    """

    def __init__(self, graph: Schema, doors: Doors) -> None:
        self.doors = doors
        self.engine = Engine(graph, doors.settings, doors.metrics)
        self._bounds = bounds = Bounds(doors.settings)
        self._toll = Toll(self.engine, doors)
        self._origins = Origins(doors.settings.allowed_origins)
        self.cross_origin = CrossOrigin(PATH, self._origins)
        self._transports = frozenset(doors.settings.transports)
        groups = Groups(self.engine, doors.metrics)
        doors.on_forget(groups.forget)
        self._socket_door = SocketDoor(self.engine, groups, bounds, self._toll, self._origins, doors)
        self.sockets = self._socket_door.sockets
        self.streams = Streams(groups, bounds, doors)
        self.landing = LandingPage(doors.settings)

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Answer a request, or serve a socket until it closes."""
        try:
            if asks_for_socket(request):
                return await self._socket_door(request)
            if (preflight := self.cross_origin.preflight(request)) is not None:
                return preflight
            accept = accepted(request)
            if request.method == "GET" and not asks_by_address(request.query) and takes_html(accept):
                return await self.landing(request)
            return await self._answered(request, taken(accept, self._transports))
        except web.HTTPException:
            raise
        except RequestFault as refused:
            return fault_answer(request, refused)
        except Exception as error:  # noqa: BLE001 - the last net: logged with its traceback, and masked
            return fault_answer(request, RequestFault(500, [masked(error)]))

    async def _answered(self, request: web.Request, takes: Taken) -> web.StreamResponse:
        """Return what a request's operation answers, or tell it as a stream."""
        caller = await caller_of(request, self.doors)
        asked = await asked_of(request, self._origins, self.doors.settings)
        address = address_of(request, self.doors.settings.proxies_trusted)
        try:
            operation = await self._toll.passed(asked, caller, address)
            if operation.type is OperationType.SUBSCRIPTION:
                if takes.stream is None:
                    return fault_answer(request, subscription_refused(self._transports))
                return await self.streams.serve(request, takes.stream, operation, asked.variables, caller)
            if request.method == "GET" and operation.type is not OperationType.QUERY:
                return fault_answer(request, _mutation_by_address())
            context = self.doors.context_for(caller, request_id.get() or "")
            name, cost = name_of(caller, address), operation.cost.given(asked.variables or {})
            with self._bounds.operations.held(name):
                async with self._bounds.lanes.lane(name, cost):
                    payload: Mapping[str, object] = await self.engine.execute(operation, asked.variables, context)
        except RequestFault as refused:
            # A stream says by itself what is wrong with a document; what is wrong with a request is said by a status.
            if refused.status != HTTPStatus.BAD_REQUEST or not takes.stream_first:
                raise
            payload = {"errors": refused.errors}
        if takes.stream and takes.stream_first:
            return self.streams.answer(takes.stream, payload)
        return answer(request, payload)


def _mutation_by_address() -> RequestFault:
    refused = fault(405, Code.METHOD_NOT_ALLOWED, "A mutation needs POST.")
    return RequestFault(refused.status, refused.errors, {"Allow": "POST"})
