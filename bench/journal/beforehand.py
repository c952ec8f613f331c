"""
What no way of deciding can exceed: the journal's very writes, decided beforehand, written again into a fresh copy.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tests.servers.postgresql import SERVE

from bench.journal.contender import Measure
from bench.journal.load import counted_loops
from bench.journal.ours import OurPostgresql, OurSqlite
from bench.journal.processor import stopwatch
from bench.journal.sending import sending
from largesse.ledger.store.postgresql.store import PostgresqlStore
from largesse.ledger.store.sqlite.store import SqliteStore
from largesse.ledger.verification import verify_postgresql, verify_sqlite
from largesse.tables import TABLES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable, Callable, Iterable, Sequence
    from pathlib import Path

    from tests.servers.postgresql import PostgreSQL

    from bench.journal.contender import Contender
    from bench.journal.world import World
    from largesse.ledger.batch import Verdict
    from largesse.ledger.store.filling import Filled
    from largesse.ledger.store.postgresql.session import Session
    from largesse.ledger.verification import Report

WARM = 2_000
"""Gifts that are written before the clock starts: the first of each room and wallet cost more."""
GIFTS = 12_000
"""Gifts that are measured."""
_FAR = 10**15
"""Microseconds from now to a deadline that no write misses."""


class _PostgresqlWrite(NamedTuple):
    """A batch as it was sent: how many gifts, and the arguments of its one statement."""

    gifts: int
    arguments: list[list[tuple[object, ...]] | None]


class _SqliteWrite(NamedTuple):
    """A batch as it was written: how many gifts, its rows by section, its instant, and the streams that it moves."""

    gifts: int
    filled: Filled
    now: int
    streams: Sequence[str]


W = TypeVar("W", _PostgresqlWrite, _SqliteWrite)


class _PostgresqlStore(PostgresqlStore):
    """The store, which keeps what it writes, and can write it again."""

    def __init__(self, dsn: str) -> None:
        super().__init__(dsn, TABLES)
        self.written: list[_PostgresqlWrite] = []

    async def _written(
        self,
        session: Session,
        verdict: Verdict,
        arguments: list[list[tuple[object, ...]] | None],
        until: float,
        on_sent: Callable[[], None],
    ) -> list[int]:
        self.written.append(_PostgresqlWrite(len(verdict.plan.keys), arguments))
        return await super()._written(session, verdict, arguments, until, on_sent)

    async def again(self, writes: Sequence[_PostgresqlWrite]) -> None:
        session = await self._connected()
        for write in writes:
            await session.write.fetchval(time.time_ns() // 1_000 + _FAR, *write.arguments)


class _SqliteStore(SqliteStore):
    """The store, which keeps what it writes, and can write it again."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, TABLES)
        self.written: list[_SqliteWrite] = []

    def _write(
        self, connection: sqlite3.Connection, filled: Filled, now: int, streams: Iterable[str]
    ) -> dict[str, int]:
        self.written.append(_SqliteWrite(len(filled["keys_new"]), filled, now, list(streams)))
        return super()._write(connection, filled, now, streams)

    async def again(self, writes: Sequence[_SqliteWrite]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._again, writes)

    def _again(self, writes: Sequence[_SqliteWrite]) -> None:
        connection = self._opened()
        for write in writes:
            connection.execute("BEGIN IMMEDIATE")
            super()._write(connection, write.filled, write.now, write.streams)
            connection.execute("COMMIT")


class Origin(NamedTuple):
    """A file of SQLite with a world in it, which nobody has open."""

    path: Path
    world: World


class Beforehand:
    """
    Has the journal decide gifts, and measures what their writes alone take.

    Args:
        server: PostgreSQL, with a database `world` that nobody is connected to.
        world: what is in that database.
        on_sqlite: the same for SQLite.
    """

    def __init__(self, server: PostgreSQL, world: World, on_sqlite: Origin) -> None:
        self._server = server
        self._world = world
        self._on_sqlite = on_sqlite

    async def postgresql(self, senders: int, run: str) -> Measure:
        """
        Return what PostgreSQL alone takes for a load.

        Args:
            senders: how many sent at once when it was decided.
            run: what makes the names of its databases differ from those of other runs.
        """
        dsns = []
        for copy in ("decided", "written"):
            self._server.create_database(f"{copy}-{run}", template="world")
            dsns.append(self._server.dsn(f"{copy}-{run}", SERVE))
        first, second = (_PostgresqlStore(dsn) for dsn in dsns)
        await _decided(OurPostgresql("decided", self._world, dsns[0], first), senders, run)
        measure = await self._timed(first.written, second.again)
        await second.close()
        _check(await verify_postgresql(dsns[1]))
        return measure

    async def sqlite(self, senders: int, run: str) -> Measure:
        """Return what SQLite alone takes for a load; the arguments are those of `postgresql`."""
        paths = [self._on_sqlite.path.with_name(f"{copy}-{run}") for copy in ("decided", "written")]
        for path in paths:
            shutil.copy(self._on_sqlite.path, path)
        first, second = (_SqliteStore(path) for path in paths)
        await _decided(OurSqlite("decided", self._on_sqlite.world, paths[0], first), senders, run)
        measure = await self._timed(first.written, second.again)
        await second.close()
        _check(await verify_sqlite(paths[1]))
        return measure

    async def _timed(self, writes: list[W], again: Callable[[list[W]], Awaitable[None]]) -> Measure:
        warm = next(place for place in range(len(writes)) if _gifts(writes[:place]) >= WARM)
        await again(writes[:warm])
        gifts = _gifts(writes[warm:])
        elapsed, begun = stopwatch(self._server.pid), time.perf_counter()
        await again(writes[warm:])
        rate, used = gifts / (time.perf_counter() - begun), elapsed()
        nan = float("nan")
        return Measure(rate, nan, nan, used.ours / gifts * 1e6, used.database / gifts * 1e6, used.others_cores)


async def _decided(ours: Contender, senders: int, run: str) -> None:
    await counted_loops(senders, WARM + GIFTS, sending(ours, "spread", run))
    await ours.close()


def _gifts(writes: Sequence[_PostgresqlWrite | _SqliteWrite]) -> int:
    return sum(write.gifts for write in writes)


def _check(report: Report) -> None:
    assert report.clean, report.first[:3]
