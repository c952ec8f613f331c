"""
A gift type on offer: whose it is, the hash of what it says, where its media are served, and what it costs when.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from largesse.errors import GiftVariantUnknown
from largesse.offers import Eligibility

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.clock import Instant
    from largesse.offers import GiftType, GiftVariant

_EVERYBODY = Eligibility()


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaAddresses:
    """
    Paths under which the server serves a gift type's media, such as `/media/classics/0f3a…/rose.svg`.

    Args:
        still: a picture that needs no motion.
        animation: what plays when it is sent; none if the still is enough.
        reduced_motion: what stands in for the animation where less motion is asked for; the still if nothing else.
        sound: a short sound; none if silent.
    """

    still: str
    animation: str | None
    reduced_motion: str
    sound: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """
    A gift type on offer.

    Args:
        plugin: the plugin that offers it.
        gift_type: what is offered.
        hash: SHA-256 of its content, its files' bytes included, in hexadecimal; stored with each gift.
        media: where its files are served.
        variant_media: where those of its variants are served that have their own, by the key of the variant.
        restricted: whether there is anybody, any room or any time that it is not for.
    """

    plugin: str
    gift_type: GiftType
    hash: str
    media: MediaAddresses
    variant_media: Mapping[str, MediaAddresses] = field(default_factory=dict)
    restricted: bool = field(init=False)

    def __post_init__(self) -> None:
        """Tell once what a crowd of senders would ask each time."""
        object.__setattr__(self, "restricted", self.gift_type.eligibility != _EVERYBODY)

    def variant(self, key: str | None) -> GiftVariant | None:
        """
        Return the variant of a key, or the first if none is named; None if the gift type comes in no variants.

        Raises:
            GiftVariantUnknown: it has no variant of this key.
        """
        variants = self.gift_type.variants
        if key is None:
            return variants[0] if variants else None
        for variant in variants:
            if variant.key == key:
                return variant
        raise GiftVariantUnknown(gift_type=self.gift_type.key, variant=key)

    def price_at(self, variant: GiftVariant | None, instant: Instant) -> int:
        """Return the nominal price of one that is in force at an instant, in coins."""
        if variant is not None and variant.price_coins is not None:
            return variant.price_coins
        return self.gift_type.price_at(instant)

    def price_until(self, variant: GiftVariant | None, instant: Instant) -> Instant | None:
        """Return when the nominal price of an instant ends, or None while no other is announced."""
        if variant is not None and variant.price_coins is not None:
            return None
        return next((dated.holds_from for dated in self.gift_type.prices if instant < dated.holds_from), None)

    def media_of(self, variant: GiftVariant | None) -> MediaAddresses:
        """Return where the media of a variant are served: its own, or its gift type's."""
        return self.media if variant is None else self.variant_media.get(variant.key, self.media)
