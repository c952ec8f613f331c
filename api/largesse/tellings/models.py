"""
Turns and places as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.ledger.modelled import modelled
from largesse.ledger.models import EventModel
from largesse.tellings.rows import PLACES, TURNS, TurnRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from largesse.clock import Instant

Turn = modelled(TURNS)
Place = modelled(PLACES)


async def find_turn(plugin: str) -> TurnRow | None:
    """Return the turn to tell a plugin, or None if it was never there before."""
    rows = await Turn.filter(plugin=plugin).values_list(*TurnRow._fields)
    return TurnRow(*rows[0]) if rows else None


async def places_of(plugin: str, room_ids: Collection[str]) -> dict[str, int]:
    """Return how far a plugin was told of rooms, by room; of the others it was told nothing yet."""
    places = Place.filter(plugin=plugin, room_id__in=list(room_ids))
    return {str(room_id): int(told) for room_id, told in await places.values_list("room_id", "told")}


async def last_before(room_id: str, instant: Instant) -> int:
    """Return the offset of a room's last event before an instant; 0 if there is none."""
    # Backwards from the head, so that what happened since is looked at and not what happened before.
    found = EventModel.filter(stream_id=room_id, decided_at__lt=instant).order_by("-stream_offset").limit(1)
    offsets = await found.values_list("stream_offset")
    return int(offsets[0][0]) if offsets else 0
