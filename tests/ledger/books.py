"""
Books of a test's own: a migrated database with the tests' tables, journals on it, and a look beneath them.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, cast

import asyncpg

from largesse.app import grants_of
from largesse.database.address import Dialect, address_of, sqlite_at
from largesse.database.executor import open_executor
from largesse.database.grants import SERVE_ROLE, Grants
from largesse.database.migration import migrate
from largesse.ledger.account import ACCOUNTS, PLATFORM_ID, PLATFORM_SLOTS, AccountMode, account_id
from largesse.ledger.journal import Journal, JournalLimits
from largesse.ledger.rows import ENTRIES, EVENTS, KEYS, STREAMS, TRANSFERS
from largesse.ledger.store.postgresql.definition import Definition
from largesse.ledger.store.postgresql.store import PostgresqlStore
from largesse.ledger.store.sqlite.store import SqliteStore
from largesse.ledger.table import Kind, Mode
from largesse.ledger.verification import verify_postgresql, verify_sqlite
from largesse.tables import TABLES as APP_TABLES
from tests.ledger.deeds import wallet
from tests.ledger.tables import BADGES, BUDGETS, MARKS, OWN_TABLES, TABLES, VOUCHERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from largesse.clock import Clock
    from largesse.database.executor import Executor
    from largesse.ledger.account import Account
    from largesse.ledger.deed import Applied, Deed
    from largesse.ledger.rows import EventRow
    from largesse.ledger.store.store import Store
    from largesse.ledger.table import AnyTable
    from largesse.ledger.verification import Report
    from tests.servers.postgresql import PostgreSQL

OWN = cast("tuple[AnyTable, ...]", (ACCOUNTS, TRANSFERS, ENTRIES, KEYS, STREAMS, EVENTS))
ALL_TABLES = (*OWN, *TABLES)
TEMPLATE = "largesse_ledger_template"
_KINDS = {
    Dialect.SQLITE: {Kind.ID: "TEXT", Kind.INT: "INTEGER", Kind.TEXT: "TEXT", Kind.BOOL: "INTEGER"},
    Dialect.POSTGRESQL: {Kind.ID: "uuid", Kind.INT: "bigint", Kind.TEXT: "text", Kind.BOOL: "boolean"},
}
_CHECKS = {
    BADGES.name: "level >= 0",
    VOUCHERS.name: "used BETWEEN 0 AND quantity",
    BUDGETS.name: "rest >= 0",
    MARKS.name: "number < 1000",
}


async def define(executor: Executor) -> None:
    """Create the tests' tables, and on PostgreSQL what the store needs beside them."""
    for table in OWN_TABLES:
        await executor.run(_definition(table, executor.dialect))
    if executor.dialect is Dialect.POSTGRESQL:
        for statement in Definition(TABLES).statements():
            await executor.run(statement)


def _definition(table: AnyTable, dialect: Dialect) -> str:
    kinds = _KINDS[dialect]
    parts = [f"{c.name} {kinds[c.kind]}{'' if c.nullable else ' NOT NULL'}" for c in table.columns]
    parts.append(f"PRIMARY KEY ({', '.join(column.name for column in table.key)})")
    if table.name in _CHECKS:
        parts.append(f"CHECK ({_CHECKS[table.name]})")
    return f"CREATE TABLE IF NOT EXISTS {table.name} ({', '.join(parts)}){' STRICT' * (dialect is Dialect.SQLITE)}"


async def make_sqlite(path: Path) -> None:
    """Migrate a SQLite file and give it the tests' tables."""
    await migrate(sqlite_at(path))
    async with open_executor(sqlite_at(path)) as executor:
        await executor.begin()
        await define(executor)
        await executor.commit()


async def make_template(server: PostgreSQL) -> None:
    """Create and migrate the database that each test's own is a copy of, the serving role's grants included."""
    ours = grants_of(SERVE_ROLE)
    updates = ours.updates | {table.name for table in TABLES if table.mode is not Mode.APPEND}
    address = address_of(server.create_database(TEMPLATE))
    await migrate(address, define, grants=Grants(role=SERVE_ROLE, updates=updates, deletes=ours.deletes))


