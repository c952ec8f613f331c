"""
Gift types as the tray shows them: pictures, names, prices, and who may give them.
"""

import strawberry

from largesse.catalogue import Offer
from largesse.clock import Instant
from largesse.errors import GiftTypeUnknown, RateCardMissing
from largesse.offers import Tier
from largesse.regions import list_price_of
from largesse.schema.context import Context, Info
from largesse.schema.eligibility import GiftEligibility, gift_eligibility
from largesse.schema.ids import global_id
from largesse.schema.money import Money
from largesse.schema.node import Node, finds
from largesse.schema.page import Connection, Cut, page_of
from largesse.schema.scalars import BigInt
from largesse.schema.variants import DatedPrice, GiftMedia, GiftVariant, LocalName, gift_media, gift_variants

LISTING = "gift types"
strawberry.enum(Tier, name="GiftTier")


@strawberry.type
class GiftType(Node):
    """One kind of gift on offer."""

    offer: strawberry.Private[Offer]
    key: str
    """Its name for ever: the `giftType` of a `giftSend`."""
    version: int
    """Raised whenever price, names, variants or media change."""
    emoji: str
    """One emoji that stands for it where no picture can be shown."""
    price_coins: BigInt
    """The price of one that is in force, of the first variant; the nominal one, if the gift type prices itself."""
    dynamic: bool
    """Whether it prices itself, by room, quantity and time: `giftPanel` and `giftQuote` then tell what it asks for."""
    quantity_max: int
    """How many may be sent at once."""
    tier: Tier
    """How much of a moment it is."""
    sort_order: int
    """Where it stands in its tier; lower comes first."""
    media: GiftMedia
    """What it looks and sounds like."""
    eligibility: GiftEligibility
    """Who may give and receive it."""
    plugin: str
    """The plugin that offers it."""
    hash: str
    """SHA-256 of all that it says, in hexadecimal; stored with each gift."""

    @strawberry.field
    def name(self, info: Info, locale: str | None = None) -> str:
        """
        Return the name in a language, or in English where it has none in that.

        Args:
            info: the operation.
            locale: BCP 47, such as `pt-BR`; the caller's own if left out.
        """
        return self.offer.gift_type.name_in(locale or info.context.locale)

    @strawberry.field
    def names(self) -> list[LocalName]:
        """Return the names in all languages it has; fixed with the version."""
        names = self.offer.gift_type.names
        return [LocalName(locale=locale, name=name) for locale, name in sorted(names.items())]

    @strawberry.field
    def list_price(self, info: Info, region: str | None = None) -> Money | None:
        """
        Return what `priceCoins` cost at list price, tax included; null where no rate card is in force.

        Args:
            info: the operation.
            region: ISO 3166; the caller's own if left out.
        """
        return list_price(info.context, region or info.context.region, self.price_coins)

    @strawberry.field
    def variants(self) -> list[GiftVariant]:
        """Return what it comes in, 50 at most; the first is what is given if none is named. Empty if all are alike."""
        return gift_variants(self.offer)

    @strawberry.field
    def prices(self) -> list[DatedPrice]:
        """Return the prices that follow the first one, each from its instant on; fixed with the version."""
        prices = self.offer.gift_type.prices
        return [DatedPrice(holds_from=dated.holds_from, price_coins=dated.price_coins) for dated in prices]


def gift_type_node(offer: Offer, now: Instant) -> GiftType:
    """
    Return a gift type on offer.

    Args:
        offer: what is on offer.
        now: the instant whose price is told.
    """
    gift_type = offer.gift_type
    return GiftType(
        id=global_id("GiftType", gift_type.key),
        offer=offer,
        key=gift_type.key,
        version=gift_type.version,
        emoji=gift_type.emoji,
        price_coins=offer.price_at(offer.variant(None), now),
        dynamic=gift_type.pricing is not None,
        quantity_max=gift_type.quantity_max,
        tier=gift_type.tier,
        sort_order=gift_type.sort_order,
        media=gift_media(gift_type.media, offer.media),
        eligibility=gift_eligibility(gift_type.eligibility),
        plugin=offer.plugin,
        hash=offer.hash,
    )


def gift_types(context: Context, cut: Cut) -> Connection[GiftType]:
    """Return a page of all gift types on offer: by tier, then sort order, then price."""
    services = context.services
    now = services.clock.now()
    page = page_of(services.catalogue.listing, LISTING, lambda offer: offer.gift_type.key, cut)
    return page.of(lambda offer: gift_type_node(offer, now))


def list_price(context: Context, region: str | None, coins: int) -> Money | None:
    """Return what coins cost at list price in a region, or None where no rate card is in force."""
    services = context.services
    try:
        in_force = services.cards.in_force(region, services.clock.now())
    except RateCardMissing:
        return None
    return Money(units=list_price_of(in_force.card, coins), asset=in_force.currency)


def gift_type_or_none(context: Context, key: str) -> GiftType | None:
    """Return a gift type if it is still on offer."""
    try:
        return gift_type_node(context.services.catalogue.find(key), context.services.clock.now())
    except GiftTypeUnknown:
        return None


@finds("GiftType", public=True)
async def find_gift_type(context: Context, key: str) -> GiftType | None:
    """Return the gift type of a key."""
    return gift_type_or_none(context, key)
