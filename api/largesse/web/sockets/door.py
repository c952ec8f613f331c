"""
The door for sockets: handshakes, let in or refused, and the conversations that follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from largesse.settings import Transport
from largesse.telemetry import request_id
from largesse.web.callers.addresses import address_of
from largesse.web.callers.bearer import caller_of
from largesse.web.codes import Code
from largesse.web.doors import Visit
from largesse.web.faults import RequestFault, fault
from largesse.web.http.hanging_up import CLOSE_SECONDS
from largesse.web.sockets.close_codes import CloseCode
from largesse.web.sockets.conversation import Conversation
from largesse.web.sockets.frame_guard import GuardedSocket
from largesse.web.sockets.sockets import Sockets, going_away
from largesse.web.sockets.wire import Wire
from largesse.web.streams.negotiation import socket_refused

if TYPE_CHECKING:
    from largesse.web.callers.bounds import Bounds
    from largesse.web.callers.toll import Toll
    from largesse.web.doors import Doors
    from largesse.web.engine import Engine
    from largesse.web.groups.groups import Groups
    from largesse.web.http.origins import Origins

PROTOCOL = "graphql-transport-ws"
_VERSION = "13"
"""RFC 6455, 4.1: the only one."""


class SocketDoor:
    """
    The door for sockets.

    Args:
        engine: executes operations.
        groups: tell subscriptions, to many at once where they are the same.
        bounds: how much one caller may have at the same time.
        toll: what operations cost is counted there.
        origins: whose pages may open one.
        doors: everything else.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - a door is where all of them meet
        self, engine: Engine, groups: Groups, bounds: Bounds, toll: Toll, origins: Origins, doors: Doors
    ) -> None:
        self._engine = engine
        self._groups = groups
        self._bounds = bounds
        self._toll = toll
        self._doors = doors
        self._origins = origins
        self.sockets = Sockets(doors.metrics)

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """
        Serve a socket until it is closed.

        Raises:
            RequestFault: sockets are switched off, or the handshake is odd, of a page that may not, or carries a token
                that gives nothing.
        """
        transports = self._doors.settings.transports
        if Transport.WEBSOCKET not in transports:
            raise socket_refused(transports)
        if not self._origins.admit(request.headers):
            raise fault(403, Code.FORBIDDEN, "Pages of this origin may not open sockets.")
        _check_handshake(request)
        address = address_of(request, self._doors.settings.proxies_trusted)
        visit = Visit(await caller_of(request, self._doors), address, request_id.get() or "")
        offered = ",".join(request.headers.getall("Sec-WebSocket-Protocol", []))
        spoken = PROTOCOL in (name.strip() for name in offered.split(","))
        websocket = GuardedSocket(
            protocols=[PROTOCOL] if spoken else [],
            autoping=False,
            max_msg_size=self._doors.settings.body_bytes_max,
            timeout=CLOSE_SECONDS,
            compress=False,
        )
        try:
            await websocket.prepare(request)
        except (web.HTTPBadRequest, ValueError):
            # The second is a key that is no ASCII.
            raise fault(400, Code.BAD_REQUEST, "The websocket handshake is not complete.") from None
        except ConnectionError:
            # It is gone already, and nobody will read this.
            return web.Response()
        wire = Wire(websocket, request.transport, self._doors.settings)
        try:
            if not spoken:
                await wire.close(CloseCode.SUBPROTOCOL_NOT_ACCEPTABLE, "Subprotocol not acceptable")
            elif self.sockets.leaving:
                await wire.close(CloseCode.GOING_AWAY, going_away())
            else:
                conversation = Conversation(
                    wire, visit, self._engine, self._groups, self._bounds, self._toll, self._doors
                )
                with self.sockets.holding(conversation):
                    await conversation.hold()
        finally:
            await wire.finish()
        return websocket


def asks_for_socket(request: web.Request) -> bool:
    """Tell whether a request asks for a websocket, in however odd a way."""
    return request.headers.get("Upgrade", "").strip().lower() == "websocket"


def _check_handshake(request: web.Request) -> None:
    if request.method != "GET":
        refused = fault(405, Code.METHOD_NOT_ALLOWED, "A websocket is opened by GET.")
        raise RequestFault(refused.status, refused.errors, {"Allow": "GET"})
    if request.headers.get("Sec-WebSocket-Version", _VERSION) != _VERSION:
        # RFC 6455, 4.4: the client learns which version would do.
        refused = fault(426, Code.BAD_REQUEST, "The websocket's version must be 13.")
        raise RequestFault(refused.status, refused.errors, {"Upgrade": "websocket", "Sec-WebSocket-Version": _VERSION})
