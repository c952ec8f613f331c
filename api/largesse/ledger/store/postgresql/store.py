"""
The store on PostgreSQL: read without locks, decide, write in one call that checks what was read.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncpg

from largesse.ledger.batch import Committed
from largesse.ledger.store.filling import fill
from largesse.ledger.store.postgresql.definition import CONFLICT, LATE, Definition
from largesse.ledger.store.postgresql.reading import Reading
from largesse.ledger.store.postgresql.session import Session
from largesse.ledger.store.store import Closed, Conflict, Late, Lost, Spoiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.ledger.batch import Batch, Verdict
    from largesse.ledger.store.store import AttemptFailed
    from largesse.ledger.table import AnyTable

_MICROSECONDS = 1_000_000
# Of PostgreSQL's own: serialization_failure, deadlock_detected, lock_not_available.
_CONFLICTS = frozenset({CONFLICT, "40001", "40P01", "55P03"})
# insufficient_resources and its kin, read_only_sql_transaction, and permission denied for a role that may not write.
_CLOSED = ("53", "25006", "42501")
_SPOILED = ("21", "22", "23")


class PostgresqlStore:
    """
    PostgreSQL as the journal's store; any number of nodes may share one database.

    Args:
        dsn: the address, as the role that serves.
        tables: those that floors above declare.
    """

    def __init__(self, dsn: str, tables: Sequence[AnyTable]) -> None:
        self._dsn = dsn
        self._tables = tuple(tables)
        self._definition = Definition(tables)
        self._reading = Reading(self._definition)
        places = ", ".join(f"${place}" for place in range(1, len(self._definition.sections) + 2))
        self._write = f"SELECT {self._definition.function}({places})"
        self._session: Session | None = None
        self._lost: int | None = None

    async def attempt(self, batch: Batch, *, patience_seconds: float, locked: bool) -> Committed:
        """Read, decide and write; see `Store.attempt`."""
        sent = False
        loop = asyncio.get_running_loop()
        until = loop.time() + patience_seconds
        try:
            async with asyncio.timeout_at(until):
                session = await self._connected()
                connection = session.connection
                needs = batch.needs()
                if locked:
                    await connection.execute("BEGIN")
                    for statement, arguments in self._reading.locks(needs):
                        await connection.fetch(statement, *arguments)
                record = await session.read.fetchrow(*self._reading.arguments(needs))
                state = self._reading.state(tuple(record or ()), needs)
                verdict = batch.decide(state)
                heads: dict[str, int] = {}
                if verdict.plan.writes:
                    deadline = state.now + int((until - loop.time()) * _MICROSECONDS)
                    arguments = self._arguments(verdict, deadline)
                    sent = True
                    heads = _heads(verdict, await session.write.fetchval(*arguments))
                if locked:
                    await connection.execute("COMMIT")
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as fault:
            raise await self._failure(fault, sent=sent) from fault
        except BaseException:
            await self._reset(locked=locked)
            raise
        return Committed(verdict.outcomes, verdict.plan.event_rows(heads))

    async def check(self) -> None:
        """Return if PostgreSQL answers and has the function of this release; see `Store.check`."""
        async with asyncio.timeout(2):
            connection = await asyncpg.connect(self._dsn, timeout=2)
            try:
                name = await connection.fetchval("SELECT to_regproc($1)::text", self._definition.function)
            finally:
                await connection.close(timeout=1)
        if name is None:
            raise Closed("the database lacks this release's write function: run `largesse migrate`")

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _arguments(self, verdict: Verdict, deadline: int) -> list[object]:
        filled = fill(verdict.plan, self._tables)
        return [deadline, *(filled.get(section.name) for section in self._definition.sections)]

    async def _connected(self) -> Session:
        session = self._session
        if session is not None and not session.usable:
            self._lost = session.mark
            session = self._session = None
        if session is None:
            session = await Session.open(self._dsn, self._reading.statement, self._write, self._lost)
            self._session = session
            self._lost = None
        return session

    async def _failure(self, fault: Exception, *, sent: bool) -> AttemptFailed:
        state = getattr(fault, "sqlstate", None) or ""
        if isinstance(fault, asyncpg.PostgresError) and not state.startswith(("08", "57P")):
            await self._reset(locked=True)
            if state in _CONFLICTS:
                return Conflict(str(fault))
            if state in {LATE, "57014"}:
                return Late(str(fault))
            if state.startswith(_SPOILED):
                return Spoiled(str(fault))
            if state.startswith(_CLOSED):
                return Closed(str(fault))
            return Spoiled(f"{state}: {fault}")
        self._abandon()
        return Lost(str(fault) or type(fault).__name__, sent=sent)

    async def _reset(self, *, locked: bool) -> None:
        session = self._session
        if session is None or not locked:
            return
        try:
            async with asyncio.timeout(1):
                if session.connection.is_in_transaction():
                    await session.connection.execute("ROLLBACK")
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            self._abandon()

    def _abandon(self) -> None:
        if self._session is not None:
            self._lost = self._session.mark
            self._session.abandon()
            self._session = None


def _heads(verdict: Verdict, heads: list[int] | None) -> dict[str, int]:
    plan = verdict.plan
    moved = sorted({*plan.events, *plan.touched} - plan.opened.keys())
    opened = {stream_id: len(plan.events.get(stream_id, ())) for stream_id in plan.opened}
    return {**dict(zip(moved, heads or (), strict=True)), **opened}
