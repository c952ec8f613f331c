"""
What a gift type says, in a form that can be hashed: two nodes with the same plugin say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from largesse.offers import GiftType
    from largesse.plugins import Content


def content_of(gift_type: GiftType, hash_of: Callable[[Path], str]) -> dict[str, Content]:
    """
    Return all that a gift type says, in JSON's terms.

    Files stand there by the hash of their bytes: where they lie differs from machine to machine.

    Args:
        gift_type: any gift type.
        hash_of: the SHA-256 of a file, in hexadecimal.
    """
    media, eligibility = gift_type.media, gift_type.eligibility

    def named(path: Path | None) -> Content:
        return None if path is None else {"name": path.name, "sha256": hash_of(path)}

    return {
        "key": gift_type.key,
        "version": gift_type.version,
        "names": dict(gift_type.names),
        "emoji": gift_type.emoji,
        "price_coins": gift_type.price_coins,
        "tier": gift_type.tier.value,
        "quantity_max": gift_type.quantity_max,
        "sort_order": gift_type.sort_order,
        "eligibility": {
            "sender_age_min": eligibility.sender_age_min,
            "recipient_age_min": eligibility.recipient_age_min,
            "regions": None if eligibility.regions is None else sorted(eligibility.regions),
        },
        "media": {
            "still": named(media.still),
            "animation": named(media.animation),
            "reduced_motion": named(media.reduced_motion),
            "sound": named(media.sound),
            "duration_ms": media.duration_ms,
            "loops": media.loops,
            "colors": list(media.colors),
        },
    }
