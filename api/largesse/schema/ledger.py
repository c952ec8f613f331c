"""
Statements: the numbered lines of an account, and the transfers that caused them.
"""

from typing import TYPE_CHECKING, Annotated

import strawberry

from largesse.earnings.rows import pending_of
from largesse.ledger.account import ACCOUNTS, AccountRow
from largesse.ledger.rows import ENTRIES, TRANSFERS, EntryRow, TransferRow
from largesse.schema.context import Context, Info
from largesse.schema.ids import global_id, is_uuid
from largesse.schema.money import Money
from largesse.schema.node import Node, finds
from largesse.schema.page import Connection, Cut, Listing
from largesse.schema.scalars import BigInt, DateTime
from largesse.wallets.rows import wallet_of

if TYPE_CHECKING:
    from largesse.schema.gifts import Gift

_GIFT_OPERATIONS = frozenset({"giftSend", "giftReverse"})
NUMBER_DIGITS_MAX = 18
"""Longer numbers do not fit 64 bits, or only just."""


@strawberry.type
class Transfer(Node):
    """Postings that were made together, once, and that balance."""

    row: strawberry.Private[TransferRow]
    operation: str
    """What was done: the mutation's name, such as `giftSend`; what runs by itself has its own, such as `lotExpire`."""
    decided_at: DateTime
    """When."""

    @strawberry.field
    async def gift(self, info: Info) -> Annotated["Gift", strawberry.lazy("largesse.schema.gifts")] | None:
        """Return the gift that was sent or reversed; null if it was something else."""
        from largesse.schema.gifts import find_gift  # noqa: PLC0415 - a gift is a transfer, and a transfer may be a gift

        if self.row.operation not in _GIFT_OPERATIONS:
            return None
        return await find_gift(info.context, self.row.reverses_id or self.row.id)

    @strawberry.field
    async def reverses(self, info: Info) -> Annotated["Transfer", strawberry.lazy("largesse.schema.ledger")] | None:
        """Return the transfer that this one reverses, in whole or in part; null if it reverses none."""
        row = await info.context.row(TRANSFERS, self.row.reverses_id) if self.row.reverses_id else None
        return transfer_node(row) if row else None


@strawberry.type
class Entry(Node):
    """A line of a statement; never changed and never deleted."""

    row: strawberry.Private[EntryRow]
    number: BigInt
    """1, 2, 3, … within the account, without a gap."""
    amount: Money
    """What came in, or below zero what went out."""
    balance_after: Money
    """What the account held after it."""
    posted_at: DateTime
    """When; never earlier than the line before."""

    @strawberry.field
    async def cause(self, info: Info) -> Transfer | None:
        """Return what it was for; null while it cannot be read."""
        row = await info.context.row(TRANSFERS, self.row.cause_id)
        return transfer_node(row) if row else None


def transfer_node(row: TransferRow) -> Transfer:
    """Return a transfer."""
    return Transfer(id=global_id("Transfer", row.id), row=row, operation=row.operation, decided_at=row.decided_at)


def entry_node(row: EntryRow, asset: str) -> Entry:
    """Return a line of the statement of an account in an asset."""
    return Entry(
        id=global_id("Entry", f"{row.account_id}/{row.number}"),
        row=row,
        number=row.number,
        amount=Money(units=row.amount, asset=asset),
        balance_after=Money(units=row.balance, asset=asset),
        posted_at=row.posted_at,
    )


async def statement(context: Context, account_id: str, asset: str, cut: Cut) -> Connection[Entry]:
    """Return a page of the lines of an account, the newest first."""
    listing = Listing(table=ENTRIES, where={"account_id": account_id}, order=("number",), descending=True)
    page = await listing.page(context.services.rows, cut)
    return page.of(lambda row: entry_node(row, asset))


async def visible_account(context: Context, account_id: str) -> AccountRow | None:
    """Return an account if the caller may see what is in it."""
    row = await context.row(ACCOUNTS, account_id) if is_uuid(account_id) else None
    return row if row is not None and context.may_see(row.owner_id) else None


@finds("Entry")
async def find_entry(context: Context, key: str) -> Entry | None:
    """Return a line of an account to its owner and to operators."""
    account_id, _, number = key.partition("/")
    if not number.isdecimal() or len(number) > NUMBER_DIGITS_MAX:
        return None
    account = await visible_account(context, account_id)
    row = await context.row(ENTRIES, account_id, int(number)) if account else None
    return entry_node(row, account.asset) if row and account else None


@finds("Transfer")
async def find_transfer(context: Context, key: str) -> Transfer | None:
    """Return a transfer to operators, and to whoever asked for it or has an account in it."""
    row = await context.row(TRANSFERS, key) if is_uuid(key) else None
    if row is None:
        return None
    person = context.known_caller().id
    part = any(account.id in row.postings for account in (wallet_of(person), pending_of(person)))
    return transfer_node(row) if part or context.may_see(row.caller_id) else None
