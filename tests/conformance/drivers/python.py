"""
The followers of `largesse.testing`, by each transport.
"""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp

from largesse.settings import Transport
from largesse.testing import Closed, Refused, following
from tests.conformance.document import FOLLOW
from tests.conformance.viewer import Ending, Over, Viewer

from .driver import Asked, Driver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.testing import Follower, Json
    from tests.conformance.viewer import Place

_COMPLETE = 1000


class PythonDriver(Driver):
    """
    Follows by a transport with aiohttp.

    Args:
        transport: which.
    """

    def __init__(self, transport: Transport) -> None:
        self.name = f"python-{transport.value}"
        self.transport = transport
        self.header = transport is not Transport.WEBSOCKET

    @asynccontextmanager
    async def following(self, asked: Asked) -> AsyncIterator[Viewer]:
        """Follow over a connection of its own."""
        viewer = _PythonViewer(self.transport, asked.place)
        variables = {"roomId": asked.room, "after": asked.cursor}
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(aiohttp.ClientSession())
            try:
                viewer.follower = await stack.enter_async_context(
                    following(
                        session,
                        asked.url,
                        FOLLOW,
                        variables,
                        field="roomEvents",
                        token=asked.token,
                        transport=self.transport,
                        last_event_id=asked.last_event_id or "",
                    )
                )
            except (Closed, Refused) as end:
                viewer.end = _ending(end, self.transport)
            yield viewer


class _PythonViewer(Viewer):
    def __init__(self, transport: Transport, place: Place | None) -> None:
        super().__init__(place)
        self.follower: Follower | None = None
        self.end: Ending | None = None
        self._transport = transport

    async def _told(self) -> Json:
        if self.follower is None:
            raise Over(self.end)
        try:
            # The viewer has a patience of its own.
            return await self.follower.next(seconds=60)
        except (Closed, Refused) as end:
            raise Over(_ending(end, self._transport)) from None


def _ending(end: Closed | Refused, transport: Transport) -> Ending:
    if isinstance(end, Refused):
        return Ending(codes=tuple(end.codes))
    if end.code == _COMPLETE:
        return Ending(complete=True)
    # An answer of HTTP that just ends has no code; the line that reads it makes one up.
    return Ending(close=end.code if transport is Transport.WEBSOCKET else None)
