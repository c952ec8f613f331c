"""
Buckets: diamonds earned under the same rate card that mature together.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from largesse.ledger.account import Account, AccountMode, person_account
from largesse.ledger.table import Id, Mode, Table
from largesse.money import DIAMOND


class BucketRow(NamedTuple):
    """
    Diamonds of one creator that share their versions and the day they mature.

    Args:
        account_id: the creator's DIAMOND account of what is pending.
        region: the region of the rate card that they were earned under.
        card_version: that card's version.
        matures_at: the instant from which they are the creator's to take.
        diamonds: how many, in millionths.
        payable_units: what is owed for them, in minor units of the currency.
        currency: the card's, ISO 4217.
    """

    account_id: Id
    region: str
    card_version: int
    matures_at: int
    diamonds: int
    payable_units: int
    currency: str


BUCKETS = Table(
    name="buckets",
    row=BucketRow,
    mode=Mode.TAKE,
    rank=70,
    key_length=4,
    mutable=("diamonds", "payable_units"),
)


@lru_cache(maxsize=100_000)
def pending_of(owner_id: str) -> Account:
    """Return the DIAMOND account of what a creator has earned and not yet got."""
    return person_account(owner_id, "pending", DIAMOND, AccountMode.EARNINGS)
