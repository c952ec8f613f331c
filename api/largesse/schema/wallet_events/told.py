"""
Telling: each item of a wallet's stream becomes what its owner is sent.
"""

from typing import Annotated

import strawberry

from largesse.ledger.account import AccountRow
from largesse.money import COIN
from largesse.schema.context import Context
from largesse.schema.ledger import Entry, entry_node
from largesse.schema.room_events.item import Lagged, StreamEnded, StreamItem, StreamNotice
from largesse.schema.scalars import BigInt, DateTime
from largesse.schema.wallet_events.causes import WalletChangeCause, cause_of
from largesse.schema.wallet_events.change import change_in
from largesse.schema.wallets import Wallet, wallet_node
from largesse.streams import Ended, Item, Noticed, Snapshot
from largesse.streams import Lagged as TooSlow
from largesse.wallets.notices import KIND
from largesse.wallets.rows import wallet_of


@strawberry.type
class WalletSnapshot(StreamItem):
    """The wallet as it is, before the changes that follow; those up to its offset are in its balance."""

    wallet: Wallet
    """The wallet; its `balanceCoins` is that after the entry whose number is the offset."""


@strawberry.type
class WalletChangedEvent(StreamItem):
    """The balance has changed: one entry of the statement, whose number is the offset."""

    occurred_at: DateTime
    """When; never earlier than the change before."""
    change_coins: BigInt
    """What came in, or below zero what went out."""
    balance_after: BigInt
    """What the wallet held after it."""
    cause: WalletChangeCause
    """Why."""
    entry: Entry
    """The line of the statement."""


@strawberry.type
class WalletLimitsChanged(StreamNotice):
    """
    The wallet was frozen or thawed, or its cap was set: how it stands now.

    It is no event, since nothing was entered, and has no cursor: the latest is all that counts. A snapshot states it,
    and whoever resumes by a cursor is told it first.
    """

    wallet: Wallet
    """The wallet as it is; its balance may be ahead of the changes that were told."""


WalletEvent = Annotated[
    WalletSnapshot | WalletChangedEvent | WalletLimitsChanged | Lagged | StreamEnded,
    strawberry.union("WalletEvent", description="What a follower of their own wallet is sent."),
]


async def shown(context: Context, owner_id: str, item: Item[AccountRow | None]) -> WalletEvent | None:
    """
    Return what the owner of a wallet is sent.

    Args:
        context: of the operation.
        owner_id: the uuid of the owner, who calls.
        item: of the stream of the wallet's account; a snapshot without a row is of a wallet that has no entry yet.

    Returns:
        None of a notice of another kind than there are of wallets.

    Raises:
        Unavailable: the cause of a change could not be read.
    """
    if isinstance(item, Noticed):
        return limits_changed(owner_id, item.number) if item.kind == KIND else None
    cursor, offset = item.cursor.text, item.cursor.offset
    if isinstance(item, Snapshot):
        wallet = wallet_node(owner_id, balance_known=item.value.balance if item.value else 0)
        return WalletSnapshot(cursor=cursor, offset=offset, wallet=wallet)
    if isinstance(item, TooSlow):
        return Lagged(cursor=cursor, offset=offset, missed_count=item.missed, last=True)
    if isinstance(item, Ended):
        return StreamEnded(cursor=cursor, offset=offset, reason=item.reason, last=True)
    change = change_in(item.event)
    return WalletChangedEvent(
        cursor=cursor,
        offset=offset,
        occurred_at=change.posted_at,
        change_coins=change.amount,
        balance_after=change.balance,
        cause=await cause_of(context, change),
        entry=entry_node(change.entry_of(wallet_of(owner_id).id), COIN),
        behind=item.behind,
    )


def limits_changed(owner_id: str, number: int = 0) -> WalletLimitsChanged:
    """
    Return a notice of how a wallet stands.

    Args:
        owner_id: the uuid of the owner, who calls.
        number: of the notice; 0 of one that only whoever has just come is told.
    """
    notice = WalletLimitsChanged(wallet=wallet_node(owner_id))
    notice.notice, notice.noticed = KIND, number
    return notice
