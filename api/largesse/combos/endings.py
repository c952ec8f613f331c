"""
Endings: each node ends the combos that it sent the last gift of, at once where something else ended them, and those
that another node has left behind.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import orjson
import structlog

from largesse.clock import MICROSECONDS
from largesse.combos.end import ComboRuns, end
from largesse.combos.expected import Expected
from largesse.combos.models import due_combos, running_combos
from largesse.combos.rows import WINDOW
from largesse.errors import OutcomeUnknown, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

    from largesse.clock import Clock
    from largesse.combos.rows import ComboRow
    from largesse.ledger.journal import Journal
    from largesse.ledger.rows import EventRow

AT_ONCE = 200
"""Combos that are ended in one go; the next go follows at once if there are more."""
MARGIN_SECONDS = 0.02
"""How much later than it is due a combo is ended: one that is too early is refused, and waits for the sweep."""
TOGETHER_SECONDS = 0.05
"""How long at least lies between two looks at what is due, so that combos of a moment end in one batch."""
GRACE = MICROSECONDS
"""How long a combo is overdue before the sweep of any node ends it, in microseconds: its own node comes first."""
PAUSE_SECONDS = (1.0, 3.0)
"""How long a sweep waits when nothing is left behind, drawn between the two so that nodes do not look together."""
LOOKS_MAX = 10_000
"""Looks that wait at most; what comes beyond is left to the window."""
_log = structlog.stdlib.get_logger("largesse.combos")


class Look(NamedTuple):
    """
    Where to look for combos that something has ended.

    Args:
        room_id: in which room.
        sender_id: whose; everybody's if None.
        gift_type: of which gift type; any if None.
        staying: who may receive gifts still; combos to these are left alone.
        refused: whether a gift was refused that would have gone on with one.
    """

    room_id: str
    sender_id: str | None = None
    gift_type: str | None = None
    staying: frozenset[str] = frozenset()
    refused: bool = False


class Endings:
    """
    Ends combos.

    Whatever is taken for over is judged by the books alone: a combo that goes on is left to go on, whoever was wrong.

    Args:
        clock: by which the sweep finds what was left behind.
        window: how long a combo waits for the next gift, in microseconds.
    """

    def __init__(self, clock: Clock, window: int = WINDOW) -> None:
        self.window = window
        self._clock = clock
        self._expected = Expected(window / MICROSECONDS + MARGIN_SECONDS)
        self._looks: dict[Look, None] = {}
        self._expecting = asyncio.Event()
        self._looking = asyncio.Event()

    def expect(self, combo: ComboRow) -> None:
        """Expect a combo to be due, since its last gift has just been committed here."""
        self._expected.add(combo, asyncio.get_running_loop().time())
        self._expecting.set()

    def look(self, look: Look) -> None:
        """Look soon for combos that something has ended; this neither waits nor fails."""
        if len(self._looks) < LOOKS_MAX:
            self._looks[look] = None
            self._looking.set()

    def committed(self, events: Mapping[str, Sequence[EventRow]]) -> None:
        """Take what this node has committed: a room that was closed ends its combos, a stage those to who left it."""
        for room_id, rows in events.items():
            for event in rows:
                if event.kind == "roomClosed":
                    self.look(Look(room_id))
                elif event.kind == "stageChanged":
                    told = orjson.loads(event.payload)
                    self.look(Look(room_id, staying=frozenset((told["host_id"], *told["guest_ids"]))))

    @asynccontextmanager
    async def kept_up(self, journal: Journal) -> AsyncIterator[None]:
        """
        End combos for as long as the context lasts; what is left then, another node ends, or the next start.

        Args:
            journal: commits their ends.
        """
        tasks = [
            asyncio.create_task(_again_and_again(partial(work, journal), wait, name), name=name)
            for name, work, wait in (
                ("combos due", self.end_due, self._until_due),
                ("combos ended", self.end_looked_for, self._looking.wait),
                ("combos left behind", self.sweep, _pause),
            )
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def end_due(self, journal: Journal) -> int:
        """
        End combos of this node whose window has passed, at most `AT_ONCE`.

        Returns:
            How many have ended.

        Raises:
            Unavailable: the database does not answer; the sweep finds them.
            OutcomeUnknown: it stopped answering.
        """
        return await _end_all(journal, self._expected.take(asyncio.get_running_loop().time(), AT_ONCE))

    async def end_looked_for(self, journal: Journal) -> int:
        """
        End combos that something else has ended: a room that was closed, somebody who left, was blocked or ran dry.

        Returns:
            How many have ended.

        Raises:
            Unavailable: the database does not answer; their windows pass.
            OutcomeUnknown: it stopped answering.
        """
        looks = tuple(self._looks)
        self._looks.clear()
        self._looking.clear()
        over = 0
        for look in looks:
            found = [
                combo
                for combo in await running_combos(look.room_id, look.sender_id)
                if combo.recipient_id not in look.staying and look.gift_type in {None, combo.gift_type}
            ]
            for start in range(0, len(found), AT_ONCE):
                over += await _end_all(journal, found[start : start + AT_ONCE], refused=look.refused)
        return over

    async def sweep(self, journal: Journal) -> int:
        """
        End combos that are overdue, whoever sent their last gift, at most `AT_ONCE`.

        Returns:
            How many have ended, here or meanwhile by another node.

        Raises:
            Unavailable: the database does not answer.
            OutcomeUnknown: it stopped answering; the next sweep finds what was done.
        """
        overdue = self._clock.now() - GRACE
        return await _end_all(journal, await due_combos(overdue - self.window, overdue, AT_ONCE))

    async def _until_due(self) -> None:
        if self._expected.first is None:
            self._expecting.clear()
            await self._expecting.wait()
        first = self._expected.first or 0.0
        await asyncio.sleep(max(first - asyncio.get_running_loop().time(), TOGETHER_SECONDS))


async def _end_all(journal: Journal, combos: Sequence[ComboRow], *, refused: bool = False) -> int:
    outcomes = await asyncio.gather(*(end(journal, combo, refused=refused) for combo in combos), return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, ComboRuns):
            raise outcome
    return sum(not isinstance(outcome, ComboRuns) for outcome in outcomes)


async def _again_and_again(
    work: Callable[[], Awaitable[int]], wait: Callable[[], Awaitable[object]], name: str
) -> None:
    """Work whenever there is something to do, until cancelled; what goes wrong is logged, and the sweep mends it."""
    while True:
        await wait()
        try:
            while await work() == AT_ONCE:
                pass
        except (Unavailable, OutcomeUnknown) as failure:
            _log.warning("combos_wait", work=name, code=failure.code)
        except Exception:  # noqa: BLE001 - a mistake of ours must not keep every later combo from ending
            _log.exception("combos_not_ended", work=name)


async def _pause() -> None:
    await asyncio.sleep(random.uniform(*PAUSE_SECONDS))  # noqa: S311 - spreads load, guards nothing
