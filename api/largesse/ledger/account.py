"""
Accounts: one owner, one purpose, one asset, one class.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID, uuid5

from largesse.ledger.table import Id, Mode, Table

NAMESPACE = UUID("6b1a3f0e-5c0d-5d0a-9a53-2f6c35a0c4b7")
"""The namespace of every identifier that is derived rather than made."""
PLATFORM_SLOTS = 16
"""Rows per account of the platform, so that nodes do not queue for one."""


class AccountClass(Enum):
    """What an account is in the books; credits are positive, debits negative."""

    ASSET = "asset"
    """What the platform has or is owed: normally negative, a debit."""
    LIABILITY = "liability"
    """What the platform owes, to viewers, creators or the tax office: normally positive."""
    INCOME = "income"
    """What it has earned: normally positive."""
    EXPENSE = "expense"
    """What it has spent: normally negative."""


class AccountMode(Enum):
    """Who owns an account, and so how it is written."""

    WALLET = "wallet"
    """A person's, which may be spent from: guarded by its version; the floor is 0."""
    EARNINGS = "earnings"
    """A person's, which is credited without being read: summed; the floor is 0."""
    PLATFORM = "platform"
    """The platform's own: summed over sixteen slots, folded per batch; no floor."""


class Account(NamedTuple):
    """
    An account as it is named in a posting.

    Args:
        id: derived from owner, purpose and asset; of slot 0 if the platform's.
        owner_id: the person; the nil uuid for the platform.
        purpose: what it is for, such as `wallet` or `gift_income`.
        asset: COIN, DIAMOND or ISO 4217.
        account_class: the value of an `AccountClass`.
        mode: the value of an `AccountMode`.
    """

    id: Id
    owner_id: Id
    purpose: str
    asset: str
    account_class: str
    mode: str


class AccountRow(NamedTuple):
    """
    An account as it stands in the database.

    Args:
        floor: the least balance, in the asset's units; none for the platform's own.
        balance: the sum of its entries.
        entries: how many there are, and so the number of the last.
        posted_at: the instant of the last entry.
        version: moved by every write of a wallet and of whatever it covers.
    """

    id: Id
    owner_id: Id
    purpose: str
    asset: str
    account_class: str
    mode: str
    slot: int
    floor: int | None
    balance: int
    entries: int
    posted_at: int
    version: int


ACCOUNTS = Table(
    name="accounts",
    row=AccountRow,
    mode=Mode.GUARD,
    rank=10,
    mutable=("balance", "entries", "posted_at"),
)
PLATFORM_ID = str(UUID(int=0))


@lru_cache(maxsize=200_000)
def account_id(owner_id: str, purpose: str, asset: str, slot: int = 0) -> str:
    """Return the identifier that an account of this owner, purpose and asset has for ever."""
    return str(uuid5(NAMESPACE, f"{owner_id}/{purpose}/{asset}/{slot}"))


@lru_cache(maxsize=200_000)
def person_account(
    owner_id: str,
    purpose: str,
    asset: str,
    mode: AccountMode,
    account_class: AccountClass = AccountClass.LIABILITY,
) -> Account:
    """Return a person's account; it comes into being with its first entry."""
    return Account(account_id(owner_id, purpose, asset), owner_id, purpose, asset, account_class.value, mode.value)


@lru_cache(maxsize=4096)
def platform_account(purpose: str, asset: str, account_class: AccountClass) -> Account:
    """Return an account of the platform's own."""
    return Account(
        account_id(PLATFORM_ID, purpose, asset),
        PLATFORM_ID,
        purpose,
        asset,
        account_class.value,
        AccountMode.PLATFORM.value,
    )
