"""
What is told of gifts: that one was sent, taken back, or thanked for.
"""

from typing import TYPE_CHECKING, cast

import orjson
import strawberry

from largesse.ledger.rows import EventRow
from largesse.schema.combos import Combo, combo_then
from largesse.schema.filling import Filled
from largesse.schema.gifts import Gift, gift_node
from largesse.schema.room_events.item import Shows, StreamItem
from largesse.schema.scalars import BigInt, DateTime
from largesse.streams import Occurred

if TYPE_CHECKING:
    from largesse.combos.streak import Told


@strawberry.type
class GiftSentEvent(StreamItem):
    """A gift was sent."""

    occurred_at: DateTime
    """When."""
    gift: Gift
    """The gift."""
    combo: Combo | None
    """The combo that it belongs to, as it was with it in it; null if the gift is anonymous."""


@strawberry.type
class GiftReversedEvent(StreamItem):
    """A gift was taken back, whole or in part."""

    occurred_at: DateTime
    """When."""
    gift: Gift
    """The gift, with what is left of it."""
    reversed_quantity: int
    """How many of its units were taken back."""
    reversed_coins: BigInt
    """How many coins went back to its sender."""


@strawberry.type
class GiftThankedEvent(StreamItem):
    """The recipient of a gift said thank you for it."""

    occurred_at: DateTime
    """When."""
    gift: Gift
    """The gift; who sent it anonymously stays unknown."""


def _sent(heard: Occurred, filled: Filled) -> StreamItem:
    gift = gift_of(filled)
    told = cast("Told | None", filled.payload.get("combo"))
    return GiftSentEvent(
        cursor=heard.cursor.text,
        offset=heard.cursor.offset,
        occurred_at=heard.event.decided_at,
        gift=gift,
        combo=combo_then(gift.row, told, filled),
    )


def _reversed(heard: Occurred, filled: Filled) -> StreamItem:
    payload = filled.payload
    return GiftReversedEvent(
        cursor=heard.cursor.text,
        offset=heard.cursor.offset,
        occurred_at=heard.event.decided_at,
        gift=gift_of(filled, cast("int", payload["remaining"])),
        reversed_quantity=cast("int", payload["quantity"]),
        reversed_coins=cast("int", payload["total_coins"]),
    )


def _thanked(heard: Occurred, filled: Filled) -> StreamItem:
    return GiftThankedEvent(
        cursor=heard.cursor.text,
        offset=heard.cursor.offset,
        occurred_at=heard.event.decided_at,
        gift=gift_of(filled, thanked_at=cast("int", filled.payload["thanked_at"])),
    )


SHOWS: Shows = {"giftSent": _sent, "giftReversed": _reversed, "giftThanked": _thanked}


def gift_of(filled: Filled, remaining: int | None = None, thanked_at: int | None = None) -> Gift:
    """
    Return the gift that an event tells of, as the whole room may see it.

    Args:
        filled: the event.
        remaining: what is left of it since, if the event tells.
        thanked_at: when it was thanked for, if the event tells.

    Raises:
        LookupError: the books have no such gift, which is a mistake of ours.
    """
    if filled.gift is None:
        message = f"the gift {filled.payload.get('gift_id')} of an event is not there"
        raise LookupError(message)
    return gift_node(filled.gift, remaining, filled, thanked_known=thanked_at, public=True)


def combo_of(event: EventRow) -> str | None:
    """Return the combo that an event counts a gift of; the next one of it counts this gift as well."""
    if event.kind != "giftSent":
        return None
    combo = orjson.loads(event.payload).get("combo")
    return str(combo["id"]) if combo else None
