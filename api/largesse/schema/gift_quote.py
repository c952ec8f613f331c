"""
What would be asked for a gift in a room, in any variant and quantity: the total that its sender has to have seen.
"""

import strawberry

from largesse.errors import QuantityOutOfRange
from largesse.gifts.pricing import Wanted
from largesse.schema.catalogue import GiftType, gift_type_node, list_price
from largesse.schema.context import Context
from largesse.schema.money import Money
from largesse.schema.people import Person, person_node
from largesse.schema.scalars import BigInt, DateTime
from largesse.schema.tray import Tray, prices_of, standing_of, told_of_send
from largesse.schema.unions import GiftSendError
from largesse.schema.variants import GiftVariant, gift_variant


@strawberry.type
class GiftQuote:
    """What would be asked for a gift, of this viewer as of anybody else, in this room, for this recipient, now."""

    gift_type: GiftType
    """What would be given."""
    variant: GiftVariant | None
    """In which variant; null if it comes in none."""
    quantity: int
    """How many at once."""
    recipient: Person | None
    """Who would receive it; null if whoever was asked for is not on stage."""
    price_coins: BigInt | None
    """The price of one; null if it cannot be told, for what `refusal` tells."""
    total_coins: BigInt | None
    """The price of all: the `priceSeen` of a `giftSend`; null if it cannot be told."""
    holds_until: DateTime | None
    """The first instant at which this price does not hold any more; null while no other is announced."""
    reason: str | None
    """Why it is this price, in the plugin's words; null if it is fixed."""
    list_price: Money | None
    """What `totalCoins` cost at list price where the viewer is, tax included; null where no rate card is in force."""
    refusal: GiftSendError | None
    """What sending it would be refused for now; null if it would be taken."""


async def gift_quote(context: Context, tray: Tray, gift_type: str, variant: str | None, quantity: int) -> GiftQuote:
    """
    Return what would be asked for a gift.

    Args:
        context: the operation.
        tray: who would send it, where, to whom and when.
        gift_type: the key of a gift type.
        variant: the key of one of its variants; the first if None.
        quantity: how many at once.

    Raises:
        GiftTypeUnknown: no such gift type is on offer.
        GiftVariantUnknown: it has no such variant.
        QuantityOutOfRange: the quantity is not between one and the gift type's most.
    """
    offer = context.services.catalogue.find(gift_type)
    chosen = offer.variant(variant)
    if not 1 <= quantity <= offer.gift_type.quantity_max:
        raise QuantityOutOfRange(quantity, offer.gift_type.quantity_max)
    wanted = Wanted(offer, chosen, quantity)
    (asked,) = await prices_of(context, tray, [wanted])
    known = asked.failure is None
    total = asked.coins * quantity
    return GiftQuote(
        gift_type=gift_type_node(offer, tray.now),
        variant=gift_variant(offer, chosen) if chosen else None,
        quantity=quantity,
        recipient=person_node(tray.recipient.person_id) if tray.recipient else None,
        price_coins=asked.coins if known else None,
        total_coins=total if known else None,
        holds_until=asked.holds_until,
        reason=asked.reason,
        list_price=list_price(context, tray.caller.region, total) if known else None,
        refusal=told_of_send(standing_of(context, tray, wanted, asked).refusal),
    )
