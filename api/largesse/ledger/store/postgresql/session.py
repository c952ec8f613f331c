"""
A connection of the journal's own, by which a later one can tell that it has certainly ended.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

import asyncpg

from largesse.ledger.store.store import Lost

if TYPE_CHECKING:
    from asyncpg.prepared_stmt import PreparedStatement

CONNECT_SECONDS = 2.0
"""How long a connection may take to come about."""
# Every row is found by its key: whatever the planner thinks of a table's size, an index is the way.
_PLANNER = {f"enable_{way}": "off" for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin")}
_SETTINGS = {
    "application_name": "largesse journal",
    "jit": "off",
    "lock_timeout": "4s",
    "statement_timeout": "30s",
    "plan_cache_mode": "force_generic_plan",
    **_PLANNER,
}
_ENDED = """
SELECT pg_terminate_backend(pid) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND ((classid::bigint << 32) | objid::bigint) = $1
"""


class Session:
    """
    One connection, marked by an advisory lock that PostgreSQL releases when its backend is gone.

    Nobody else can be waiting behind that lock but whoever takes over after a loss, so that a call that was
    sent before the loss cannot be carried out after the lock was had.
    """

    def __init__(self, connection: asyncpg.Connection[Any], mark: int) -> None:
        self.connection = connection
        self.mark = mark
        self.read: PreparedStatement[Any]
        self.write: PreparedStatement[Any]

    @classmethod
    async def open(cls, dsn: str, read: str, write: str, lost: int | None) -> Session:
        """
        Connect, after the session that was lost has ended.

        Args:
            dsn: PostgreSQL's address.
            read: the statement that reads a batch.
            write: the statement that writes one.
            lost: the mark of the session that was lost, if any.

        Raises:
            Lost: nothing answers, or the lost session does not end.
        """
        mark = secrets.randbits(62)
        try:
            connection = await asyncpg.connect(dsn, timeout=CONNECT_SECONDS, server_settings=_SETTINGS)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as fault:
            raise Lost(str(fault), sent=False) from fault
        session = cls(connection, mark)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                if lost is not None:
                    await connection.execute(_ENDED.replace("$1", str(lost)))
                    await connection.execute(f"SELECT pg_advisory_lock({lost}), pg_advisory_unlock({lost})")
                await connection.execute(f"SELECT pg_advisory_lock({mark})")
                session.read = await connection.prepare(read)
                session.write = await connection.prepare(write)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as fault:
            session.abandon()
            raise Lost(str(fault), sent=False) from fault
        except BaseException:
            session.abandon()
            raise
        return session

    @property
    def usable(self) -> bool:
        """Whether the connection is still open, as far as this side knows."""
        return not self.connection.is_closed()

    def abandon(self) -> None:
        """Drop the connection at once, without a word to the other side."""
        self.connection.terminate()

    async def close(self) -> None:
        """Say goodbye, and drop the connection if that takes long."""
        try:
            await self.connection.close(timeout=1.0)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            self.abandon()
