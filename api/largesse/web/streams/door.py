"""
Streams: subscriptions that are told in one HTTP answer, and watched over together.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiohttp import web

from largesse.errors import Unavailable
from largesse.telemetry import request_id
from largesse.web.callers.addresses import address_of, name_of
from largesse.web.callers.tenure import Tenure
from largesse.web.codes import Code
from largesse.web.faults import RequestFault, error_of
from largesse.web.http.returning import return_milliseconds
from largesse.web.masking import masked
from largesse.web.streams.format import headers_of
from largesse.web.streams.listener import Listener
from largesse.web.streams.negotiation import FORMATS
from largesse.web.streams.writer import opened

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from graphql import GraphQLFormattedError

    from largesse.people.caller import Caller
    from largesse.web.callers.bounds import Bounds
    from largesse.web.documents.documents import Operation
    from largesse.web.doors import Doors
    from largesse.web.groups.groups import Groups
    from largesse.web.streams.format import StreamFormat
    from largesse.web.streams.writer import StreamWriter

LOOK_SECONDS = 1.0
"""How often all streams are looked at: for clients that are gone, tokens that give nothing any more, and silence."""
LAST_EVENT_ID = "Last-Event-ID"
TOO_SLOW = error_of(Code.TOO_SLOW, "The reader is too slow; resume from the last cursor.")


class Streams:
    """
    The streams that are open.

    Args:
        groups: tell them, to many at once where they are the same.
        bounds: how many one caller may have open.
        doors: everything else.
    """

    def __init__(self, groups: Groups, bounds: Bounds, doors: Doors) -> None:
        self._groups = groups
        self._bounds = bounds
        self._doors = doors
        self._gauges = {form: doors.metrics.streams_open.labels(form.transport) for form in FORMATS}
        self._open: dict[StreamWriter, Tenure | None] = {}
        self._none_open = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None
        self._closing = False

    async def serve(
        self,
        request: web.Request,
        form: StreamFormat,
        operation: Operation,
        variables: Mapping[str, Any] | None,
        caller: Caller | None,
    ) -> web.StreamResponse:
        """
        Tell a subscription until it is complete, its client is gone, or there is another reason to end it.

        Raises:
            RequestFault: 429: the caller has as many as it may. 503: the server is going away.
        """
        if self._closing:
            raise RequestFault(503, [_going_away()])
        context = self._doors.context_for(caller, request_id.get() or "")
        name = name_of(caller, address_of(request, self._doors.settings.proxies_trusted))
        bounds = self._bounds
        lane = bounds.lanes.lane(name, operation.cost.given(variables or {}))
        with bounds.streams.held(name), bounds.subscriptions.held(name), self._gauges[form].track_inprogress():
            try:
                stream = await opened(request, form, self._doors.settings.heartbeat_seconds)
            except ConnectionError:
                # It is gone already, and nobody will read this.
                return web.Response()
            self._add(stream, caller)
            try:
                # Whoever breaks a stream off has its scope left with TimeoutError; a source's own ends as it is told.
                with suppress(TimeoutError, ConnectionError):
                    async with stream.scope:
                        cursor = request.headers.get(LAST_EVENT_ID) or None
                        listener = Listener(stream, lane)
                        await self._tell(stream, self._groups.tell(operation, variables, context, listener, cursor))
                await stream.finish()
            finally:
                self._remove(stream)
        return stream.response

    def answer(self, form: StreamFormat, payload: Mapping[str, object]) -> web.Response:
        """Return a single payload as a stream that is complete."""
        return web.Response(body=form.opening() + form.told(payload, None) + form.complete(), headers=headers_of(form))

    async def close_all(self) -> None:
        """Tell every client that the server goes away and when to come back, all at once; no new stream is opened."""
        self._closing = True
        for stream in self._open:
            stream.break_off(_going_away(), final=False)
        if self._open:
            await self._none_open.wait()

    async def _tell(self, stream: StreamWriter, telling: Awaitable[None]) -> None:
        form = stream.form
        try:
            await telling
        except ConnectionError:
            raise
        except RequestFault as refused:
            await stream.send(form.told({"errors": refused.errors}, None))
        except Exception as error:  # noqa: BLE001 - the last net of a stream: logged, and masked
            await stream.send(form.told({"errors": [masked(error)]}, None))

    def _add(self, stream: StreamWriter, caller: Caller | None) -> None:
        self._open[stream] = Tenure(caller, self._doors) if caller else None
        self._none_open.clear()
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch(), name="streams")

    def _remove(self, stream: StreamWriter) -> None:
        self._open.pop(stream, None)
        if not self._open:
            self._none_open.set()
            if self._watching:
                self._watching.cancel()
                self._watching = None

    async def _watch(self) -> None:
        """Look at all streams again and again: one task and one timer, however many there are."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for stream, tenure in list(self._open.items()):
                try:
                    await _look_at(stream, tenure)
                except Exception as error:  # noqa: BLE001 - the last net of the watch, which must go on for all others
                    stream.break_off(masked(error), final=False)


def _going_away() -> GraphQLFormattedError:
    """Return why one stream ends: each client is told a time of its own at which to come back."""
    message = "The server is going away; resume from the last cursor."
    return error_of(Unavailable.code, message, retryMilliseconds=return_milliseconds())


async def _look_at(stream: StreamWriter, tenure: Tenure | None) -> None:
    if tenure and (refused := tenure.over()):
        stream.break_off(error_of(refused.code, refused.message, reason=refused.fault.name), final=True)
    elif not await stream.look():
        stream.break_off(TOO_SLOW, final=False)
