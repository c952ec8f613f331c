"""
Real databases under streams: what a journal on them needs, and the store of a node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.clock import SystemClock
from largesse.database.address import Dialect
from largesse.ledger.store.postgresql.definition import Definition
from largesse.ledger.store.postgresql.store import PostgresqlStore
from largesse.ledger.store.sqlite.store import SqliteStore

if TYPE_CHECKING:
    from largesse.database.address import Address
    from largesse.database.executor import Executor
    from largesse.ledger.store.store import Store


async def define(executor: Executor) -> None:
    """Define what a journal on PostgreSQL calls, if this is one."""
    if executor.dialect is Dialect.POSTGRESQL:
        for statement in Definition(()).statements():
            await executor.run(statement)


def store_at(address: Address) -> Store:
    """Return a store of a node's own."""
    if address.dialect is Dialect.SQLITE:
        return SqliteStore(address.path, (), SystemClock())
    return PostgresqlStore(address.dsn, ())
