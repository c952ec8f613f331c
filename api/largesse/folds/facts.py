"""
Facts: events made ready to be folded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from largesse.folds.fold import Fact

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

    from largesse.gifts.rows import GiftRow
    from largesse.ledger.rows import EventRow


async def facts_of(
    events: Sequence[EventRow],
    of_gifts: Collection[str],
    find: Callable[[Collection[str]], Awaitable[Mapping[str, GiftRow]]],
) -> list[Fact]:
    """
    Return events as they are folded, in their order.

    Args:
        events: of any rooms.
        of_gifts: the kinds of events whose gifts are needed.
        find: returns gifts by their identifiers.

    Raises:
        Unavailable: the database does not answer.
    """
    payloads = [orjson.loads(event.payload) for event in events]
    told = [
        str(payload["gift_id"]) if event.kind in of_gifts else None
        for event, payload in zip(events, payloads, strict=True)
    ]
    gifts = await find({gift_id for gift_id in told if gift_id})
    return [
        Fact(event, payload, gifts[gift_id] if gift_id else None)
        for event, payload, gift_id in zip(events, payloads, told, strict=True)
    ]
