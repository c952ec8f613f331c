"""
Tortoise's reads on SQLite: an engine that a tortoise configuration names.
"""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pypika_tortoise.dialects import SQLLiteQuery
from tortoise.backends.base.client import Capabilities
from tortoise.backends.sqlite.executor import SqliteExecutor
from tortoise.exceptions import OperationalError

from largesse.database.client import TIMEOUT_SECONDS, ReadingClient
from largesse.database.file import is_unavailable, open_reader
from largesse.database.moment import Moment, Places
from largesse.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

READERS = 2
"""Connections, each with a thread while it is used, so that one long read does not hold up all others."""
MOMENTS = 2
"""Connections for moments: those wait for one another, and for no other read but for its thread."""


class SqliteReads(ReadingClient):
    """
    Reads of a SQLite file through connections that cannot write, beside the journal's own.

    With a write-ahead log they never wait for a commit, nor does one wait for them.
    """

    executor_class = SqliteExecutor
    query_class = SQLLiteQuery
    capabilities = Capabilities(
        "sqlite",
        daemon=False,
        requires_limit=True,
        inline_comment=True,
        supports_transactions=False,
        support_for_update=False,
        support_update_limit_order_by=False,
        support_returning=True,
    )

    def __init__(
        self, file_path: str, connection_name: str, timeout_seconds: float = TIMEOUT_SECONDS, **_: object
    ) -> None:
        super().__init__(connection_name)
        self._path = Path(file_path)
        self._threads: ThreadPoolExecutor | None = None
        self._idle: list[sqlite3.Connection] = []
        self._apart: list[sqlite3.Connection] = []
        """Connections for moments that are idle; opened when they are first needed."""
        self._moments = Places(MOMENTS, timeout_seconds)

    async def create_connection(self, with_db: bool) -> None:  # noqa: ARG002, FBT001  # tortoise's own signature
        """Open the connections, if they are not open."""
        if self._threads is not None:
            return
        for _ in range(READERS):
            self._idle.append(open_reader(self._path))
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reads")
        await self._post_connect()

    async def close(self) -> None:
        """Wait for what is being read, then end the threads and close the connections."""
        threads, self._threads = self._threads, None
        if threads is not None:
            await asyncio.to_thread(threads.shutdown, cancel_futures=True)
        for connections in (self._idle, self._apart):
            while connections:
                connections.pop().close()

    async def fetch(self, query: str, values: Sequence[object]) -> list[sqlite3.Row]:
        """Read rows in a thread; a cancelled call is read to its end there and forgotten."""
        return await self._in_thread(partial(self._fetch, query, values))

    @asynccontextmanager
    async def moment(self) -> AsyncIterator[ReadingClient]:
        """Have reads see the database as it is when the first of them begins; see `ReadingClient.moment`."""
        async with self._moments.taken():
            connection = self._apart.pop() if self._apart else open_reader(self._path)
            # Begun in this thread: nothing is read yet, so that there is nothing to wait for.
            connection.execute("BEGIN")
            moment = Moment(self, lambda query, values: self._in_thread(partial(_rows, connection, query, values)))
            try:
                yield moment
            finally:
                # Whoever is cancelled need not wait: the connection is given back all the same.
                await asyncio.shield(asyncio.ensure_future(self._ended(connection, moment)))

    async def _ended(self, connection: sqlite3.Connection, moment: Moment) -> None:
        await moment.over()
        connection.rollback()
        if self._threads is None:
            connection.close()
        else:
            self._apart.append(connection)

    async def _in_thread(self, read: Callable[[], list[sqlite3.Row]]) -> list[sqlite3.Row]:
        if self._threads is None:
            await self.create_connection(with_db=True)
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, read)
        except sqlite3.Error as error:
            if is_unavailable(error):
                raise Unavailable from error
            raise OperationalError(error) from error

    def _fetch(self, query: str, values: Sequence[object]) -> list[sqlite3.Row]:
        # There are as many connections as threads, so that one is always idle here.
        connection = self._idle.pop()
        try:
            return _rows(connection, query, values)
        finally:
            self._idle.append(connection)


def _rows(connection: sqlite3.Connection, query: str, values: Sequence[object]) -> list[sqlite3.Row]:
    cursor = connection.execute(query, values)
    cursor.row_factory = sqlite3.Row
    return cursor.fetchall()


client_class = SqliteReads
"""By this name tortoise finds an engine's client."""