class Books(ABC):
    """A database of a test's own, and the journals that write it."""

    def __init__(self) -> None:
        self.journals: list[Journal] = []
        self.heard: list[Mapping[str, Sequence[EventRow]]] = []
        self.moved: list[Mapping[str, int]] = []
        self.batches: list[tuple[int, int]] = []
        self.deadline_seconds = JournalLimits().deadline_seconds
        self._journal: Journal | None = None

    @abstractmethod
    def store(self) -> Store:
        """Return a store as a node has one."""

    @abstractmethod
    async def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Run a statement as nobody may who serves; identifiers are text, parameters `$1`, …."""

    @abstractmethod
    async def verify(self) -> Report:
        """Verify the books."""

    @abstractmethod
    async def settle(self) -> None:
        """Return when nothing of a journal that was abandoned is under way any more."""

    @property
    def journal(self) -> Journal:
        """The first node."""
        if self._journal is None:
            self._journal = self.node()
        return self._journal

    def node(self, store: Store | None = None, limits: JournalLimits | None = None) -> Journal:
        """Return one more node on the same database."""
        journal = Journal(
            store or self.store(),
            self.heard.append,
            limits or self._limits(),
            lambda deeds, conflicts: self.batches.append((deeds, conflicts)),
            self.moved.append,
        )
        self.journals.append(journal)
        return journal

    def _limits(self) -> JournalLimits:
        return JournalLimits(slot=len(self.journals) % PLATFORM_SLOTS, deadline_seconds=self.deadline_seconds)

    async def restart(self) -> None:
        """Close the first node in order, and begin anew."""
        if self._journal is not None:
            await self._journal.close()
            self.journals.remove(self._journal)
        self._journal = None

    async def crash(self) -> None:
        """End the first node in the middle of whatever it does, and begin anew."""
        journal, self._journal = self.journal, None
        self.journals.remove(journal)
        journal._closing = True  # callers who come later find nobody
        ended = [task for task in asyncio.all_tasks() if task.get_name() in {"journal", "journal batch"}]
        for task in ended:
            task.cancel()
        await asyncio.gather(*ended, return_exceptions=True)
        store = journal._store
        if isinstance(store, PostgresqlStore):
            store._abandon()
        else:
            await store.close()
        await self.settle()

    async def close(self) -> None:
        """Close every node."""
        for journal in self.journals:
            await journal.close()

    async def do(self, *deeds: Deed, journal: Journal | None = None) -> list[Applied]:
        """Submit deeds at once, and return what they came to; the first refusal is raised."""
        found = await self.outcomes(*deeds, journal=journal)
        for outcome in found:
            if isinstance(outcome, BaseException):
                raise outcome
        return cast("list[Applied]", found)

    async def outcomes(self, *deeds: Deed, journal: Journal | None = None) -> list[Applied | BaseException]:
        """Submit deeds at once, and return what each came to, refusals included."""
        node = journal or self.journal
        return await asyncio.gather(*(node.submit(deed) for deed in deeds), return_exceptions=True)

    async def balance(self, account: Account) -> int:
        """Return what an account holds; the platform's over all its slots."""
        ids = [account.id]
        if account.mode == AccountMode.PLATFORM.value:
            slots = range(PLATFORM_SLOTS)
            ids = [account_id(PLATFORM_ID, account.purpose, account.asset, slot) for slot in slots]
        listed = ", ".join(f"'{each}'" for each in ids)
        rows = await self.rows(f"SELECT coalesce(sum(balance), 0) FROM accounts WHERE id IN ({listed})")  # noqa: S608  # derived ids
        return int(cast("int", rows[0][0]))

    async def balances(self, *people: str) -> list[int]:
        """Return what the wallets of people hold."""
        return [await self.balance(wallet(person)) for person in people]

    async def content(self, tables: Iterable[AnyTable] = ALL_TABLES) -> dict[str, list[tuple[object, ...]]]:
        """Return every row of every table, sorted: what a refusal must not change."""
        return {
            table.name: sorted(await self.rows(f"SELECT * FROM {table.name}"), key=repr)  # noqa: S608  # declared names
            for table in tables
        }

    async def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(cast("int", (await self.rows(f"SELECT count(*) FROM {table}"))[0][0]))  # noqa: S608  # by the test


class SqliteBooks(Books):
    """Books in a file."""

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        super().__init__()
        self.path = path
        self.clock = clock

    @classmethod
    def copied(cls, template: Path, path: Path) -> SqliteBooks:
        """Return books in a copy of a file."""
        with contextlib.closing(sqlite3.connect(template)) as source, contextlib.closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
        return cls(path)

    def store(self) -> SqliteStore:
        return SqliteStore(self.path, TABLES, self.clock)

    async def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with contextlib.closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            return [tuple(row) for row in connection.execute(query.replace("$", "?"), values)]

    async def verify(self) -> Report:
        return await verify_sqlite(self.path)

    async def settle(self) -> None:
        """Do nothing: closing the store has waited for its thread."""


class PostgresqlBooks(Books):
    """Books in a database of PostgreSQL, whose nodes serve as the granted role."""

    def __init__(self, server: PostgreSQL, name: str, *, remember: bool) -> None:
        super().__init__()
        self.server = server
        self.name = name
        self.remember = remember
        self.dsn = server.dsn(name, SERVE_ROLE)
        self._connection: asyncpg.Connection | None = None

    def store(self, port: int | None = None) -> PostgresqlStore:
        dsn = self.dsn if port is None else self.dsn.replace(f":{self.server.port}/", f":{port}/")
        return PostgresqlStore(dsn, TABLES, remember=self.remember)

    def empty(self) -> None:
        """Delete every row, once whoever is connected is gone."""
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ended = f"SELECT pg_terminate_backend(pid, 5000) {others}"  # as above
        deleted = [f"DELETE FROM {table.name}" for table in (*ALL_TABLES, *APP_TABLES)]  # noqa: S608  # declared names
        self.server.execute("; ".join((ended, *deleted)), self.name)

    async def connect(self, role: str = "postgres") -> asyncpg.Connection:
        """Return a connection of its own, as the superuser unless another role is named."""
        connection = await asyncpg.connect(self.server.dsn(self.name, role))
        await connection.set_type_codec("uuid", schema="pg_catalog", encoder=str, decoder=str)
        return connection

    async def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        if self._connection is None or self._connection.is_closed():
            self._connection = await self.connect()
        return [tuple(row) for row in await self._connection.fetch(query, *values)]

    async def verify(self) -> Report:
        return await verify_postgresql(self.dsn)

    async def settle(self) -> None:
        await self._until("true", 0)

    async def until_waiting(self, count: int) -> None:
        """Return when so many nodes wait for a lock of the database."""
        await self._until("wait_event_type = 'Lock'", count)

    async def _until(self, condition: str, count: int) -> None:
        nodes = "datname = $1 AND application_name = 'largesse journal'"
        query = f"SELECT count(*) FROM pg_stat_activity WHERE {nodes} AND {condition}"  # noqa: S608  # from below
        async with asyncio.timeout(10):
            while (await self.rows(query, self.name))[0][0] != count:  # noqa: ASYNC110  # the database tells nobody
                await asyncio.sleep(0.001)

    async def close(self) -> None:
        await super().close()
        if self._connection is not None:
            self._connection.terminate()
