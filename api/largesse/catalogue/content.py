"""
What a gift type says, in a form that can be hashed: two nodes with the same plugin say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from largesse.offers import Eligibility, GiftType, GiftVariant, Media
    from largesse.plugins import Content

    Hash = Callable[[Path], str]
    """Returns the SHA-256 of a file, in hexadecimal."""


def content_of(gift_type: GiftType, hash_of: Hash) -> dict[str, Content]:
    """
    Return all that a gift type says, in JSON's terms.

    Files stand there by the hash of their bytes: where they lie differs from machine to machine. Of code that prices
    it, nothing can be said but that there is some.

    Args:
        gift_type: any gift type.
        hash_of: the SHA-256 of a file, in hexadecimal.
    """
    return {
        "key": gift_type.key,
        "version": gift_type.version,
        "names": dict(gift_type.names),
        "emoji": gift_type.emoji,
        "price_coins": gift_type.price_coins,
        "prices": [{"holds_from": dated.holds_from, "price_coins": dated.price_coins} for dated in gift_type.prices],
        "variants": [_variant_content(variant, hash_of) for variant in gift_type.variants],
        "dynamic": gift_type.pricing is not None,
        "tier": gift_type.tier.value,
        "quantity_max": gift_type.quantity_max,
        "sort_order": gift_type.sort_order,
        "eligibility": _eligibility_content(gift_type.eligibility),
        "media": _media_content(gift_type.media, hash_of),
    }


def _variant_content(variant: GiftVariant, hash_of: Hash) -> dict[str, Content]:
    return {
        "key": variant.key,
        "names": dict(variant.names),
        "emoji": variant.emoji,
        "price_coins": variant.price_coins,
        "media": None if variant.media is None else _media_content(variant.media, hash_of),
    }


def _eligibility_content(eligibility: Eligibility) -> dict[str, Content]:
    periods = eligibility.periods
    return {
        "sender_age_min": eligibility.sender_age_min,
        "recipient_age_min": eligibility.recipient_age_min,
        "regions": None if eligibility.regions is None else sorted(eligibility.regions),
        "level_min": eligibility.level_min,
        "rooms": None if eligibility.rooms is None else sorted(eligibility.rooms),
        "periods": None if periods is None else [[each.starts_at, each.ends_at] for each in periods],
    }


def _media_content(media: Media, hash_of: Hash) -> dict[str, Content]:
    def named(path: Path | None) -> Content:
        return None if path is None else {"name": path.name, "sha256": hash_of(path)}

    return {
        "still": named(media.still),
        "animation": named(media.animation),
        "reduced_motion": named(media.reduced_motion),
        "sound": named(media.sound),
        "duration_ms": media.duration_ms,
        "loops": media.loops,
        "colors": list(media.colors),
    }
