"""
The journal: the one door through which value moves, and which commits many deeds at once.

A batch is whatever arrived while the one before was being written: alone a deed waits for nobody, in a crowd
all share the cost of one commit.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import sys
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import OutcomeUnknown, Overloaded, Unavailable
from largesse.ledger.account import PLATFORM_SLOTS
from largesse.ledger.batch import Batch
from largesse.ledger.identifiers import new_id
from largesse.ledger.pace import Pace
from largesse.ledger.state import NeedMore
from largesse.ledger.store.store import AttemptFailed, Closed, Conflict, Lost, Spoiled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from largesse.ledger.batch import Committed
    from largesse.ledger.deed import Applied, Deed
    from largesse.ledger.rows import EventRow
    from largesse.ledger.store.store import Store

CONFLICTS_BEFORE_LOCKS = 2
"""After so many conflicts a batch locks its rows before it reads them."""
_NEVER = sys.maxsize
"""More deeds than can wait."""
_log = logging.getLogger("largesse.ledger.journal")


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


class _Waiting:
    """A deed and who waits for it."""

    __slots__ = ("deadline", "deed", "future")

    def __init__(self, deed: Deed, future: asyncio.Future[Applied], deadline: float) -> None:
        self.deed = deed
        self.future = future
        self.deadline = deadline

    def answer(self, outcome: Applied | Exception) -> None:
        if self.future.done():
            return
        if isinstance(outcome, Exception):
            self.future.set_exception(outcome)
        else:
            self.future.set_result(outcome)


class Journal:
    """
    Collects deeds, and commits them in batches.

    Args:
        store: where they are read and written.
        on_commit: told the events of each batch by stream, after its commit and before its callers.
        limits: see `JournalLimits`.
        on_batch: told after each batch how many deeds it held and how many conflicts it met.
    """

    def __init__(
        self,
        store: Store,
        on_commit: Callable[[Mapping[str, Sequence[EventRow]]], None] | None = None,
        limits: JournalLimits | None = None,
        on_batch: Callable[[int, int], None] | None = None,
    ) -> None:
        self._store = store
        self._on_commit = on_commit
        self._on_batch = on_batch
        self._limits = limits or JournalLimits()
        self._slot = self._limits.slot if self._limits.slot is not None else secrets.randbelow(PLATFORM_SLOTS)
        self._queue: deque[_Waiting] = deque()
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
        if len(self._queue) >= self._limits.queue_max:
            raise Overloaded
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Applied] = loop.create_future()
        self._queue.append(_Waiting(deed, future, loop.time() + self._limits.deadline_seconds))
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

    async def _write(self, commit: _Commit, before: _Commit | None) -> _Commit | None:
        """
        Write a batch, and return the next one if it was prepared meanwhile.

        Args:
            commit: the batch.
            before: the one before it, which is written and not yet answered.
        """
        loop = asyncio.get_running_loop()
        following: _Commit | None = None
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

    async def _next(self) -> _Commit | None:
        while not self._queue:
            if self._closing:
                return None
            self._arrived.clear()
            await self._arrived.wait()
        outstanding = len(self._queue)
        return self._take(self._pace.share(outstanding) or outstanding)

    def _take(self, size: int) -> _Commit:
        size = max(1, min(size, len(self._queue), self._limits.batch_max))
        waiting = [self._queue.popleft() for _ in range(size)]
        return _Commit(waiting, self._store, self._slot, self._committed)

    def _committed(self, committed: Committed, conflicts: int) -> None:
        if self._on_batch is not None:
            self._on_batch(len(committed.outcomes), conflicts)
        if committed.events and self._on_commit is not None:
            self._on_commit(committed.events)


class _Commit:
    """The attempts of one batch, until each of its deeds has an answer."""

    def __init__(
        self,
        waiting: list[_Waiting],
        store: Store,
        slot: int,
        committed: Callable[[Committed, int], None],
    ) -> None:
        self._waiting = waiting
        self._store = store
        self._slot = slot
        self._committed = committed
        self._batch_id = new_id()
        self.batch = self._batch()
        self._conflicts = 0
        self._unsure = False
        self._reason = "the database does not answer"
        self._pause = 0.02
        self._done: Committed | None = None

    @property
    def size(self) -> int:
        """How many deeds it holds."""
        return len(self.batch.deeds)

    async def run(self, on_sent: Callable[[], None]) -> None:
        """
        Try until the batch is committed, or each of its deeds has another answer; a fault of ours is one too.

        Args:
            on_sent: called when a write is under way.
        """
        try:
            await self._run(on_sent)
        except Exception as fault:  # noqa: BLE001 - the worker outlives every fault; those who wait are told of it
            for waiting in self._waiting:
                waiting.answer(fault)

    async def _run(self, on_sent: Callable[[], None]) -> None:
        if self._expire():
            self.batch = self._batch()
        while self._waiting:
            batch = self.batch
            try:
                # They came one after another, so the first of them is the first to be late.
                patience = self._waiting[0].deadline - asyncio.get_running_loop().time()
                locked = self._conflicts >= CONFLICTS_BEFORE_LOCKS
                committed = await self._store.attempt(
                    batch, patience_seconds=max(patience, 0.05), locked=locked, on_sent=on_sent
                )
            except NeedMore as need:
                batch.widen(need)
            except AttemptFailed as failed:
                if isinstance(failed, Spoiled):
                    await self._halve(failed, on_sent)
                    return
                await self._after(failed)
            except Exception as fault:  # noqa: BLE001 - one deed is at fault, and its mates are not
                await self._halve(fault, on_sent)
                return
            else:
                self._done = committed
                return
            if self._expire():
                self.batch = self._batch()
                self.batch.trusting = batch.trusting

    def answer(self) -> None:
        """Tell of what was committed, first those who listen and then those who wait."""
        if self._done is None:
            return
        try:
            self._committed(self._done, self._conflicts)
        except Exception:  # noqa: BLE001 - it is logged, and is no reason to leave those who wait without an answer
            _log.exception("what follows a commit failed")
        # Whatever those who listen do, what is committed is answered as committed.
        for waiting, outcome in zip(self._waiting, self._done.outcomes, strict=True):
            waiting.answer(outcome)

    def _batch(self) -> Batch:
        return Batch([waiting.deed for waiting in self._waiting], self._batch_id, self._slot)

    async def _after(self, failed: AttemptFailed) -> None:
        if isinstance(failed, Lost):
            self._unsure = self._unsure or failed.sent
        elif failed.decided:
            # The keys were read after an earlier attempt that was lost had ended, and were not there.
            self._unsure = False
        if isinstance(failed, Conflict):
            self._conflicts += 1
            return
        if isinstance(failed, Closed):
            self._reason = "the database takes no writes"
            for waiting in self._waiting:
                waiting.answer(self._undone(waiting))
            self._waiting = []
            return
        await asyncio.sleep(self._pause)
        self._pause = min(self._pause * 2, 0.5)

    def _expire(self) -> bool:
        now = asyncio.get_running_loop().time()
        if not self._waiting or self._waiting[0].deadline > now:
            return False
        expired = [waiting for waiting in self._waiting if waiting.deadline <= now]
        for waiting in expired:
            waiting.answer(self._undone(waiting))
        self._waiting = self._waiting[len(expired) :]
        return True

    def _undone(self, waiting: _Waiting) -> OutcomeUnknown | Unavailable:
        return OutcomeUnknown(waiting.deed.key) if self._unsure else Unavailable(self._reason)

    async def _halve(self, fault: Exception, on_sent: Callable[[], None]) -> None:
        if len(self._waiting) == 1:
            self._waiting[0].answer(fault)
            return
        middle = len(self._waiting) // 2
        for half in (self._waiting[:middle], self._waiting[middle:]):
            commit = _Commit(half, self._store, self._slot, self._committed)
            await commit.run(on_sent)
            commit.answer()
