"""
`walletGrant`: an operator issues coins, as a lot with all its fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.clock import FOREVER
from largesse.errors import InvalidInput
from largesse.ledger.account import AccountClass, platform_account
from largesse.ledger.deed import Decision, Deed, Posting, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.money import COIN, CURRENCIES, ONE, checked
from largesse.offers import Channel
from largesse.wallets.rows import LOTS, LotRow, Origin, wallet_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.clock import Instant
    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal
    from largesse.money import Ratio

OPERATION = "walletGrant"
COINS_MAX = 10**16
"""
The most coins in one grant: past 2^53, so that nobody takes a float for enough, and 900 such still fit into 64 bits in
the account of all coins issued. A gift checks its own total, whose diamonds in millionths must fit as well.
"""
PAID_UNITS_MAX = 10**15
"""The most that can be said to have been paid for a grant, in minor units."""
REASON_LENGTH_MAX = 500
_STORES = (Channel.IOS, Channel.ANDROID)
"""The channels that remit the tax themselves, and whose coins never expire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantOrder:
    """
    What an operator asks for.

    Args:
        caller_id: the operator.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        owner_id: whose wallet the coins go to.
        coins: how many, from 1 to 10,000,000,000,000,000.
        origin: why they are issued.
        reason: why, in 1 to 500 characters.
        channel: where they were bought, if they were.
        paid_units: what was paid, tax included, in minor units; only for purchased coins.
        tax_units: the part of it that was tax.
        fee_units: the part of it that the channel kept.
        currency: ISO 4217; empty if nothing was paid.
        earns: the part of its value that a coin earns the creator, up to one; purchased coins earn all of it.
        expires_at: the instant from which they cannot be spent; none if never.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    owner_id: str
    coins: int
    origin: Origin
    reason: str
    channel: Channel | None = None
    paid_units: int = 0
    tax_units: int = 0
    fee_units: int = 0
    currency: str = ""
    earns: Ratio = ONE
    expires_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletGrant(Deed):
    """Issue coins; the lot takes the deed's identifier."""

    order: GrantOrder

    def needs(self, needs: Needs) -> None:
        """Name the wallet."""
        needs.wallet(wallet_of(self.order.owner_id))

    def decide(self, state: State) -> Decision:
        """
        Issue the lot.

        Raises:
            InvalidInput: the expiry does not lie ahead.
            AmountOutOfRange: the wallet cannot hold so much.
        """
        order = self.order
        if order.expires_at is not None and order.expires_at <= state.now:
            raise InvalidInput("expiresAt", "it does not lie ahead")
        row = state.account(wallet_of(order.owner_id))
        balance_after = checked((row.balance if row else 0) + order.coins)
        lot = self._lot(state.now)
        return Decision(
            postings=issue_postings(order),
            writes=(Write(LOTS, lot),),
            result={"lot_id": lot.id, "balance_after": balance_after, "reason": order.reason},
            answer=lot,
        )

    def _lot(self, now: Instant) -> LotRow:
        order = self.order
        return LotRow(
            id=self.id,
            wallet_id=wallet_of(order.owner_id).id,
            origin=order.origin.value,
            channel=order.channel.value if order.channel else "NONE",
            quantity=order.coins,
            used=0,
            open=True,
            paid_units=order.paid_units,
            tax_units=order.tax_units,
            fee_units=order.fee_units,
            currency=order.currency,
            earns=str(order.earns),
            rank_paid=int(order.origin is Origin.PURCHASED),
            issued_at=now,
            expires_at=FOREVER if order.expires_at is None else order.expires_at,
            region="",
            card_version=0,
            card_hash="",
            cause_id=self.id,
        )


async def grant(journal: Journal, order: GrantOrder) -> Applied:
    """
    Issue coins.

    Returns:
        The result `{"lot_id", "balance_after", "reason"}`; the answer is the `LotRow`.

    Raises:
        InvalidInput: a value that can never be right.
        AmountOutOfRange: the wallet cannot hold so much.
        KeyReused: the key stands for something else.
    """
    deed = WalletGrant(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        failure=problem_of(order),
        order=order,
    )
    return await journal.submit(deed)


def issue_postings(order: GrantOrder) -> tuple[Posting, ...]:
    """
    Return the legs of a grant: the coins, and what was paid for them.

    Where an app store remits the tax, it was never ours and is in no leg; elsewhere we owe it.
    """
    owed = order.paid_units - order.tax_units
    tax = 0 if order.channel in _STORES else order.tax_units
    money = (
        ("purchases_receivable", AccountClass.ASSET, order.fee_units - owed - tax),
        ("channel_fees", AccountClass.EXPENSE, -order.fee_units),
        ("coin_liability", AccountClass.LIABILITY, owed),
        ("tax_payable", AccountClass.LIABILITY, tax),
    )
    return (
        Posting(wallet_of(order.owner_id), order.coins),
        Posting(platform_account("coins_issued", COIN, AccountClass.ASSET), -order.coins),
        *(
            Posting(platform_account(purpose, order.currency, account_class), amount)
            for purpose, account_class, amount in money
            if amount
        ),
    )


def problem_of(order: GrantOrder) -> InvalidInput | None:
    """Return what can never be right about an order, or None."""
    money = (order.paid_units, order.tax_units, order.fee_units)
    purchased = order.origin is Origin.PURCHASED
    checks = (
        ("coins", 1 <= order.coins <= COINS_MAX, f"it must be from 1 to {COINS_MAX}"),
        (
            "reason",
            0 < len(order.reason.strip()) <= REASON_LENGTH_MAX,
            f"it must have 1 to {REASON_LENGTH_MAX} letters",
        ),
        ("channel", purchased or order.channel is None, "only purchased coins have one"),
        (
            "paid.paidUnits",
            min(money) >= 0 and order.paid_units <= PAID_UNITS_MAX,
            f"it must be from 0 to {PAID_UNITS_MAX}",
        ),
        ("paid.paidUnits", purchased or not any(money), "only purchased coins were paid for"),
        ("paid.paidUnits", order.tax_units + order.fee_units <= order.paid_units, "it must cover tax and fee"),
        ("paid.currency", not order.paid_units or order.currency in CURRENCIES, "it must be a currency of ISO 4217"),
        ("paid.currency", bool(order.paid_units) or not order.currency, "it needs an amount that was paid"),
        ("earns", 0 <= order.earns.numerator <= order.earns.denominator, "it must be from 0 to 1"),
        ("earns", not purchased or order.earns.numerator == order.earns.denominator, "purchased coins earn in full"),
        ("expiresAt", order.channel not in _STORES or order.expires_at is None, "coins of an app store never expire"),
        ("expiresAt", order.expires_at is None or order.expires_at < FOREVER, "it is past the end of time"),
    )
    return next((InvalidInput(path, reason) for path, holds, reason in checks if not holds), None)
