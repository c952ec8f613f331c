"""
What a fold needs of the database: how far it has got, and the gifts that events tell of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.folds.rows import CURSORS, CursorRow
from largesse.gifts.models import Gift
from largesse.gifts.rows import GiftRow
from largesse.ledger.modelled import modelled

if TYPE_CHECKING:
    from collections.abc import Collection

Cursor = modelled(CURSORS)


async def cursors_of(stream_ids: Collection[str]) -> dict[tuple[str, str], CursorRow]:
    """Return how far rooms were folded, by room and fold; what is not there was not folded at all."""
    found = Cursor.filter(stream_id__in=list(stream_ids))
    rows = [CursorRow(*row) for row in await found.values_list(*CursorRow._fields)]
    return {(row.stream_id, row.fold): row for row in rows}


async def gifts_of(gift_ids: Collection[str]) -> dict[str, GiftRow]:
    """Return gifts by their identifiers."""
    if not gift_ids:
        return {}
    found = Gift.filter(id__in=list(gift_ids))
    rows = [GiftRow(*row) for row in await found.values_list(*GiftRow._fields)]
    return {row.id: row for row in rows}
