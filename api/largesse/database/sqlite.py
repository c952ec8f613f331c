"""
Tortoise's reads on SQLite: an engine that a tortoise configuration names.
"""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from pypika_tortoise.dialects import SQLLiteQuery
from tortoise.backends.base.client import Capabilities
from tortoise.backends.sqlite.executor import SqliteExecutor
from tortoise.exceptions import OperationalError

from largesse.database.client import ReadingClient
from largesse.database.file import is_unavailable, open_reader
from largesse.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

READERS = 2
"""Connections, each with a thread while it is used, so that one long read does not hold up all others."""


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

    def __init__(self, file_path: str, connection_name: str, **_: object) -> None:
        super().__init__(connection_name)
        self._path = Path(file_path)
        self._threads: ThreadPoolExecutor | None = None
        self._idle: list[sqlite3.Connection] = []

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
        while self._idle:
            self._idle.pop().close()

    async def fetch(self, query: str, values: Sequence[object]) -> list[sqlite3.Row]:
        """Read rows in a thread; a cancelled call is read to its end there and forgotten."""
        if self._threads is None:
            await self.create_connection(with_db=True)
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, self._fetch, query, values)
        except sqlite3.Error as error:
            if is_unavailable(error):
                raise Unavailable from error
            raise OperationalError(error) from error

    def _fetch(self, query: str, values: Sequence[object]) -> list[sqlite3.Row]:
        # There are as many connections as threads, so that one is always idle here.
        connection = self._idle.pop()
        try:
            cursor = connection.execute(query, values)
            cursor.row_factory = sqlite3.Row
            return cursor.fetchall()
        finally:
            self._idle.append(connection)


client_class = SqliteReads
"""By this name tortoise finds an engine's client."""
