"""
Folding: what was committed in rooms is folded soon after, by whichever node heard of it.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import structlog

from largesse.errors import OutcomeUnknown, Overloaded, Unavailable
from largesse.folds.due import Due
from largesse.folds.move import FoldedElsewhere, move
from largesse.folds.pages import Pages
from largesse.folds.search import Search
from largesse.streams.patience import Pauses

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence

    from largesse.folds.fold import Fold
    from largesse.folds.means import FoldMeans
    from largesse.ledger.rows import EventRow

_log = structlog.stdlib.get_logger("largesse.folds")


class Folds:
    """
    The folds of one node.

    Any node folds any room: the cursors see to it that nothing is folded twice, and the search that nothing is left,
    whichever node has died. A room is folded at most about twice a second, so that a crowd costs one deed and not one
    a gift, and nobody who sends a gift waits for it.

    Args:
        folds: what is folded.
    """

    def __init__(self, folds: Sequence[Fold]) -> None:
        self._folds = tuple(folds)
        self._kinds = frozenset[str]().union(*(fold.kinds for fold in folds))
        self._heeding: dict[str, list[Callable[[Collection[str]], None]]] = {}
        self._keeper: _Keeper | None = None

    def heed(self, fold: str, told: Callable[[Collection[str]], None]) -> None:
        """
        Have somebody told of the rooms in which something was folded by this node, once it is committed.

        Args:
            fold: the fold's name.
            told: neither waits nor fails.
        """
        self._heeding.setdefault(fold, []).append(told)

    def committed(self, events: Mapping[str, Sequence[EventRow]]) -> None:
        """Take what this node has committed; this neither waits nor fails."""
        if self._keeper is not None:
            self._keeper.mark(
                [stream_id for stream_id, rows in events.items() if any(row.kind in self._kinds for row in rows)]
            )

    @asynccontextmanager
    async def kept_up(self, means: FoldMeans) -> AsyncIterator[None]:
        """
        Fold for as long as the context lasts.

        Args:
            means: what it is done with.
        """
        keeper = _Keeper(self._folds, means, self._tell)
        task = asyncio.create_task(keeper.keep_up(), name="folds")
        self._keeper = keeper
        try:
            yield
        finally:
            self._keeper = None
            task.cancel()
            await asyncio.wait({task})

    def _tell(self, changed: Mapping[str, Collection[str]]) -> None:
        for fold, rooms in changed.items():
            for told in self._heeding.get(fold, ()):
                told(rooms)


class _Keeper:
    """Folds rooms for ever."""

    def __init__(
        self, folds: Sequence[Fold], means: FoldMeans, tell: Callable[[Mapping[str, Collection[str]]], None]
    ) -> None:
        self._folds = folds
        self._means = means
        self._limits = limits = means.limits
        self._tell = tell
        self._pages = Pages(folds, means.reader, limits)
        self._search = Search(means.reads, [fold.name for fold in folds], limits.look_rooms)
        self._due = Due(limits.due_max, limits.room_seconds)
        self._look_at = self._rests_until = 0.0
        self._busy = False
        """Whether this node has committed something since it folded last: what is folded would stand in its way."""
        self._wake = asyncio.Event()

    def mark(self, room_ids: Collection[str]) -> None:
        """Note rooms in which something happened."""
        self._busy = self._busy or bool(room_ids)
        if room_ids and self._due.add(room_ids, asyncio.get_running_loop().time()):
            self._wake.set()

    async def keep_up(self) -> None:
        pauses = Pauses(*self._limits.retry_seconds)
        while True:
            self._wake.clear()
            try:
                await self._step()
                pauses.reset()
            except (Unavailable, OutcomeUnknown, Overloaded) as failure:
                if pauses.fresh:
                    _log.warning("folds_wait", code=failure.code)
                await pauses.take()
            except Exception:  # noqa: BLE001 - a mistake of ours must not end what all that is shown relies on
                if pauses.fresh:
                    _log.exception("folds_failed")
                await pauses.take()
            await self._woken()

    async def _step(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._look_at:
            self._look_at = now + self._limits.look_seconds
            self._due.add(await self._search.look(), now)
        if now < self._rests_until:
            return
        rooms = self._due.take(now, self._limits.deed_rooms)
        try:
            if rooms:
                await self._fold(rooms)
        except (Unavailable, OutcomeUnknown, Overloaded):
            self._due.again(rooms, now)
            raise
        except Exception:  # noqa: BLE001 - one room is at fault, and the others are not
            await self._fold_each(rooms)
        finally:
            if self._busy:
                then = asyncio.get_running_loop().time()
                self._rests_until = then + (then - now) * (1 / self._limits.work_share - 1)
            self._busy = False

    async def _fold_each(self, rooms: Sequence[str]) -> None:
        """Fold rooms one by one; one that cannot be folded is left to the search, which comes back to it."""
        for room_id in rooms:
            try:
                await self._fold((room_id,))
            except (Unavailable, OutcomeUnknown, Overloaded):
                self._due.again((room_id,), asyncio.get_running_loop().time())
                raise
            except Exception:  # noqa: BLE001 - a mistake of ours in one room must not keep the others from being folded
                _log.exception("fold_failed", room_id=room_id)

    async def _fold(self, rooms: Sequence[str]) -> None:
        pages, more = await self._pages.gather(rooms)
        moved: frozenset[str] = frozenset()
        if pages:
            with suppress(FoldedElsewhere):
                moved, changed = await move(self._means.journal, self._folds, pages)
                self._tell(changed)
        # Where another node was first there may be more that it has not folded: that waits its turn.
        now = asyncio.get_running_loop().time()
        self._due.add([page.stream_id for page in pages if page.stream_id not in moved], now)
        self._due.again(more, now)

    async def _woken(self) -> None:
        with suppress(TimeoutError):
            # Whatever wakes it, it rests first.
            await asyncio.sleep(self._rests_until - asyncio.get_running_loop().time())
            async with asyncio.timeout_at(min(self._look_at, self._due.next_at)):
                await self._wake.wait()
