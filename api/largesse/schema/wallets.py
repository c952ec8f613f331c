"""
Wallets as their owners see them: what can be spent, the lots it lies in, the statement, the cap.
"""

import strawberry

from largesse.clock import FOREVER, Instant
from largesse.ledger.account import ACCOUNTS
from largesse.money import COIN, ratio_of
from largesse.offers import Channel
from largesse.schema.context import Context, Info
from largesse.schema.ids import global_id, is_uuid
from largesse.schema.ledger import Entry, statement, visible_account
from largesse.schema.money import Money, Rate
from largesse.schema.node import Node, finds
from largesse.schema.page import PAGE_SIZE_MAX, Connection, Listing, cut_of
from largesse.schema.people import Person, person_node
from largesse.schema.scalars import BigInt, DateTime
from largesse.wallets.limit import window_at
from largesse.wallets.rows import (
    LIMITS,
    LOTS,
    PERIOD_DAY,
    SCOPE_WALLET,
    WALLETS,
    LimitRow,
    LotRow,
    Origin,
    wallet_of,
)

strawberry.enum(Origin, name="CoinOrigin")
NO_CHANNEL = "NONE"
"""What is stored where coins were not bought."""


@strawberry.type
class Lot(Node):
    """
    Coins that were issued together, with what was paid for them.

    What expires first is spent first, then what was free, then what was purchased, the oldest first.
    """

    origin: Origin
    """Why they were issued."""
    channel: Channel | None
    """Where they were bought; null if they were not."""
    issued_coins: BigInt
    """How many there were."""
    used_coins: BigInt
    """How many of them are spent, or ended when the lot expired."""
    left_coins: BigInt
    """How many can still be spent; none once the lot has expired."""
    paid: Money | None
    """What was paid for all of them, tax included; null if nothing was."""
    tax: Money | None
    """How much of that was tax; null if nothing was paid."""
    channel_fee: Money | None
    """How much of it the channel kept; null if nothing was paid."""
    earns: Rate
    """The part of its value that a coin of this lot earns a creator."""
    issued_at: DateTime
    """When."""
    expires_at: DateTime | None
    """From when they cannot be spent; null if they never expire."""


@strawberry.type
class WaitingCap:
    """A higher cap, or none, that has been asked for and waits."""

    cap_coins: BigInt | None
    """The cap that will hold; null if there will be none."""
    holds_from: DateTime
    """From when."""


@strawberry.type
class SpendingCap:
    """What a wallet may spend in a day, as its owner has set it, and what it has spent."""

    cap_coins: BigInt | None
    """The cap in force; null if there is none."""
    waiting: WaitingCap | None
    """A raise that waits, so that nobody lifts their own cap in the heat of the moment; null if none does."""
    spent_coins: BigInt
    """What is spent in the present window, whether there is a cap or not."""
    starts_at: DateTime
    """When the present window began."""
    resets_at: DateTime
    """When the next one begins."""
    time_zone: str
    """The IANA zone in which the window is a day."""


@strawberry.type
class Wallet(Node):
    """A person's coins. Seen by its owner and by operators alone."""

    key: strawberry.Private[str]
    balance_known: strawberry.Private[int | None] = None
    available_known: strawberry.Private[int | None] = None
    limit_known: strawberry.Private[LimitRow | None] = None

    @strawberry.field
    def owner(self) -> Person:
        """Return whose it is."""
        return person_node(self.key)

    @strawberry.field
    async def available_coins(self, info: Info) -> BigInt:
        """Return what can be spent; coins of a lot that has expired never count."""
        if self.available_known is not None:
            return self.available_known
        context, account_id = info.context, wallet_of(self.key).id
        balance = await self._balance(context)
        return balance - await _expired_coins(context, account_id, context.services.clock.now())

    @strawberry.field
    async def balance_coins(self, info: Info) -> BigInt:
        """Return what the books say, lots included that have expired and are not swept yet."""
        return await self._balance(info.context)

    @strawberry.field
    async def frozen(self, info: Info) -> bool:
        """Tell whether an operator keeps it from spending."""
        row = await info.context.row(WALLETS, wallet_of(self.key).id)
        return row.frozen if row else False

    @strawberry.field
    async def frozen_reason(self, info: Info) -> str | None:
        """Return why it is frozen; null if it is not."""
        row = await info.context.row(WALLETS, wallet_of(self.key).id)
        return row.frozen_reason if row and row.frozen else None

    @strawberry.field
    async def spending_cap(self, info: Info) -> SpendingCap:
        """Return the daily cap, what of it is spent, and what waits."""
        context, account_id = info.context, wallet_of(self.key).id
        limit = self.limit_known or await context.row(LIMITS, account_id, SCOPE_WALLET, PERIOD_DAY)
        return spending_cap(window_at(limit, account_id, context.services.clock.now(), context.time_zone()))

    @strawberry.field
    async def lots(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Lot]:
        """Return the lots that have coins left, in the order in which they are spent."""
        context = info.context
        where = {"wallet_id": wallet_of(self.key).id, "open": True}
        listing = Listing(table=LOTS, where=where, order=LOTS.range_order)
        page = await listing.page(context.services.rows, cut_of(first, after, last, before))
        now = context.services.clock.now()
        return page.of(lambda row: lot_node(row, now))

    @strawberry.field
    async def entries(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Entry]:
        """Return the statement, the newest line first."""
        return await statement(info.context, wallet_of(self.key).id, COIN, cut_of(first, after, last, before))

    async def _balance(self, context: Context) -> int:
        if self.balance_known is not None:
            return self.balance_known
        row = await context.row(ACCOUNTS, wallet_of(self.key).id)
        return row.balance if row else 0


