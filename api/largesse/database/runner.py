"""
Tortoise's migration runner on our own terms: within a transaction that is open, and recorded in that same one.
"""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING

from tortoise.backends.base.client import BaseDBAsyncClient, Capabilities, TransactionContext
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.recorder import MigrationRecorder

from largesse.database.address import Dialect
from largesse.database.definition import APP

if TYPE_CHECKING:
    from typing import Any

    from tortoise.migrations.schema_editor.base import BaseSchemaEditor

    from largesse.database.executor import Executor

TABLE = "migration"
"""The table that records which migrations were applied."""


async def apply(executor: Executor, package: str, name: str) -> None:
    """
    Apply one migration, and record it, in the transaction that is open.

    Args:
        executor: the owner's.
        package: where the migrations are.
        name: of the first one that is pending.
    """
    client = MigrationClient(executor)
    async with TortoiseContext() as context:
        context.connections.set(APP, client)
        runner = MigrationExecutor(client, {APP: {"migrations": package, "default_connection": APP}})
        runner.recorder = runner.loader.recorder = _Recorder(client)
        await runner.migrate([MigrationTarget(APP, name)], direction="forward")


async def recorded(executor: Executor) -> set[str]:
    """Return the names of all migrations that a database has."""
    exists = (
        "SELECT to_regclass('migration') IS NOT NULL"
        if executor.dialect is Dialect.POSTGRESQL
        else "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration'"
    )
    if not (await executor.rows(exists))[0][0]:
        return set()
    return {str(name) for (name,) in await executor.rows("SELECT name FROM migration")}


@cache
def known(package: str) -> tuple[str, ...]:
    """Return the names of all migrations of a package, in their order."""
    # Migrations form one line, so that the order of their numbered names is their order.
    loader = MigrationLoader({APP: {"migrations": package}}, MigrationRecorder(None))
    loader.load_disk()
    return tuple(sorted(key.name for key in loader.disk_migrations))


class MigrationClient(BaseDBAsyncClient):
    """What tortoise's runner takes for a connection: the transaction that is open, and no other."""

    capabilities = Capabilities("", can_rollback_ddl=True)

    def __init__(self, executor: Executor) -> None:
        super().__init__(APP)
        self.executor = executor

    async def execute_script(self, query: str) -> None:
        """Run a script of any number of statements."""
        await self.executor.run(query)

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, list[Any]]:
        """Run one statement and return its rows, as tuples."""
        rows = await self.executor.rows(query, *(values or ()))
        return len(rows), rows

    def _in_transaction(self) -> TransactionContext:
        return _Joined(self)


class _Joined(TransactionContext):
    """A transaction within the one that is open: it ends when that one does."""

    def __init__(self, client: MigrationClient) -> None:
        self.client = client  # type: ignore[assignment]  # it is handed on to the migration and to nobody else

    async def __aenter__(self) -> MigrationClient:  # type: ignore[override]  # as above
        return self.client  # type: ignore[return-value]  # as above

    async def __aexit__(self, *_: object) -> None:
        return


class _Recorder(MigrationRecorder):
    """
    The record of what was applied, in the same transaction.

    Tortoise's own is written after the commit, so that a run that is killed between the two cannot go on.
    """

    connection: MigrationClient

    def __init__(self, connection: MigrationClient) -> None:
        # Not tortoise's own, which makes a model of a table that there is not.
        self.connection = connection

    async def ensure_schema(self, schema_editor: BaseSchemaEditor) -> None:  # noqa: ARG002  # tortoise's own signature
        strict = " STRICT" if self.connection.executor.dialect is Dialect.SQLITE else ""
        await self.connection.execute_script(
            "CREATE TABLE IF NOT EXISTS migration"
            f" (name text NOT NULL PRIMARY KEY, applied_at {'INTEGER' if strict else 'bigint'} NOT NULL){strict}"
        )

    async def applied_migrations(self) -> list[MigrationKey]:
        return [MigrationKey(APP, name) for name in sorted(await recorded(self.connection.executor))]

    async def record_applied(self, app: str, name: str) -> None:  # noqa: ARG002  # tortoise's own signature
        now = time.time_ns() // 1_000
        first, second = ("$1", "$2") if self.connection.executor.dialect is Dialect.POSTGRESQL else ("?1", "?2")
        await self.connection.executor.rows(f"INSERT INTO migration VALUES ({first}, {second})", name, now)  # noqa: S608  # placeholders
