"""
The journal: the one door through which value moves, and which commits many deeds at once.

A batch is whatever arrived while the one before was being written: alone a deed waits for nobody, in a crowd
all share the cost of one commit.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import Overloaded, Unavailable
from largesse.ledger.account import PLATFORM_SLOTS
from largesse.ledger.commit import Commit, Waiting
from largesse.ledger.pace import Pace
from largesse.ledger.queue import Queue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from largesse.ledger.batch import Committed
    from largesse.ledger.deed import Applied, Deed
    from largesse.ledger.rows import EventRow
    from largesse.ledger.store.store import Store
    from largesse.ledger.table import AnyRows

_NEVER = sys.maxsize
"""More deeds than can wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLimits:
    """
    How much the journal takes on.

    Args:
        batch_max: deeds in a batch.
        queue_max: deeds that wait; one more is refused as overloaded.
        deadline_seconds: after how long a deed is no longer committed.
        slot: this node's slot in the platform's accounts; any, if None.
    """

    batch_max: int = 256
    queue_max: int = 20_000
    deadline_seconds: float = 4.5
    slot: int | None = None


class Journal:
    """
    Collects deeds, and commits them in batches.

    Args:
        store: where they are read and written.
        on_commit: told the events of each batch by stream, after its commit and before its callers.
        limits: see `JournalLimits`.
        on_batch: told after each batch how many deeds it held and how many conflicts it met.
        on_moved: told, after `on_commit`, the number of the last entry of each wallet that a batch moved.
        on_appended: told, before `on_commit`, the rows that a batch wrote into tables that are only appended to.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - whoever is told of something else is told apart
        self,
        store: Store,
        on_commit: Callable[[Mapping[str, Sequence[EventRow]]], None] | None = None,
        limits: JournalLimits | None = None,
        on_batch: Callable[[int, int], None] | None = None,
        on_moved: Callable[[Mapping[str, int]], None] | None = None,
        on_appended: Callable[[AnyRows], None] | None = None,
    ) -> None:
        self._store = store
        self._on_commit = on_commit
        self._on_batch = on_batch
        self._on_moved = on_moved
        self._on_appended = on_appended
        self._limits = limits or JournalLimits()
        self._slot = self._limits.slot if self._limits.slot is not None else secrets.randbelow(PLATFORM_SLOTS)
        self._queue = Queue(self._limits.queue_max)
        self._arrived = asyncio.Event()
        self._pace = Pace(self._limits.batch_max, prepares=store.prepares)
        self._wake_at = 1
        self._sent = False
        self._worker: asyncio.Task[None] | None = None
        self._closing = False

    async def submit(self, deed: Deed) -> Applied:
        """
        Have a deed done, and return once it is committed.

        If the caller is cancelled the deed goes on, and its key tells what became of it.

        Raises:
            Refusal: it was decided against; nothing is left of it.
            Unavailable: it was not done, since the database does not answer or the server is ending.
            Overloaded: it was not done, since too many wait already.
            OutcomeUnknown: it may have been done; the same key tells.
        """
        if self._closing:
            raise Unavailable("the server is shutting down")
        if self._queue.full_for(deed):
            raise Overloaded
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Applied] = loop.create_future()
        self._queue.add(Waiting(deed, future, loop.time() + self._limits.deadline_seconds))
        if len(self._queue) >= self._wake_at:
            self._arrived.set()
        if self._worker is None:
            self._worker = loop.create_task(self._work(), name="journal")
        # A caller who is cancelled cancels the answer, not the deed.
        return await future

    @property
    def waiting(self) -> int:
        """How many deeds wait for a batch."""
        return len(self._queue)

    async def check(self) -> None:
        """
        Return if the journal works.

        Raises:
            AttemptFailed: the store can not be written to.
            RuntimeError: its worker has ended.
        """
        if self._worker is not None and self._worker.done() and not self._closing:
            raise RuntimeError("the journal's worker has ended")
        await self._store.check()

    async def close(self) -> None:
        """Take no more deeds, commit those that wait, and close the store."""
        self._closing = True
        self._arrived.set()
        if self._worker is not None:
            await self._worker
        await self._store.close()

    async def _work(self) -> None:
        commit, before = await self._next(), None
        while commit is not None:
            following = await self._write(commit, before)
            if following is None:
                commit.answer()
                commit, before = await self._next(), None
            else:
                commit, before = following, commit

    async def _write(self, commit: Commit, before: Commit | None) -> Commit | None:
        """
        Write a batch, and return the next one if it was prepared meanwhile.

        Args:
            commit: the batch.
            before: the one before it, which is written and not yet answered.
        """
        loop = asyncio.get_running_loop()
        following: Commit | None = None
        self._sent = False
        unanswered = commit.size + (before.size if before is not None else 0)
        share = self._pace.share(unanswered + len(self._queue)) or _NEVER
        self._wake_at = share
        begun = prepared_at = loop.time()
        writing = loop.create_task(commit.run(self._under_way), name="journal batch")
        writing.add_done_callback(lambda _: self._arrived.set())
        if before is not None:
            # Two turns of the loop send what was prepared: whoever is answered now, the database is at work meanwhile.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            before.answer()
        while not writing.done():
            if following is None and self._sent and len(self._queue) >= share:
                following = self._take(share)
                self._store.prepare(following.batch)
                self._wake_at = _NEVER
                prepared_at = loop.time()
            self._arrived.clear()
            await self._arrived.wait()
        await writing
        if following is not None:
            self._pace.written(loop.time() - begun, loop.time() - prepared_at)
        self._wake_at = 1
        return following

    def _under_way(self) -> None:
        self._sent = True
        self._arrived.set()

    async def _next(self) -> Commit | None:
        while not self._queue:
            if self._closing:
                return None
            self._arrived.clear()
            await self._arrived.wait()
        outstanding = len(self._queue)
        return self._take(self._pace.share(outstanding) or outstanding)

    def _take(self, size: int) -> Commit:
        size = max(1, min(size, len(self._queue), self._limits.batch_max))
        return Commit(self._queue.take(size), self._store, self._slot, self._committed)

    def _committed(self, committed: Committed, conflicts: int) -> None:
        if self._on_batch is not None:
            self._on_batch(len(committed.outcomes), conflicts)
        if self._on_appended is not None:
            self._on_appended(committed.appended)
        if committed.events and self._on_commit is not None:
            self._on_commit(committed.events)
        if committed.numbers and self._on_moved is not None:
            self._on_moved(committed.numbers)
