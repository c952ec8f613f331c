"""
What is folded here, and how it is computed afresh.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from largesse.app.books import store_of
from largesse.app.database import address_for, standing, writing
from largesse.boards import FOLD as BOARDS
from largesse.boards import Tally
from largesse.clock import SystemClock
from largesse.database.migration import refuse_to_serve
from largesse.folds import CURSORS, Folds
from largesse.folds.rebuild import differences
from largesse.folds.snapshot import open_snapshots
from largesse.goals import FOLD as GOALS
from largesse.goals import GoalFold
from largesse.ledger.journal import Journal
from largesse.recaps import RecapFold

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.boards.notices import BoardNotices
    from largesse.folds import Fold
    from largesse.folds.compare import Difference
    from largesse.goals import GoalNotices
    from largesse.settings import Settings

FOLDED = frozenset(table.name for table in (CURSORS, *Tally.tables, *GoalFold.tables, *RecapFold.tables))
"""The tables whose rows follow from events, and from nothing else."""


def folds_of(settings: Settings) -> tuple[Fold, ...]:
    """Return everything that follows from what happens in rooms."""
    return (Tally(settings.boards_time_zone), GoalFold(), RecapFold())


def folding(settings: Settings, boards: BoardNotices, goals: GoalNotices) -> Folds:
    """Return what folds here, and has followers shown what has come of it."""
    folds = Folds(folds_of(settings))
    folds.heed(BOARDS, boards.rooms_changed)
    folds.heed(GOALS, goals.rooms_changed)
    return folds


async def rebuilt(settings: Settings, room_id: str | None, *, check: bool, command: str) -> AsyncIterator[Difference]:
    """
    Compute afresh what follows from rooms' events, and return every row that differed from it.

    Args:
        settings: of the server, whose nodes may go on.
        room_id: one room and whoever was given something in it; all if None.
        check: whether to leave rows as they are; otherwise they are put right.
        command: what runs here, told to whoever wants the same SQLite file.

    Raises:
        ConfigurationError: the database is not at this release, or another process writes the SQLite file.
        Unavailable: the database does not answer.
    """
    address = address_for(settings)
    refuse_to_serve(await standing(address), address)
    async with AsyncExitStack() as stack:
        journal = None
        if not check:
            stack.enter_context(writing(settings, command))
            journal = Journal(store_of(address, settings, SystemClock()))
            stack.push_async_callback(journal.close)
        snapshot = await stack.enter_async_context(open_snapshots(address))
        async for difference in differences(snapshot, folds_of(settings), room_id, journal):
            yield difference
