"""
Rebuilding: every row that follows from rooms' events is computed afresh, compared, and put right.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from largesse.errors import Unavailable
from largesse.folds.compare import Owner, differences_of, outdated_in
from largesse.folds.mend import RowMoved, mend

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from largesse.folds.compare import Difference
    from largesse.folds.fold import Fold
    from largesse.folds.snapshot import Snapshot
    from largesse.ledger.journal import Journal

_PAGE = 500
"""Owners that are listed at a time."""
_DEED_ROWS = 200
"""Rows that are put right in one deed: what a gift in the same batch may have to wait for."""
_ATTEMPTS = 20
_PAUSE_SECONDS = 0.1
_FIRST = "00000000-0000-0000-0000-000000000000"


async def differences(
    snapshot: Snapshot, folds: Sequence[Fold], room_id: str | None = None, journal: Journal | None = None
) -> AsyncIterator[Difference]:
    """
    Return every row that differs from what the events come to, an owner at a time.

    Args:
        snapshot: of the database; nodes may go on folding.
        folds: which folds.
        room_id: one room and whoever was given something in it; all if None.
        journal: puts each owner's rows right before they are returned; if None, nothing is written.

    Raises:
        Unavailable: the database does not answer, or an owner's rows never stand still.
        OutcomeUnknown: it stopped answering.
    """
    rooms: list[str] = []
    async for owner in _owners(snapshot, room_id):
        if not owner.receives:
            rooms.append(owner.id)
        for fold in folds:
            if owner.receives and not fold.of_people:
                continue
            for difference in await _settled(snapshot, fold, owner, journal):
                yield difference
    # Only now that every row is right: a node goes on from there, with the function that has folded them.
    for each in rooms:
        for fold in folds:
            async with snapshot.held():
                found = await outdated_in(snapshot, fold, each)
            if found and journal is not None:
                await mend(journal, [difference.mending for difference in found])
            for difference in found:
                yield difference


async def _settled(snapshot: Snapshot, fold: Fold, owner: Owner, journal: Journal | None) -> list[Difference]:
    """Return the differences of an owner, and put them right if there is a journal."""
    told: dict[object, Difference] = {}
    for _ in range(_ATTEMPTS):
        async with snapshot.held():
            found = await differences_of(snapshot, fold, owner)
        for difference in found:
            told.setdefault((difference.table.name, difference.key), difference)
        if journal is None or not found:
            return list(told.values())
        try:
            for start in range(0, len(found), _DEED_ROWS):
                await mend(journal, [difference.mending for difference in found[start : start + _DEED_ROWS]])
        except RowMoved:
            await asyncio.sleep(_PAUSE_SECONDS)
        else:
            return list(told.values())
    raise Unavailable("the rows are folded faster than they can be put right")


async def _owners(snapshot: Snapshot, room_id: str | None) -> AsyncIterator[Owner]:
    if room_id is not None:
        yield Owner(room_id, (room_id,), receives=False)
        for each in await snapshot.recipients_in(room_id):
            yield Owner(each, await snapshot.rooms_of(each), receives=True)
        return
    for receives, listed in ((False, snapshot.room_ids), (True, snapshot.recipient_ids)):
        after = _FIRST
        while page := await listed(after, _PAGE):
            for each in page:
                yield Owner(each, await snapshot.rooms_of(each) if receives else (each,), receives=receives)
            after = page[-1]
