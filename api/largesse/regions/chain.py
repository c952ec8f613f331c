"""
The chain of a region's rate cards: each hash covers the one before, so that no past card changes unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.plugins import digest_of

if TYPE_CHECKING:
    from largesse.offers import CoinPack, RateCard, Region
    from largesse.plugins import Content


def card_hashes(region: Region) -> tuple[str, ...]:
    """
    Return the hash of each card of a region, oldest first.

    A hash is the SHA-256, in hexadecimal, of canonical JSON (UTF-8, keys sorted, no spaces, ratios as written, such
    as `"1/2"`) with the keys `region`, `currency`, `previous` (the hash of the card before, empty for the first) and
    `card` (every field of the card under its own name).
    """
    hashes: list[str] = []
    for card in region.cards:
        hashes.append(
            digest_of(
                {
                    "region": region.code,
                    "currency": region.currency,
                    "previous": hashes[-1] if hashes else "",
                    "card": content_of(card),
                }
            )
        )
    return tuple(hashes)


def content_of(card: RateCard) -> dict[str, Content]:
    """Return every field of a card under its own name, as its hash covers it."""
    return {
        "version": card.version,
        "holds_from": card.holds_from,
        "list_price": str(card.list_price),
        "creator_share": str(card.creator_share),
        "payout_value": str(card.payout_value),
        "payout_fee": str(card.payout_fee),
        "payout_minimum_units": card.payout_minimum_units,
        "holding_days": card.holding_days,
        "withdrawal_days": card.withdrawal_days,
        "notice_days": card.notice_days,
        "packs": [_pack_content_of(pack) for pack in card.packs],
        "derivation": list(card.derivation),
        "reason": card.reason,
        "statutory": card.statutory,
    }


def _pack_content_of(pack: CoinPack) -> dict[str, Content]:
    return {
        "channel": pack.channel.value,
        "coins": pack.coins,
        "price_units": pack.price_units,
        "tax": str(pack.tax),
        "fee": str(pack.fee),
    }