def wallet_node(
    owner_id: str,
    balance_known: int | None = None,
    limit_known: LimitRow | None = None,
    available_known: int | None = None,
) -> Wallet:
    """
    Return a wallet.

    Args:
        owner_id: the uuid of whose it is.
        balance_known: its balance, if a deed has just told it.
        limit_known: its limit, if a deed has just told it.
        available_known: what of it can be spent, if a deed has just told it.
    """
    return Wallet(
        id=global_id("Wallet", owner_id),
        key=owner_id,
        balance_known=balance_known,
        limit_known=limit_known,
        available_known=available_known,
    )


def lot_node(row: LotRow, now: Instant) -> Lot:
    """Return a lot as it is at an instant."""
    earns = ratio_of(row.earns)

    def money(units: int) -> Money | None:
        return Money(units=units, asset=row.currency) if row.currency else None

    return Lot(
        id=global_id("Lot", row.id),
        origin=Origin(row.origin),
        channel=None if row.channel == NO_CHANNEL else Channel(row.channel),
        issued_coins=row.quantity,
        used_coins=row.used,
        left_coins=row.left(now),
        paid=money(row.paid_units),
        tax=money(row.tax_units),
        channel_fee=money(row.fee_units),
        earns=Rate(numerator=earns.numerator, denominator=earns.denominator),
        issued_at=row.issued_at,
        expires_at=None if row.expires_at == FOREVER else row.expires_at,
    )


def spending_cap(limit: LimitRow) -> SpendingCap:
    """Return a limit as `window_at` gave it."""
    waiting = None
    if limit.next_from is not None:
        waiting = WaitingCap(cap_coins=limit.next_cap_coins, holds_from=limit.next_from)
    return SpendingCap(
        cap_coins=limit.cap_coins,
        waiting=waiting,
        spent_coins=limit.spent,
        starts_at=limit.starts_at,
        resets_at=limit.ends_at,
        time_zone=limit.time_zone,
    )


async def _expired_coins(context: Context, account_id: str, now: Instant) -> int:
    """Return the coins of lots that have expired and are not swept yet: few at any time."""
    where = {"wallet_id": account_id, "open": True, "expires_at__lte": now}
    place, coins = None, 0
    while True:
        rows = await context.services.rows.page(LOTS, where, LOTS.range_order, PAGE_SIZE_MAX, after=place)
        coins += sum(row.quantity - row.used for row in rows)
        if len(rows) < PAGE_SIZE_MAX:
            return coins
        place = tuple(LOTS.value(rows[-1], name) for name in LOTS.range_order)


@finds("Wallet")
async def find_wallet(context: Context, key: str) -> Wallet | None:
    """Return a wallet to its owner and to operators."""
    return wallet_node(key) if is_uuid(key) and context.may_see(key) else None


@finds("Lot")
async def find_lot(context: Context, key: str) -> Lot | None:
    """Return a lot to its owner and to operators."""
    row = await context.row(LOTS, key) if is_uuid(key) else None
    if row is None or await visible_account(context, row.wallet_id) is None:
        return None
    return lot_node(row, context.services.clock.now())
