"""
A follower: a subscription, read one item at a time, by whatever transport.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from largesse.settings import Transport
from largesse.testing.lines import SECONDS, Closed, Refused, lined_up

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    import aiohttp

    from largesse.testing.client import Json
    from largesse.testing.lines import Line


class Follower:
    """
    One subscription on a connection of its own.

    Args:
        line: on which the subscription has begun.
        field: the subscription's root field.
    """

    def __init__(self, line: Line, field: str) -> None:
        self.line = line
        self.items: list[Json] = []
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
            Closed: the connection is closed, or the subscription complete (code 1000).
            TimeoutError: nothing comes in time.
        """
        async with asyncio.timeout(seconds):
            told = await self.line.told()
        if told.get("errors"):
            raise Refused(told["errors"])
        self.items.append(told["data"][self._field])
        return self.items[-1]

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
        Return the code of the close, once the connection is closed; what comes before it is kept in `items`.

        Raises:
            TimeoutError: it is not closed in time.
        """
        async with asyncio.timeout(seconds):
            while True:
                try:
                    await self.next(seconds)
                except Closed as closed:
                    if self.line.closed:
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
    transport: Transport = Transport.WEBSOCKET,
    last_event_id: str = "",
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
        transport: how it is told.
        last_event_id: where to resume, as browsers say it; no socket takes it.

    Raises:
        Closed: the server does not let the caller in.
        Refused: the server refuses the request by its status.
    """
    headers = {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if last_event_id:
        headers["Last-Event-ID"] = last_event_id
    request = {"query": document, "variables": dict(variables)}
    async with lined_up(session, url, request, transport, headers) as line:
        yield Follower(line, field)
