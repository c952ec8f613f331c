"""
Combos as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.combos.rows import COMBOS, ComboRow
from largesse.ledger.modelled import modelled
from largesse.wallets.rows import wallet_of

if TYPE_CHECKING:
    from tortoise.models import Model
    from tortoise.queryset import QuerySet

    from largesse.clock import Instant

Combo = modelled(COMBOS)


async def due_combos(started_before: Instant, due_before: Instant, limit: int) -> list[ComboRow]:
    """
    Return combos that run and are due, the oldest first.

    They are found by when they began, which no gift of theirs moves: an index on when they are due would be written
    with every gift.

    Args:
        started_before: those that began later are not looked at.
        due_before: an instant; those that were due by then are returned.
        limit: how many at most.
    """
    due = Combo.filter(running=True, started_at__lte=started_before, ends_at__lte=due_before)
    return await _rows(due.order_by("started_at", "id").limit(limit))


async def running_combos(room_id: str, sender_id: str | None = None) -> list[ComboRow]:
    """Return the combos that run in a room; those of one sender alone, if it is named."""
    if sender_id is None:
        return await _rows(Combo.filter(running=True, room_id=room_id))
    # A sender has a few that run, a crowded room has thousands: by the wallet they are found without any of the others.
    found = await _rows(Combo.filter(running=True, wallet_id=wallet_of(sender_id).id))
    return [combo for combo in found if combo.room_id == room_id]


async def _rows(found: QuerySet[Model]) -> list[ComboRow]:
    return [ComboRow(*row) for row in await found.values_list(*ComboRow._fields)]
