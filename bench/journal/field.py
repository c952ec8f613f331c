"""
The field: a server, a database with the same world for each contender, and the contenders themselves.
"""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.servers.postgresql import SERVE

from bench.databases import durable_postgresql, migrated_postgresql, migrated_sqlite, recycle_log
from bench.journal.beforehand import Beforehand, Origin
from bench.journal.load import closed_loops
from bench.journal.naive import Naive
from bench.journal.naive_sqlite import NaiveSqlite
from bench.journal.orm import Orm
from bench.journal.ours import OurPostgresql, OurSqlite
from bench.journal.pgbench import Pgbench
from bench.journal.sending import sending
from bench.journal.world import build
from largesse.ledger.journal import Journal
from largesse.ledger.store.postgresql.store import PostgresqlStore
from largesse.ledger.store.sqlite.store import SqliteStore
from largesse.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.servers.postgresql import PostgreSQL

    from bench.journal.contender import Contender
    from bench.journal.world import World
    from largesse.ledger.store.store import Store

SENDERS = 2_000
ROOMS = 250
POOLS = (8, 16, 32)
OURS, FORGETFUL, NAIVE, ORM = "journal", "journal, nothing remembered", "asyncpg, one by one", "tortoise, one by one"
OUR_SQLITE, NAIVE_SQLITE = "journal on SQLite", "SQLite, one by one"
BEFOREHAND, BEFOREHAND_SQLITE = "the journal's writes, decided before", "the same on SQLite"
"""What no way of deciding can exceed; see `bench.journal.beforehand`."""
TPCB, ONE_ROW = "pgbench tpcb-like", "pgbench one row"
TPCB_SIMPLE = "pgbench tpcb-like, by default"
"""As pgbench runs it unless told otherwise, with statements that are not prepared; it stands in the table alone."""


@dataclass
class Field:
    """
    Who is measured.

    Args:
        server: PostgreSQL.
        contenders: by name; `asyncpg, one by one` is one for each way, with the pool that was best for it.
        pgbench: in the same server.
        pools: connections of asyncpg's pool, by way.
        beforehand: measures the journal's writes alone.
    """

    server: PostgreSQL
    contenders: dict[tuple[str, str], Contender]
    pgbench: Pgbench
    pools: dict[str, int]
    beforehand: Beforehand


@asynccontextmanager
async def field(*, whole: bool) -> AsyncGenerator[Field]:
    """
    Start the server, fill the databases and open the contenders; all of it ends with the context.

    Args:
        whole: with the contenders that stand in the table for information alone.
    """
    with durable_postgresql() as server, TemporaryDirectory(prefix="largesse-bench-") as directory:
        pgbench = Pgbench(server)
        await pgbench.prepare()
        await migrated_postgresql(server, "world")
        world = await _filled(PostgresqlStore(server.dsn("world", SERVE), TABLES))
        contenders: dict[tuple[str, str], Contender] = {}
        ours = _ours(OURS, world, _copy(server, "ours"), remember=True)
        contenders[OURS, "spread"] = contenders[OURS, "hot"] = ours
        pools = {}
        for way in ("spread", "hot"):
            dsn = _copy(server, f"naive_{way}")
            pools[way] = await _best_pool(world, dsn, way) if whole else 16
            contenders[NAIVE, way] = await Naive.open(NAIVE, world, dsn, pools[way])
        if whole:
            forgetful = _ours(FORGETFUL, world, _copy(server, "forgetful"), remember=False)
            contenders[FORGETFUL, "spread"] = contenders[FORGETFUL, "hot"] = forgetful
            orm = Orm(ORM, world, _copy(server, "orm"))
            await orm.open()
            contenders[ORM, "spread"] = contenders[ORM, "hot"] = orm
        on_sqlite = await _add_sqlite(contenders, Path(directory))
        recycle_log(server)
        try:
            yield Field(server, contenders, pgbench, pools, Beforehand(server, world, on_sqlite))
        finally:
            for contender in dict.fromkeys(contenders.values()):
                await contender.close()


async def _add_sqlite(contenders: dict[tuple[str, str], Contender], directory: Path) -> Origin:
    path = await migrated_sqlite(directory / "world")
    world = await _filled(SqliteStore(path, TABLES))
    copies = []
    for name in ("ours", "naive"):
        (directory / name).mkdir()
        copies.append(Path(shutil.copy(path, directory / name)))
    ours, naive = (
        OurSqlite(OUR_SQLITE, world, copies[0], SqliteStore(copies[0], TABLES)),
        NaiveSqlite(NAIVE_SQLITE, world, copies[1]),
    )
    contenders |= {(each.name, way): each for each in (ours, naive) for way in ("spread", "hot")}
    return Origin(path, world)


async def _filled(store: Store) -> World:
    journal = Journal(store)
    try:
        return await build(journal, SENDERS, ROOMS)
    finally:
        await journal.close()


async def _best_pool(world: World, dsn: str, way: str) -> int:
    """Return the size of the pool at which asyncpg does most, at 128 senders."""
    rates: dict[int, float] = {}
    for connections in POOLS:
        naive = await Naive.open(NAIVE, world, dsn, connections)
        rates[connections] = (await closed_loops(128, 2.0, sending(naive, way, f"pool-{connections}"))).rate
        await naive.close()
    return max(rates, key=rates.__getitem__)


def _ours(name: str, world: World, dsn: str, *, remember: bool) -> OurPostgresql:
    return OurPostgresql(name, world, dsn, PostgresqlStore(dsn, TABLES, remember=remember))


def _copy(server: PostgreSQL, name: str) -> str:
    server.create_database(name, template="world")
    return server.dsn(name, SERVE)
