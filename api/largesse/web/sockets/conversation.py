"""
Conversations: graphql-transport-ws on one socket, from `connection_init` to the close.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, aclosing, suppress
from itertools import count
from typing import TYPE_CHECKING, Any

from graphql import OperationType

from largesse.clock import iso_of
from largesse.errors import Unavailable
from largesse.people.claims import TokenFault, TokenRefused
from largesse.telemetry import request_id
from largesse.web.callers.addresses import name_of
from largesse.web.callers.bearer import caller_of_payload
from largesse.web.callers.tenure import Tenure
from largesse.web.codes import Code
from largesse.web.faults import RequestFault, error_of
from largesse.web.masking import masked
from largesse.web.requests import request_of
from largesse.web.sockets.close_codes import CloseCode
from largesse.web.sockets.listener import Listener, Running
from largesse.web.sockets.messages import oddity_of
from largesse.web.sockets.wire import Disconnected

if TYPE_CHECKING:
    from largesse.people.caller import Caller
    from largesse.web.callers.bounds import Bounds
    from largesse.web.callers.toll import Toll
    from largesse.web.doors import Doors, Visit
    from largesse.web.engine import Engine
    from largesse.web.groups.groups import Groups
    from largesse.web.requests import GraphRequest
    from largesse.web.sockets.wire import Wire


class Conversation:
    """
    What is said on one socket.

    Args:
        wire: carries the messages.
        visit: who opened the socket, from where and in which request.
        engine: executes operations.
        groups: tell subscriptions, to many at once where they are the same.
        bounds: how much one caller may have at the same time.
        toll: what operations cost is counted there.
        doors: everything else.
    """

    _timer: asyncio.TimerHandle
    """Runs to the latest instant for `connection_init`, and then to the next look at the token."""

    def __init__(  # noqa: PLR0913, PLR0917 - a conversation is where all of them meet
        self, wire: Wire, visit: Visit, engine: Engine, groups: Groups, bounds: Bounds, toll: Toll, doors: Doors
    ) -> None:
        self.caller: Caller | None = visit.caller
        self._wire = wire
        self._visit = visit
        self._engine = engine
        self._groups = groups
        self._bounds = bounds
        self._toll = toll
        self._doors = doors
        self._acknowledged = False
        self._place = ExitStack()
        """Holds this socket's place among its caller's."""
        self._numbers = count(1)
        self._running: dict[str, Running] = {}
        """Operations of which there is more to say, by id."""
        self._tasks: set[asyncio.Task[None]] = set()
        """Those, and the ones that nobody listens to but that have not ended yet."""
        self._stopped: set[asyncio.Task[None]] = set()
        """Tasks that were cancelled."""

    async def hold(self) -> None:
        """Listen and answer until the socket is closed."""
        seconds = self._doors.settings.connection_init_seconds
        overdue = (CloseCode.INITIALISATION_TIMEOUT, "Connection initialisation timeout")
        self._timer = asyncio.get_running_loop().call_later(seconds, self._wire.begin_close, *overdue)
        with self._place:
            try:
                async with aclosing(self._wire.messages()) as messages:
                    async for message in messages:
                        await self._take(message)
            except Disconnected:
                pass
            except Exception as error:  # noqa: BLE001 - the last net of a socket: logged, and masked
                masked(error)
                await self.close(CloseCode.INTERNAL_ERROR, "Internal error")
            finally:
                self._timer.cancel()
                await self._end()

    async def close(self, code: CloseCode, reason: str) -> None:
        """Close the socket, and return once it is closed."""
        await self._wire.close(code, reason)

    async def _take(self, message: Any) -> None:  # noqa: ANN401 - parsed JSON, of whatever shape until it is checked
        oddity = oddity_of(message)
        if oddity:
            await self.close(CloseCode.BAD_REQUEST, oddity)
            return
        payload = message.get("payload")
        match message["type"]:
            case "connection_init":
                await self._begin(payload or {})
            case "subscribe":
                await self._subscribe(message["id"], payload)
            case "complete" if operation := self._running.pop(message["id"], None):
                self._stop(operation)
            case "ping":
                await self._wire.send({"type": "pong"} if payload is None else {"type": "pong", "payload": payload})

    async def _begin(self, payload: dict[str, object]) -> None:
        """Let the caller in, as the payload or else the header of the handshake says who it is."""
        if self._acknowledged:
            await self.close(CloseCode.TOO_MANY_INITIALISATIONS, "Too many initialisation requests")
            return
        self._timer.cancel()
        try:
            self.caller = await caller_of_payload(payload, self._doors) or self.caller
        except TokenRefused as refused:
            await self.close(_code_of(refused), refused.message)
            return
        except Unavailable as unavailable:
            await self.close(CloseCode.TRY_AGAIN_LATER, unavailable.message)
            return
        try:
            self._place.enter_context(self._bounds.sockets.held(name_of(self.caller, self._visit.address)))
        except RequestFault as refused:
            await self.close(CloseCode.TRY_AGAIN_LATER, refused.errors[0]["message"])
            return
        self._acknowledged = True
        acknowledgement: dict[str, object] = {"type": "connection_ack"}
        if self.caller:
            acknowledgement["payload"] = {"tokenExpiresAt": iso_of(self.caller.expires_at)}
            self._look_at(Tenure(self.caller, self._doors))
        await self._wire.send(acknowledgement)

    def _look_at(self, tenure: Tenure) -> None:
        if refused := tenure.over():
            self._wire.begin_close(_code_of(refused), refused.message)
            return
        self._timer = asyncio.get_running_loop().call_later(tenure.seconds, self._look_at, tenure)

    async def _subscribe(self, identifier: str, payload: object) -> None:
        if not self._acknowledged:
            await self.close(CloseCode.UNAUTHORIZED, "Unauthorized")
            return
        if identifier in self._running:
            await self.close(CloseCode.SUBSCRIBER_EXISTS, f"Subscriber for {identifier} already exists")
            return
        try:
            asked = request_of(payload)
        except RequestFault as refused:
            await self.close(CloseCode.BAD_REQUEST, f"subscribe: {refused.errors[0]['message']}")
            return
        bound = self._doors.settings.socket_operations_max
        if len(self._tasks) >= bound and self._stopped:
            # What is being cancelled has not ended yet, and whoever cancels it need not know.
            await asyncio.wait(self._stopped)
        if len(self._tasks) >= bound:
            text = f"A socket takes {bound} operations at the same time."
            error = error_of(Code.LIMIT_EXCEEDED, text, limit="operations", maximum=bound)
            await self._wire.send({"id": identifier, "type": "error", "payload": [error]})
            return
        operation = self._running[identifier] = Running(identifier)
        operation.task = asyncio.create_task(self._run(operation, asked), name="operation")
        self._tasks.add(operation.task)
        operation.task.add_done_callback(self._forget)

    async def _run(self, operation: Running, asked: GraphRequest) -> None:
        """Execute an operation and tell what it answers, with a context and a request id of its own."""
        number = f"{self._visit.request_id}.{next(self._numbers)}"
        request_id.set(number)
        with suppress(Disconnected):
            try:
                await self._answer(operation, asked, self._doors.context_for(self.caller, number))
                await self._tell_last(operation, {"id": operation.id, "type": "complete"})
            except Disconnected:
                raise
            except RequestFault as refused:
                await self._tell_last(operation, {"id": operation.id, "type": "error", "payload": refused.errors})
            except Exception as error:  # noqa: BLE001 - the last net of an operation: logged, and masked
                await self._tell_last(operation, {"id": operation.id, "type": "error", "payload": [masked(error)]})

    async def _answer(self, operation: Running, asked: GraphRequest, context: object) -> None:
        address = self._visit.address
        name = name_of(self.caller, address)
        chosen = await self._toll.passed(asked, self.caller, address)
        lane = self._bounds.lanes.lane(name, chosen.cost.given(asked.variables or {}))
        if chosen.type is OperationType.SUBSCRIPTION:
            with self._bounds.subscriptions.held(name):
                await self._groups.tell(chosen, asked.variables, context, Listener(self._wire, operation, lane))
            return
        with self._bounds.operations.held(name):
            operation.mutates = chosen.type is OperationType.MUTATION
            async with lane:
                payload = await self._engine.execute(chosen, asked.variables, context)
            operation.mutates = False
        await self._tell(operation, payload)

    async def _tell(self, operation: Running, payload: object) -> None:
        if not operation.over:
            await self._wire.send({"id": operation.id, "type": "next", "payload": payload})

    async def _tell_last(self, operation: Running, message: dict[str, object]) -> None:
        if not operation.over:
            # The id is free again before the client hears of it.
            operation.over = True
            del self._running[operation.id]
            await self._wire.send(message)

    def _stop(self, operation: Running) -> None:
        """Let an operation end without another word; a mutation is carried out, as over HTTP when nobody waits."""
        operation.over = True
        if not operation.mutates:
            self._stopped.add(operation.task)
            operation.task.cancel()

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._stopped.discard(task)

    async def _end(self) -> None:
        """End all that runs, and return once it has ended."""
        for operation in self._running.values():
            self._stop(operation)
        self._running.clear()
        try:
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=self._doors.settings.request_seconds)
        finally:
            for task in self._tasks:
                task.cancel()


def _code_of(refused: TokenRefused) -> CloseCode:
    """Return the code to close with: with a newer token a client may come back at once, with another fault not."""
    return CloseCode.UNAUTHORIZED if refused.fault is TokenFault.EXPIRED else CloseCode.FORBIDDEN
