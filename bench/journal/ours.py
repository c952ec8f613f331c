"""
The journal itself, on either database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.journal.contender import Contender
from largesse.ledger.journal import Journal
from largesse.ledger.verification import verify_postgresql, verify_sqlite

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from pathlib import Path

    from bench.journal.world import World
    from largesse.gifts.send import GiftSend
    from largesse.ledger.store.postgresql.store import PostgresqlStore
    from largesse.ledger.store.sqlite.store import SqliteStore
    from largesse.ledger.store.store import Store
    from largesse.ledger.verification import Report


class _Ours(Contender):
    def __init__(self, name: str, world: World, store: Store) -> None:
        super().__init__(name, world)
        self.batches = self.deeds = self.conflicts = 0
        self.journal = Journal(store, on_batch=self._count)

    def _count(self, deeds: int, conflicts: int) -> None:
        self.batches += 1
        self.deeds += deeds
        self.conflicts += conflicts

    def give(self, deed: GiftSend) -> Awaitable[object]:
        return self.journal.submit(deed)

    async def close(self) -> None:
        await self.journal.close()


class OurPostgresql(_Ours):
    """The journal on PostgreSQL."""

    def __init__(self, name: str, world: World, dsn: str, store: PostgresqlStore) -> None:
        super().__init__(name, world, store)
        self._dsn = dsn

    async def verify(self) -> Report:
        return await verify_postgresql(self._dsn)


class OurSqlite(_Ours):
    """The journal on a SQLite file, synchronous FULL."""

    def __init__(self, name: str, world: World, path: Path, store: SqliteStore) -> None:
        super().__init__(name, world, store)
        self._path = path

    async def verify(self) -> Report:
        return await verify_sqlite(self._path)
