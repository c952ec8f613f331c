"""
Tortoise's reads on PostgreSQL: an engine that a tortoise configuration names.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

import asyncpg
from pypika_tortoise.dialects import PostgreSQLQuery
from tortoise.backends.asyncpg.executor import AsyncpgExecutor
from tortoise.backends.base.client import Capabilities
from tortoise.exceptions import OperationalError

from largesse.database.client import TIMEOUT_SECONDS, ReadingClient
from largesse.database.moment import Moment, Places
from largesse.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

CONNECT_SECONDS = 2.0
"""How long a connection may take to come about."""

_MILLISECONDS = 1_000
_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"


class _Borrowed(NamedTuple):
    """A connection, and the pool that it goes back to."""

    pool: asyncpg.Pool
    connection: asyncpg.Connection


class PostgresqlReads(ReadingClient):
    """Reads of a PostgreSQL database through a pool of connections that are told to be read-only."""

    executor_class = AsyncpgExecutor
    query_class = PostgreSQLQuery
    capabilities = Capabilities(
        "postgres",
        supports_transactions=False,
        support_for_update=False,
        support_update_limit_order_by=False,
        support_for_posix_regex_queries=True,
        support_json_attributes=True,
        support_returning=True,
    )

    def __init__(
        self,
        dsn: str,
        connection_name: str,
        pool_min: int = 1,
        pool_max: int = 10,
        timeout_seconds: float = TIMEOUT_SECONDS,
        **_: object,
    ) -> None:
        super().__init__(connection_name)
        self._dsn = dsn
        self._sizes = {"min_size": min(pool_min, pool_max), "max_size": pool_max}
        self._timeout_seconds = timeout_seconds
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()
        # Moments keep a connection each; what reads without one is to find another.
        self._moments = Places(max(1, pool_max // 2), timeout_seconds)

    async def create_connection(self, with_db: bool) -> None:  # noqa: ARG002, FBT001  # tortoise's own signature
        """
        Open the pool, if it is not open.

        Raises:
            Unavailable: the database does not answer; a later read tries again.
        """
        await self._opened()

    async def close(self) -> None:
        """Wait for what is being read, as long as a read may take, then close the pool."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await pool.close()
        except TimeoutError:
            pool.terminate()

    async def fetch(self, query: str, values: Sequence[object]) -> list[asyncpg.Record]:
        """Read rows; a cancelled call is read to its end and forgotten."""
        # asyncpg answers a cancellation with a second connection that cancels the query, and keeps the first one
        # until that is done: clients who hang up would cost more than those who wait.
        reading = asyncio.ensure_future(self._fetch(query, values))
        # Nobody may be left to hear of a failure, which asyncio would complain about.
        reading.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(reading)

    async def _fetch(self, query: str, values: Sequence[object]) -> list[asyncpg.Record]:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                pool = await self._opened()
                connection = await pool.acquire()
                try:
                    return await _rows(connection, query, values)
                finally:
                    await pool.release(connection)
        except Exception as error:
            raise _fault(error) from error

    @asynccontextmanager
    async def moment(self) -> AsyncIterator[ReadingClient]:
        """Have reads see the database as it is when the first of them begins; see `ReadingClient.moment`."""
        async with self._moments.taken():
            beginning = asyncio.ensure_future(self._begun())
            moment = Moment(self, lambda query, values: self._within(beginning, query, values))
            try:
                await asyncio.shield(beginning)
                yield moment
            finally:
                # Whoever is cancelled need not wait: the connection is given back all the same.
                await asyncio.shield(asyncio.ensure_future(self._ended(beginning, moment)))

    async def _begun(self) -> _Borrowed:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                pool = await self._opened()
                connection = await pool.acquire()
                try:
                    await connection.execute(_BEGIN)
                except BaseException:
                    connection.terminate()
                    await pool.release(connection)
                    raise
        except Exception as error:
            raise _fault(error) from error
        return _Borrowed(pool, connection)

    async def _within(
        self, beginning: asyncio.Future[_Borrowed], query: str, values: Sequence[object]
    ) -> list[asyncpg.Record]:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                return await _rows(beginning.result().connection, query, values)
        except Exception as error:
            raise _fault(error) from error

    async def _ended(self, beginning: asyncio.Future[_Borrowed], moment: Moment) -> None:
        await moment.over()
        try:
            pool, connection = await beginning
        except Unavailable:
            return  # It never began, which whoever wanted it was told.
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await connection.execute("COMMIT")
        except Exception:  # noqa: BLE001 - whatever the connection suffers from, its transaction ends with it
            connection.terminate()
        finally:
            await pool.release(connection)

    async def _opened(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                try:
                    async with asyncio.timeout(self._timeout_seconds):
                        self._pool = await self._open()
                except Exception as error:
                    raise _fault(error) from error
                await self._post_connect()
            return self._pool

    async def _open(self) -> asyncpg.Pool:
        return await asyncpg.create_pool(
            self._dsn,
            timeout=CONNECT_SECONDS,
            init=_prepare,
            reset=_keep,
            server_settings={
                "application_name": "largesse reads",
                "default_transaction_read_only": "on",
                "jit": "off",
                "statement_timeout": str(round(self._timeout_seconds * _MILLISECONDS)),
            },
            **self._sizes,
        )


async def _rows(connection: asyncpg.Connection, query: str, values: Sequence[object]) -> list[asyncpg.Record]:
    try:
        rows: list[asyncpg.Record] = await connection.fetch(query, *values)
    except asyncio.CancelledError:
        # Nobody answers, so nobody is asked to stop: what is not waited for cannot hang.
        connection.terminate()
        raise
    return rows


def _fault(error: Exception) -> Exception:
    if isinstance(error, Unavailable):
        return error
    return Unavailable() if is_unavailable(error) else OperationalError(error)


def is_unavailable(error: BaseException) -> bool:
    """Tell whether an error says that PostgreSQL does not answer now, rather than that the statement is wrong."""
    if isinstance(error, asyncpg.InterfaceError):
        # A connection that is gone is one of these; a value that does not fit its parameter is a ValueError too.
        return not isinstance(error, ValueError)
    return isinstance(error, _UNAVAILABLE)


_UNAVAILABLE = (
    OSError,
    TimeoutError,
    asyncpg.InternalClientError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.ObjectNotInPrerequisiteStateError,  # a database that lets nobody in just now
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresConnectionError,
    asyncpg.PostgresIOError,
    asyncpg.InsufficientResourcesError,
)


async def _prepare(connection: asyncpg.Connection) -> None:
    # Identifiers are text in all of the code, so that a row says the same whichever database it comes from.
    await connection.set_type_codec("uuid", schema="pg_catalog", encoder=str, decoder=str)


async def _keep(_: asyncpg.Connection) -> None:
    """Give a connection back as it is: reads change nothing of it, and asyncpg's own reset is a trip each."""


client_class = PostgresqlReads
"""By this name tortoise finds an engine's client."""
