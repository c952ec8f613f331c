"""
The store on SQLite: a batch is one hop to a thread of its own, which reads, decides, writes and commits.
"""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, cast

from largesse.clock import Clock, SystemClock
from largesse.ledger.batch import Committed
from largesse.ledger.rows import STREAMS
from largesse.ledger.state import BatchState, NeedMore
from largesse.ledger.store.filling import fill
from largesse.ledger.store.memory import Memory, readable, refuses
from largesse.ledger.store.sections import sections_of
from largesse.ledger.store.sqlite.statements import range_of, read_of, statement_of
from largesse.ledger.store.store import AttemptFailed, Closed, Conflict, Lost, Overflowed, Spoiled
from largesse.ledger.table import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from largesse.clock import Instant
    from largesse.ledger.batch import Batch, Verdict
    from largesse.ledger.state import BatchNeeds
    from largesse.ledger.store.filling import Filled
    from largesse.ledger.table import AnyTable

Row = tuple[object, ...]
_SETTINGS = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA busy_timeout = 2000;
PRAGMA trusted_schema = OFF;
PRAGMA wal_autocheckpoint = 16000;
PRAGMA cache_size = -65536;
"""
_OVERFLOWED = "cannot store REAL value in INTEGER column"
"""What a STRICT table says of a sum past 64 bits, which SQLite turns into a floating-point number."""


class SqliteStore:
    """
    An SQLite file as the journal's store; whoever opens it holds the file's lock.

    Args:
        path: the database, migrated.
        tables: those that floors above declare.
        clock: what tells each batch its instant.
    """

    def __init__(self, path: Path, tables: Sequence[AnyTable], clock: Clock | None = None) -> None:
        self._path = path
        self._clock = clock or SystemClock()
        sections = sections_of(tables)
        self._writes = [
            (section.name, statement) for section in sections if (statement := statement_of(section)) is not None
        ]
        readable = {section.table for section in sections}
        self._reads = {table: (read_of(table), _maker(table)) for table in readable}
        self._ranges = {table: range_of(table) for table in readable if table.range_owner is not None}
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="largesse-journal")
        self._memory = Memory()
        self._connection: sqlite3.Connection | None = None

    @property
    def prepares(self) -> bool:
        """Never: the store's thread reads, decides and writes in one go."""
        return False

    def prepare(self, batch: Batch) -> None:
        """Do nothing."""

    async def attempt(
        self,
        batch: Batch,
        *,
        patience_seconds: float,
        locked: bool,  # noqa: ARG002 - the file is locked as a whole
        on_sent: Callable[[], None],  # noqa: ARG002 - nothing is prepared
    ) -> Committed:
        """Read, decide and write in the store's thread; see `Store.attempt`."""
        future = asyncio.get_running_loop().run_in_executor(self._thread, self._attempt, batch)
        try:
            async with asyncio.timeout(patience_seconds):
                return await asyncio.shield(future)
        except TimeoutError as late:
            future.add_done_callback(lambda done: done.exception())
            raise Lost("the file is slow", sent=True) from late

    async def check(self) -> None:
        """Return if the file can be written to; see `Store.check`."""
        future = asyncio.get_running_loop().run_in_executor(self._thread, self._check)
        async with asyncio.timeout(2):
            await asyncio.shield(future)

    async def close(self) -> None:
        """Close the file and end the thread."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def _attempt(self, batch: Batch) -> Committed:
        connection = self._opened()
        verdict: Verdict | None = None
        try:
            connection.execute("BEGIN IMMEDIATE")
            verdict = self._verdict(connection, batch)
            heads: dict[str, int] = {}
            if verdict.plan.keys:
                plan = verdict.plan
                filled = fill(plan, self._memory.summed)
                heads = self._write(connection, filled, plan.state.now, plan.events)
            connection.execute("COMMIT")
            self._memory.learn(verdict.plan)
            self._memory.learn_summed(verdict.plan)
        except BaseException as fault:
            batch.trusting = isinstance(fault, NeedMore)
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            failure = _failure(fault)
            if isinstance(failure, AttemptFailed):
                failure.decided = verdict is not None
            if failure is fault:
                raise
            raise failure from fault
        plan = verdict.plan
        return Committed(verdict.outcomes, plan.event_rows(heads), plan.numbers, plan.appended)

    def _verdict(self, connection: sqlite3.Connection, batch: Batch) -> Verdict:
        if batch.trusting:
            state = BatchState(self._clock.now(), batch.needs())
            missing = self._memory.recall(state)
            if readable(missing):
                self._read(connection, missing, state)
            verdict = batch.decide(state)
            if not refuses(verdict):
                return verdict
        state = BatchState(self._clock.now(), batch.needs())
        self._memory.forget(state.needs)
        self._memory.recall(state)
        self._read(connection, state.needs, state)
        return batch.decide(state)

    def _read(self, connection: sqlite3.Connection, needs: BatchNeeds, state: BatchState) -> None:
        execute = connection.execute
        for table, keys in needs.rows.items():
            statement, make = self._reads[table]
            for key in keys:
                found = execute(statement, key).fetchone()
                if found is not None:
                    state.remember(table, make(found))
        for table, limits in needs.ranges.items():
            make = self._reads[table][1]
            rows = [
                make(found)
                for owner_and_limit in limits.items()
                for found in execute(self._ranges[table], owner_and_limit)
            ]
            state.remember_range(table, rows, limits)

    def _write(
        self, connection: sqlite3.Connection, filled: Filled, now: Instant, streams: Iterable[str]
    ) -> dict[str, int]:
        for name, statement in self._writes:
            rows = filled.get(name)
            if rows is None:
                continue
            if name.endswith("_move") and name != "streams_move":
                rows = [(*row, now) for row in rows]
            cursor = connection.executemany(statement.text, rows)
            if statement.counted and cursor.rowcount != len(rows):
                raise Conflict(name)
        statement_text, _ = self._reads[STREAMS]
        head = STREAMS.indexes["head"]
        return {stream_id: connection.execute(statement_text, (stream_id,)).fetchone()[head] for stream_id in streams}

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                # The file is there: migrating made it. Opening a mistyped path must not make another.
                address = f"{self._path.absolute().as_uri()}?mode=rw"
                connection = sqlite3.connect(address, uri=True, isolation_level=None, cached_statements=512)
                connection.executescript(_SETTINGS)
            except sqlite3.Error as fault:
                raise Closed(str(fault)) from fault
            self._connection = connection
        return self._connection

    def _check(self) -> None:
        connection = self._opened()
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.Error as fault:
            raise _failure(fault) from fault

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _failure(fault: BaseException) -> BaseException:
    if isinstance(fault, AttemptFailed) or not isinstance(fault, (sqlite3.Error, OverflowError)):
        return fault
    if _OVERFLOWED in str(fault):
        return Overflowed(str(fault))
    if isinstance(fault, (sqlite3.IntegrityError, sqlite3.DataError, OverflowError)):
        return Spoiled(str(fault))
    return Closed(str(fault))


def _maker(table: AnyTable) -> Callable[[Row], Row]:
    make = cast("Callable[[object], Row]", table.row._make)  # type: ignore[attr-defined]  # every row is a NamedTuple; the bound says only tuple
    flags = [index for index, column in enumerate(table.columns) if column.kind is Kind.BOOL]
    if not flags:
        return make

    def made(found: Row) -> Row:
        values = list(found)
        for index in flags:
            values[index] = bool(values[index])
        return make(values)

    return made
