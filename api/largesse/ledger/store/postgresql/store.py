"""
The store on PostgreSQL: read without locks, decide, write in one call that checks what was read.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple, cast

import asyncpg

from largesse.ledger.batch import Committed
from largesse.ledger.state import BatchNeeds, BatchState, NeedMore
from largesse.ledger.store.filling import fill
from largesse.ledger.store.memory import Memory, readable, refuses
from largesse.ledger.store.postgresql.definition import CONFLICT, LATE, Definition
from largesse.ledger.store.postgresql.reading import Reading
from largesse.ledger.store.postgresql.session import Session
from largesse.ledger.store.store import Closed, Conflict, Late, Lost, Overflowed, Spoiled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from largesse.ledger.batch import Batch, Verdict
    from largesse.ledger.store.store import AttemptFailed
    from largesse.ledger.table import AnyTable

_MICROSECONDS = 1_000_000
# Of PostgreSQL's own: serialization_failure, deadlock_detected, lock_not_available.
_CONFLICTS = frozenset({CONFLICT, "40001", "40P01", "55P03"})
# insufficient_resources and its kin, read_only_sql_transaction, and permission denied for a role that may not write.
_CLOSED = ("53", "25006", "42501")
_SPOILED = ("21", "22", "23")
_OVERFLOWED = "22003"
_FAULTS = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


class _Prepared(NamedTuple):
    """A batch that was decided while the one before was being written, and the arguments of its write."""

    batch: Batch
    verdict: Verdict
    arguments: list[list[tuple[object, ...]] | None]


class PostgresqlStore:
    """
    PostgreSQL as the journal's store; any number of nodes may share one database.

    Args:
        dsn: the address, as the role that serves.
        tables: those that floors above declare.
        remember: keep rows between batches, so that a batch of known wallets and rooms is one trip.
    """

    def __init__(self, dsn: str, tables: Sequence[AnyTable], *, remember: bool = True) -> None:
        self._dsn = dsn
        self._definition = Definition(tables)
        self._reading = Reading(self._definition)
        places = ", ".join(f"${place}" for place in range(1, len(self._definition.sections) + 2))
        self._write = f"SELECT {self._definition.function}({places})"
        self._memory = Memory() if remember else None
        self._session: Session | None = None
        self._lost: int | None = None
        self._ahead: float | None = None
        self._prepared: _Prepared | None = None

    @property
    def prepares(self) -> bool:
        """Whether a batch may be decided while the one before is being written."""
        return self._memory is not None

    def prepare(self, batch: Batch) -> None:
        """Decide a batch over what is remembered; nothing happens if that does not suffice."""
        self._prepared = None
        if self._memory is None or self._ahead is None:
            return
        try:
            state, missing = self._recalled(batch, self._memory, self._now())
            if readable(missing):
                return
            verdict = batch.decide(state)
        except Exception:  # noqa: BLE001 - whatever is wrong with a deed is found again, and told, when its turn comes
            return
        if not refuses(verdict):
            self._prepared = _Prepared(batch, verdict, self._arguments(verdict))

    async def attempt(
        self, batch: Batch, *, patience_seconds: float, locked: bool, on_sent: Callable[[], None]
    ) -> Committed:
        """Read, decide and write; see `Store.attempt`."""
        sent = False
        verdict: Verdict | None = None
        prepared, self._prepared = self._prepared, None
        until = asyncio.get_running_loop().time() + patience_seconds
        try:
            async with asyncio.timeout_at(until):
                session = await self._connected()
                if locked:
                    await session.connection.execute("BEGIN")
                if prepared is not None and prepared.batch is batch and batch.trusting:
                    verdict, arguments = prepared.verdict, prepared.arguments
                else:
                    verdict = await self._verdict(session, batch, locked=locked)
                    arguments = self._arguments(verdict)
                heads: list[int] = []
                if verdict.plan.writes:
                    sent = True
                    heads = await self._written(session, verdict, arguments, until, on_sent)
                if locked:
                    await session.connection.execute("COMMIT")
        except _FAULTS as fault:
            self._distrust(batch)
            failed = await self._failure(fault, sent=sent)
            failed.decided = verdict is not None
            raise failed from fault
        except NeedMore:
            await self._reset()
            raise
        except BaseException:
            # A fault of ours: what is under way on the connection must not meet the next batch.
            self._distrust(batch)
            self._abandon()
            raise
        plan = verdict.plan
        return Committed(verdict.outcomes, plan.event_rows(_heads(verdict, heads)), plan.numbers, plan.appended)

    async def check(self) -> None:
        """Return if PostgreSQL answers and has the function of this release; see `Store.check`."""
        try:
            async with asyncio.timeout(2):
                connection = await asyncpg.connect(self._dsn, timeout=2)
                try:
                    name = await connection.fetchval("SELECT to_regproc($1)::text", self._definition.function)
                finally:
                    await connection.close(timeout=1)
        except _FAULTS as fault:
            raise Lost(str(fault), sent=False) from fault
        if name is None:
            raise Closed("the database lacks this release's write function: run `largesse migrate up`")

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _verdict(self, session: Session, batch: Batch, *, locked: bool) -> Verdict:
        if self._memory is not None and batch.trusting and not locked and self._ahead is not None:
            state, missing = self._recalled(batch, self._memory, self._now())
            if readable(missing):
                await self._read(session, missing, state)
            verdict = batch.decide(state)
            if not refuses(verdict):
                return verdict
            # A refusal is decided on the database's own rows alone.
            batch.trusting = False
        needs = batch.needs()
        if locked:
            for statement, arguments in self._reading.locks(needs):
                await session.connection.fetch(statement, *arguments)
        state = BatchState(0, needs)
        if self._memory is not None:
            self._memory.forget(needs)
            self._memory.recall(state)
        await self._read(session, needs, state)
        return batch.decide(state)

    async def _read(self, session: Session, needs: BatchNeeds, state: BatchState) -> None:
        record = tuple(await session.read.fetchrow(*self._reading.arguments(needs)) or ())
        state.now = cast("int", record[0])
        self._ahead = state.now - asyncio.get_running_loop().time() * _MICROSECONDS
        self._reading.remember(record, needs, state)

    def _arguments(self, verdict: Verdict) -> list[list[tuple[object, ...]] | None]:
        filled = fill(verdict.plan, self._memory.summed if self._memory is not None else ())
        return [filled.get(section.name) for section in self._definition.sections]

    async def _written(
        self,
        session: Session,
        verdict: Verdict,
        arguments: list[list[tuple[object, ...]] | None],
        until: float,
        on_sent: Callable[[], None],
    ) -> list[int]:
        loop = asyncio.get_running_loop()
        memory = self._memory
        deadline = self._now() + int((until - loop.time()) * _MICROSECONDS)
        writing = loop.create_task(session.write.fetchval(deadline, *arguments))
        try:
            # One turn of the loop sends it. Then the next batch can be decided, as if this one were committed:
            # if it is not, what was learnt is forgotten, and what was decided on it is decided anew.
            await asyncio.sleep(0)
            if memory is not None:
                memory.learn(verdict.plan)
            on_sent()
            heads = cast("list[int]", await writing)
            if memory is not None:
                memory.learn_summed(verdict.plan)
            return heads
        finally:
            writing.cancel()

    def _recalled(self, batch: Batch, memory: Memory, now: int) -> tuple[BatchState, BatchNeeds]:
        state = BatchState(now, batch.needs())
        return state, memory.recall(state)

    def _now(self) -> int:
        # The database's clock, as it was when it was last read and has gone on since.
        return int((self._ahead or 0.0) + asyncio.get_running_loop().time() * _MICROSECONDS)

    def _distrust(self, batch: Batch) -> None:
        batch.trusting = False
        self._prepared = None
        if self._memory is not None:
            self._memory.forget(batch.needs())
            self._memory.summed.clear()

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
        if isinstance(fault, asyncpg.InterfaceError) and isinstance(fault, ValueError):
            # A value that does not fit its column was not even sent.
            await self._reset()
            return Spoiled(str(fault))
        state = getattr(fault, "sqlstate", None) or ""
        if not isinstance(fault, asyncpg.PostgresError) or state.startswith(("08", "57P")):
            self._abandon()
            return Lost(str(fault) or type(fault).__name__, sent=sent)
        await self._reset()
        return _said(state, str(fault))

    async def _reset(self) -> None:
        session = self._session
        try:
            async with asyncio.timeout(1):
                if session is not None and session.connection.is_in_transaction():
                    await session.connection.execute("ROLLBACK")
        except _FAULTS:
            self._abandon()

    def _abandon(self) -> None:
        if self._session is not None:
            self._lost = self._session.mark
            self._session.abandon()
            self._session = None


def _said(state: str, reason: str) -> AttemptFailed:
    """Return what a code of PostgreSQL's says of an attempt."""
    if state in _CONFLICTS:
        return Conflict(reason)
    if state in {LATE, "57014"}:
        return Late(reason)
    if state.startswith(_CLOSED):
        return Closed(reason)
    if state == _OVERFLOWED:
        return Overflowed(reason)
    return Spoiled(reason if state.startswith(_SPOILED) else f"{state}: {reason}")


def _heads(verdict: Verdict, heads: list[int]) -> dict[str, int]:
    plan = verdict.plan
    moved = sorted({*plan.events, *plan.touched} - plan.opened.keys())
    opened = {stream_id: len(plan.events.get(stream_id, ())) for stream_id in plan.opened}
    return {**dict(zip(moved, heads, strict=True)), **opened}
