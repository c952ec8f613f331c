"""
The catalogue of all gift types on offer, fixed when the server starts.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from largesse.catalogue.content import content_of
from largesse.catalogue.media import MediaRegistry
from largesse.catalogue.offer import MediaAddresses, Offer
from largesse.errors import ConfigurationError, GiftTypeUnknown
from largesse.offers import Tier
from largesse.plugins import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from largesse.offers import GiftType, Media

_TIERS = {tier: place for place, tier in enumerate(Tier)}


class Catalogue:
    """
    Every gift type on offer, by key and in order.

    Args:
        gift_types: the name of a plugin and one of its gift types, as the loader of plugins gives them.

    Raises:
        ConfigurationError: a key is there twice, or a file of a gift type cannot be served.
    """

    __slots__ = ("_offers", "listing", "media")

    def __init__(self, gift_types: Iterable[tuple[str, GiftType]]) -> None:
        pairs = tuple(gift_types)
        try:
            media = MediaRegistry((plugin, path) for plugin, gift_type in pairs for path in _files_of(gift_type))
        except ValueError as error:
            raise ConfigurationError(reason=f"a gift type's media cannot be served: {error}") from error
        offers: dict[str, Offer] = {}
        for plugin, gift_type in pairs:
            key = gift_type.key
            if key in offers:
                raise ConfigurationError(reason=f"{offers[key].plugin!r} and {plugin!r} both offer gift type {key!r}")
            offers[key] = _offer(plugin, gift_type, media)
        self._offers: Mapping[str, Offer] = MappingProxyType(offers)
        self.listing: tuple[Offer, ...] = tuple(sorted(offers.values(), key=_place))
        """All offers: by tier, then sort order, then price, then key."""
        self.media = media
        """The files of all offers, by address."""

    def find(self, key: str) -> Offer:
        """
        Return the gift type on offer under a key.

        Raises:
            GiftTypeUnknown: there is none.
        """
        offer = self._offers.get(key)
        if offer is None:
            raise GiftTypeUnknown(gift_type=key)
        return offer


def _offer(plugin: str, gift_type: GiftType, registry: MediaRegistry) -> Offer:
    def hash_of(path: Path) -> str:
        return registry.file_of(plugin, path).file.sha256

    def address_of(path: Path | None) -> str | None:
        return None if path is None else registry.file_of(plugin, path).address

    def addresses_of(media: Media) -> MediaAddresses:
        return MediaAddresses(
            still=registry.file_of(plugin, media.still).address,
            animation=address_of(media.animation),
            reduced_motion=registry.file_of(plugin, media.reduced_motion or media.still).address,
            sound=address_of(media.sound),
        )

    return Offer(
        plugin=plugin,
        gift_type=gift_type,
        hash=digest_of(content_of(gift_type, hash_of)),
        media=addresses_of(gift_type.media),
        variant_media=MappingProxyType(
            {variant.key: addresses_of(variant.media) for variant in gift_type.variants if variant.media}
        ),
    )


def _files_of(gift_type: GiftType) -> Iterator[Path]:
    for media in (gift_type.media, *(variant.media for variant in gift_type.variants if variant.media)):
        for path in (media.still, media.animation, media.reduced_motion, media.sound):
            if path is not None:
                yield path


def _place(offer: Offer) -> tuple[int, int, int, str]:
    gift_type = offer.gift_type
    return _TIERS[gift_type.tier], gift_type.sort_order, gift_type.price_coins, gift_type.key
