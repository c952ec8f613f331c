"""
A moment: reads that all see the database as it was when the first of them began.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from largesse.database.client import ReadingClient
from largesse.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from typing import Any

    Fetch = Callable[[str, Sequence[object]], Awaitable[list[Any]]]


class Moment(ReadingClient):
    """
    Reads within one transaction of one connection, one after another.

    Args:
        client: whose moment it is.
        fetch: reads rows in the transaction.
    """

    def __init__(self, client: ReadingClient, fetch: Fetch) -> None:
        super().__init__(client.connection_name)
        # How a query is worded, and what becomes of its rows, is the dialect's.
        self.executor_class, self.query_class = client.executor_class, client.query_class
        self.capabilities = client.capabilities
        self._read = fetch
        self._turn = asyncio.Lock()
        self._failed = False

    async def fetch(self, query: str, values: Sequence[object]) -> list[Any]:
        """
        Read rows when it is their turn; a cancelled call is read to its end and forgotten.

        Raises:
            Unavailable: the database does not answer, or an earlier read has failed, and the moment with it.
            tortoise.exceptions.OperationalError: the query is wrong.
        """
        return await asyncio.shield(asyncio.ensure_future(self._fetch(query, values)))

    async def over(self) -> None:
        """Wait for what is being read; nothing is read any more."""
        async with self._turn:
            self._failed = True

    @asynccontextmanager
    async def moment(self) -> AsyncIterator[ReadingClient]:
        """Stay in this one."""
        yield self

    async def _fetch(self, query: str, values: Sequence[object]) -> list[Any]:
        async with self._turn:
            if self._failed:
                raise Unavailable("an earlier read of the same moment has failed")
            try:
                return await self._read(query, values)
            except Exception:
                self._failed = True
                raise


class Places:
    """
    Room for a few moments at once.

    Args:
        count: how many.
        timeout_seconds: how long one waits for a place.
    """

    def __init__(self, count: int, timeout_seconds: float) -> None:
        self._free = asyncio.Semaphore(count)
        self._timeout_seconds = timeout_seconds

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """
        Have a place as long as the context lasts.

        Raises:
            Unavailable: none came free in time.
        """
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await self._free.acquire()
        except TimeoutError as error:
            raise Unavailable from error
        try:
            yield
        finally:
            self._free.release()
