"""
A commit: the attempts of one batch, until it is written or each of its deeds has another answer.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from largesse.errors import AmountOutOfRange, OutcomeUnknown, Unavailable
from largesse.ledger.batch import Batch
from largesse.ledger.identifiers import new_id
from largesse.ledger.state import NeedMore
from largesse.ledger.store.store import AttemptFailed, Closed, Conflict, Lost, Overflowed, Spoiled
from largesse.money import INT64_MAX

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.ledger.batch import Committed
    from largesse.ledger.deed import Applied, Deed
    from largesse.ledger.store.store import Store

CONFLICTS_BEFORE_LOCKS = 2
"""After so many conflicts a batch locks its rows before it reads them."""
_log = logging.getLogger("largesse.ledger.journal")


class Waiting:
    """A deed and who waits for it."""

    __slots__ = ("deadline", "deed", "future")

    def __init__(self, deed: Deed, future: asyncio.Future[Applied], deadline: float) -> None:
        self.deed = deed
        self.future = future
        self.deadline = deadline

    def answer(self, outcome: Applied | Exception) -> None:
        """Tell whoever waits, unless they were told or went away."""
        if self.future.done():
            return
        if isinstance(outcome, Exception):
            self.future.set_exception(outcome)
        else:
            self.future.set_result(outcome)


class Commit:
    """
    The attempts of one batch, until each of its deeds has an answer.

    Args:
        waiting: its deeds, in order of arrival.
        store: where it is written.
        slot: this node's slot in the platform's accounts.
        committed: told, by `answer`, what was committed and how many conflicts it met.
    """

    def __init__(
        self,
        waiting: list[Waiting],
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

    def _undone(self, waiting: Waiting) -> OutcomeUnknown | Unavailable:
        return OutcomeUnknown(waiting.deed.key) if self._unsure else Unavailable(self._reason)

    async def _halve(self, fault: Exception, on_sent: Callable[[], None]) -> None:
        if len(self._waiting) == 1:
            self._waiting[0].answer(AmountOutOfRange(INT64_MAX) if isinstance(fault, Overflowed) else fault)
            return
        middle = len(self._waiting) // 2
        for half in (self._waiting[:middle], self._waiting[middle:]):
            commit = Commit(half, self._store, self._slot, self._committed)
            await commit.run(on_sent)
            commit.answer()
