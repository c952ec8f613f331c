"""
What a wallet is made of beside its balance: its state, its lots of coins and its limits.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from largesse.ledger.account import Account, AccountMode, person_account
from largesse.ledger.table import Id, Mode, Table
from largesse.money import COIN

if TYPE_CHECKING:
    from largesse.clock import Instant

SCOPE_WALLET = "wallet"
"""The scope of a limit on all that a wallet spends."""
PERIOD_DAY = "day"
"""The period of a limit that begins anew with each day."""


class Origin(Enum):
    """Why coins were issued."""

    PURCHASED = "PURCHASED"
    """Paid for; spent last, and their cost is owed until then."""
    BONUS = "BONUS"
    """Given free by the platform, to be spent."""
    SPONSOR = "SPONSOR"
    """Given free, at the cost of a sponsor."""
    COMPENSATION = "COMPENSATION"
    """Given free, to make good what went wrong."""


class WalletRow(NamedTuple):
    """
    The state of a wallet; one without a row is not frozen.

    Args:
        id: the identifier of the wallet's COIN account.
        frozen_reason: why it is frozen; empty if it is not.
    """

    id: Id
    owner_id: Id
    frozen: bool
    frozen_reason: str


class LotRow(NamedTuple):
    """
    Coins that were issued together.

    Args:
        id: the lot.
        wallet_id: the COIN account it belongs to.
        origin: the value of an `Origin`.
        channel: where it was bought: `WEB`, `IOS`, `ANDROID`, or `NONE`.
        quantity: coins it began with.
        used: coins drawn or expired so far.
        open: whether coins are left.
        paid_units: what the buyer paid, tax included, in minor units of the currency.
        tax_units: the part of it that was tax.
        fee_units: the part of it that the channel kept.
        currency: ISO 4217, or empty if no money was paid.
        earns: the ratio of a coin that becomes the creator's base, such as `1/1`.
        rank_paid: 0 for coins that were free, 1 for purchased ones, which are spent after those.
        issued_at: the instant of issue; coins that return keep it.
        expires_at: the instant from which nothing can be drawn; `FOREVER` if never.
        region: the region of the rate card that it was bought under, or empty.
        card_version: that card's version, or 0.
        card_hash: that card's hash, or empty.
        cause_id: the deed that issued it.
    """

    id: Id
    wallet_id: Id
    origin: str
    channel: str
    quantity: int
    used: int
    open: bool
    paid_units: int
    tax_units: int
    fee_units: int
    currency: str
    earns: str
    rank_paid: int
    issued_at: int
    expires_at: int
    region: str
    card_version: int
    card_hash: str
    cause_id: Id

    @property
    def cost_units(self) -> int:
        """What is owed for the whole lot, in minor units: paid less tax."""
        return self.paid_units - self.tax_units

    def left(self, now: Instant) -> int:
        """Return how many coins can still be drawn at an instant."""
        return self.quantity - self.used if now < self.expires_at else 0


class LimitRow(NamedTuple):
    """
    What a wallet has spent in a window, and what it may spend; written at every send.

    Args:
        wallet_id: the COIN account.
        scope: what is counted; `wallet` is everything.
        period: how long a window is; `day`.
        cap_coins: the most that may be spent in a window; none if there is no cap.
        next_cap_coins: the cap that waits; none with a `next_from` removes it.
        next_from: the instant from which the waiting cap holds; none if nothing waits.
        time_zone: the IANA zone in which the present window was counted.
        starts_at: the first instant of the present window.
        ends_at: the first instant after it.
        spent: coins spent in the present window.
    """

    wallet_id: Id
    scope: str
    period: str
    cap_coins: int | None
    next_cap_coins: int | None
    next_from: int | None
    time_zone: str
    starts_at: int
    ends_at: int
    spent: int


WALLETS = Table(
    name="wallets",
    row=WalletRow,
    mode=Mode.GUARD,
    rank=20,
    mutable=("frozen", "frozen_reason"),
    covered_by="id",
)
LOTS = Table(
    name="lots",
    row=LotRow,
    mode=Mode.GUARD,
    rank=30,
    mutable=("used", "open"),
    covered_by="wallet_id",
    range_owner="wallet_id",
    range_open="open",
    range_order=("expires_at", "rank_paid", "issued_at", "id"),
)
LIMITS = Table(
    name="limits",
    row=LimitRow,
    mode=Mode.GUARD,
    rank=40,
    key_length=3,
    mutable=("cap_coins", "next_cap_coins", "next_from", "time_zone", "starts_at", "ends_at", "spent"),
    covered_by="wallet_id",
)


@lru_cache(maxsize=100_000)
def wallet_of(owner_id: str) -> Account:
    """Return the COIN account that is a person's wallet."""
    return person_account(owner_id, "wallet", COIN, AccountMode.WALLET)
