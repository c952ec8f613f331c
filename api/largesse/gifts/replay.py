"""
Replaying: what the gift types on offer now would ask for gifts that were sent, where that is another price.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from largesse.catalogue import Occasion, ineligible
from largesse.errors import GiftTypeUnknown, GiftVariantUnknown, PluginFailed
from largesse.gifts.detail import detail_of
from largesse.offers import PriceQuestion

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from largesse.catalogue import Catalogue, Offer
    from largesse.gifts.detail import GiftDetail
    from largesse.gifts.rows import GiftRow
    from largesse.offers import GiftVariant, Price
    from largesse.rooms.rows import RoomRow

    Ask = Callable[[Offer, PriceQuestion], Awaitable[Price]]
    """Asks a gift type that prices itself, in its plugin's thread."""

_KNOWN: Final = frozenset({"NOT_YET", "OVER", "ROOM"})
"""Who was eligible can be told of time and room alone: what a token said of the sender is kept nowhere."""


class Repriced(NamedTuple):
    """
    A gift that would be priced otherwise, or not be sent at all.

    Args:
        gift: the gift as it was sent.
        variant: the key of its variant; None if it was in none.
        price_coins: what one would cost now; None if it would be refused.
        reason: why it would be refused, or why it is this price in the plugin's words; may be empty.
    """

    gift: GiftRow
    variant: str | None
    price_coins: int | None
    reason: str


async def repriced(gift: GiftRow, room: RoomRow, catalogue: Catalogue, ask: Ask) -> Repriced | None:
    """
    Return what a gift would cost if it had been sent at its instant with the gift types on offer now.

    A gift type that prices itself is asked what it was asked then; of a gift whose price was fixed, it is asked as of
    the instant of sending, for the region whose rate card paid.

    Args:
        gift: a gift that was sent.
        room: where.
        catalogue: every gift type on offer.
        ask: asks one that prices itself.

    Returns:
        The gift with its new price, or None if it would have cost the same.
    """
    detail = detail_of(gift.detail)
    sent = detail["type"].get("variant")
    named = sent["key"] if sent else None
    try:
        offer = catalogue.find(gift.gift_type)
        variant = offer.variant(named)
        reason = _refusal(gift, offer)
        if reason is not None:
            return Repriced(gift, named, None, reason)
        if offer.gift_type.pricing is None:
            coins, why = offer.price_at(variant, gift.sent_at), ""
        else:
            price = await ask(offer, question_of(gift, detail, room, offer, variant))
            coins, why = price.coins, price.reason
    except (GiftTypeUnknown, GiftVariantUnknown, PluginFailed) as refusal:
        return Repriced(gift, named, None, str(refusal))
    return None if coins == gift.price_coins else Repriced(gift, named, coins, why)


def question_of(
    gift: GiftRow, detail: GiftDetail, room: RoomRow, offer: Offer, variant: GiftVariant | None
) -> PriceQuestion:
    """
    Return what a gift type would have been asked of a gift.

    Args:
        gift: the gift.
        detail: what it stores.
        room: where it was sent.
        offer: its gift type as it is on offer now.
        variant: its variant as it is now.
    """
    proposal = detail["proposal"]
    now = proposal["asked_at"] if proposal else gift.sent_at
    region = proposal["recipient_region"] if proposal else detail["bucket"]["region"]
    return PriceQuestion(
        gift_type=gift.gift_type,
        variant=variant.key if variant else None,
        quantity=gift.quantity,
        price_coins=offer.price_at(variant, now),
        room_id=gift.room_id,
        room_opened_at=room.opened_at,
        recipient_region=region or None,
        now=now,
    )


def _refusal(gift: GiftRow, offer: Offer) -> str | None:
    most = offer.gift_type.quantity_max
    if gift.quantity > most:
        return f"The quantity must be from 1 to {most}, not {gift.quantity}."
    not_eligible = ineligible(offer.gift_type, Occasion(gift.room_id, gift.sent_at))
    return str(not_eligible) if not_eligible is not None and not_eligible.reason in _KNOWN else None
