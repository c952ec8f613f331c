"""
Rate cards as they were published: kept for ever, whatever becomes of the plugin that offered them.
"""

from __future__ import annotations

from typing import NamedTuple

from largesse.ledger.table import Mode, Table


class RateCardRow(NamedTuple):
    """
    A published rate card.

    Args:
        hash: SHA-256 over the card and the hash of the one before.
        content: canonical JSON of every field.
        published_at: when it could first be seen here.
    """

    region: str
    card_version: int
    hash: str
    holds_from: int
    content: str
    published_at: int


RATE_CARDS = Table(name="rate_cards", row=RateCardRow, mode=Mode.APPEND, rank=950, key_length=2)
