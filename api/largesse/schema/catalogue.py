"""
Gift types as the tray shows them: pictures, names, prices, and who may give them.
"""

import strawberry

from largesse.catalogue import Offer
from largesse.errors import GiftTypeUnknown, RateCardMissing
from largesse.offers import Tier
from largesse.regions import list_price_of
from largesse.schema.context import Context, Info
from largesse.schema.ids import global_id
from largesse.schema.money import Money
from largesse.schema.node import Node, finds
from largesse.schema.page import Connection, Cut, page_of
from largesse.schema.scalars import BigInt

LOCALE_DEFAULT = "en"
LISTING = "gift types"
strawberry.enum(Tier, name="GiftTier")


@strawberry.type
class GiftMedia:
    """What a gift looks and sounds like. Addresses are paths on this server; they change with their content."""

    still: str
    """A picture that needs no motion."""
    animation: str | None
    """What plays when the gift is sent; null if the still is enough."""
    reduced_motion: str
    """What stands in for the animation where less motion is asked for."""
    sound: str | None
    """A short sound; null if it is silent."""
    duration_ms: int
    """How long the gift is on screen, in milliseconds."""
    loops: bool
    """The animation begins again and again for as long as it is shown; it plays once if not."""
    colors: list[str]
    """Its colours as `#rrggbb`, the foremost first, 8 at most: what a room may tint its effects with."""


@strawberry.type
class LocalName:
    """A name in a language."""

    locale: str
    """BCP 47, such as `pt-BR`."""
    name: str
    """The name."""


@strawberry.type
class GiftEligibility:
    """Who may give and receive a gift type; what is null is not asked for."""

    sender_age_min: int | None
    """The least age of the sender in years, or null; an unknown age is not enough."""
    recipient_age_min: int | None
    """The least age of the recipient in years, or null."""
    regions: list[str] | None
    """ISO 3166 codes of where senders must be, a country with its subdivisions; fixed with the version,
    null for everywhere."""


@strawberry.type
class GiftType(Node):
    """One kind of gift on offer."""

    offer: strawberry.Private[Offer]
    key: str
    """Its name for ever: the `giftType` of a `giftSend`."""
    version: int
    """Raised whenever price, names or media change."""
    emoji: str
    """One emoji that stands for it where no picture can be shown."""
    price_coins: BigInt
    """The price of one."""
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
        caller = info.context.caller
        return self.offer.gift_type.name_in(locale or (caller and caller.locale) or LOCALE_DEFAULT)

    @strawberry.field
    def names(self) -> list[LocalName]:
        """Return the names in all languages it has; fixed with the version."""
        names = self.offer.gift_type.names
        return [LocalName(locale=locale, name=name) for locale, name in sorted(names.items())]

    @strawberry.field
    def list_price(self, info: Info, region: str | None = None) -> Money | None:
        """
        Return what the coins for one cost at list price, tax included; null where no rate card is in force.

        Args:
            info: the operation.
            region: ISO 3166; the caller's own if left out.
        """
        caller = info.context.caller
        place = region or (caller.region if caller else None)
        return list_price(info.context, place, self.offer.gift_type.price_coins)


def gift_type_node(offer: Offer) -> GiftType:
    """Return a gift type on offer."""
    gift_type, media, eligibility = offer.gift_type, offer.media, offer.gift_type.eligibility
    return GiftType(
        id=global_id("GiftType", gift_type.key),
        offer=offer,
        key=gift_type.key,
        version=gift_type.version,
        emoji=gift_type.emoji,
        price_coins=gift_type.price_coins,
        quantity_max=gift_type.quantity_max,
        tier=gift_type.tier,
        sort_order=gift_type.sort_order,
        media=GiftMedia(
            still=media.still,
            animation=media.animation,
            reduced_motion=media.reduced_motion,
            sound=media.sound,
            duration_ms=gift_type.media.duration_ms,
            loops=gift_type.media.loops,
            colors=list(gift_type.media.colors),
        ),
        eligibility=GiftEligibility(
            sender_age_min=eligibility.sender_age_min,
            recipient_age_min=eligibility.recipient_age_min,
            regions=None if eligibility.regions is None else sorted(eligibility.regions),
        ),
        plugin=offer.plugin,
        hash=offer.hash,
    )


def gift_types(context: Context, cut: Cut) -> Connection[GiftType]:
    """Return a page of all gift types on offer: by tier, then sort order, then price."""
    listing = context.services.catalogue.listing
    return page_of(listing, LISTING, lambda offer: offer.gift_type.key, cut).of(gift_type_node)


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
        return gift_type_node(context.services.catalogue.find(key))
    except GiftTypeUnknown:
        return None


@finds("GiftType", public=True)
async def find_gift_type(context: Context, key: str) -> GiftType | None:
    """Return the gift type of a key."""
    return gift_type_or_none(context, key)
