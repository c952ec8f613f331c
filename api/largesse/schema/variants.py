"""
What a gift type comes in: variants with names, media and prices of their own, and prices by date.
"""

import strawberry

from largesse.catalogue import MediaAddresses, Offer
from largesse.offers import GiftVariant as Offered
from largesse.offers import Media
from largesse.schema.context import Info
from largesse.schema.scalars import BigInt, DateTime


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
class DatedPrice:
    """A price from an instant on."""

    holds_from: DateTime
    """From when it holds."""
    price_coins: BigInt
    """The price of one."""


@strawberry.type
class GiftVariant:
    """One of the ways in which a gift type comes: another colour, size or shape."""

    offer: strawberry.Private[Offer]
    variant: strawberry.Private[Offered]
    key: str
    """Its name for ever: the `variant` of a `giftSend`."""
    emoji: str
    """One emoji that stands for it where no picture can be shown."""

    @strawberry.field
    def name(self, info: Info, locale: str | None = None) -> str:
        """
        Return the name of gift and variant together in a language, or in English where it has none in that.

        Args:
            info: the operation.
            locale: BCP 47, such as `pt-BR`; the caller's own if left out.
        """
        return self.variant.name_in(locale or info.context.locale)

    @strawberry.field
    def names(self) -> list[LocalName]:
        """Return the names in all languages it has; fixed with the gift type's version."""
        return [LocalName(locale=locale, name=name) for locale, name in sorted(self.variant.names.items())]

    @strawberry.field
    def price_coins(self, info: Info) -> BigInt:
        """Return the price of one that is in force; the nominal one, if the gift type prices itself."""
        return self.offer.price_at(self.variant, info.context.services.clock.now())

    @strawberry.field
    def media(self) -> GiftMedia:
        """Return what it looks and sounds like: its own, or its gift type's."""
        return gift_media(self.variant.media or self.offer.gift_type.media, self.offer.media_of(self.variant))


def gift_media(media: Media, addresses: MediaAddresses) -> GiftMedia:
    """Return media with where they are served."""
    return GiftMedia(
        still=addresses.still,
        animation=addresses.animation,
        reduced_motion=addresses.reduced_motion,
        sound=addresses.sound,
        duration_ms=media.duration_ms,
        loops=media.loops,
        colors=list(media.colors),
    )


def gift_variants(offer: Offer) -> list[GiftVariant]:
    """Return the variants of a gift type on offer, in their order."""
    return [gift_variant(offer, variant) for variant in offer.gift_type.variants]


def gift_variant(offer: Offer, variant: Offered) -> GiftVariant:
    """Return a variant of a gift type on offer."""
    emoji = variant.emoji or offer.gift_type.emoji
    return GiftVariant(offer=offer, variant=variant, key=variant.key, emoji=emoji)
