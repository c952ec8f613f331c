"""
Causes: why the balance of a wallet has changed.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Annotated, TypeVar

import strawberry

from largesse.gifts.rows import GIFTS
from largesse.schema.context import Context
from largesse.schema.gifts import Gift, gift_node
from largesse.schema.scalars import BigInt
from largesse.schema.wallet_events.change import Change
from largesse.schema.wallets import Lot, lot_node
from largesse.wallets.rows import LOTS

if TYPE_CHECKING:
    from largesse.ledger.table import Table

R = TypeVar("R", bound=tuple[object, ...])


@strawberry.type
class GiftSentCause:
    """The owner sent a gift."""

    gift: Gift
    """The gift."""


@strawberry.type
class GiftReversedCause:
    """A gift of the owner's was taken back, whole or in part, and its coins came back."""

    gift: Gift
    """The gift, with what is left of it by now."""


@strawberry.type
class CoinsGrantedCause:
    """Coins were issued."""

    lot: Lot
    """The coins, with what is left of them by now."""


@strawberry.type
class CoinsExpiredCause:
    """The time of coins had passed, and those that were left have ended."""

    expired_coins: BigInt
    """How many."""


@strawberry.type
class OtherCause:
    """Something that has no type of its own."""

    operation: str
    """What was done, as the `operation` of the entry's transfer says it."""


WalletChangeCause = Annotated[
    GiftSentCause | GiftReversedCause | CoinsGrantedCause | CoinsExpiredCause | OtherCause,
    strawberry.union("WalletChangeCause", description="Why the balance of a wallet has changed."),
]


async def cause_of(context: Context, change: Change) -> WalletChangeCause:
    """
    Return what caused a change.

    Args:
        context: of the operation.
        change: of the caller's own wallet.

    Raises:
        LookupError: the books do not hold the cause, which is a mistake of ours.
        Unavailable: it could not be read.
    """
    find = _FINDS.get(change.operation)
    return await find(context, change) if find else OtherCause(operation=change.operation)


async def _gift_sent(context: Context, change: Change) -> WalletChangeCause:
    return GiftSentCause(gift=gift_node(await _read(context, GIFTS, change.cause_id)))


async def _gift_reversed(context: Context, change: Change) -> WalletChangeCause:
    return GiftReversedCause(gift=gift_node(await _read(context, GIFTS, change.reverses_id)))


async def _coins_granted(context: Context, change: Change) -> WalletChangeCause:
    lot = await _read(context, LOTS, change.cause_id)
    return CoinsGrantedCause(lot=lot_node(lot, context.services.clock.now()))


async def _coins_expired(_context: Context, change: Change) -> WalletChangeCause:
    return CoinsExpiredCause(expired_coins=-change.amount)


_FINDS: Mapping[str, Callable[[Context, Change], Awaitable[WalletChangeCause]]] = {
    "giftSend": _gift_sent,
    "giftReverse": _gift_reversed,
    "walletGrant": _coins_granted,
    "lotExpire": _coins_expired,
}
"""By the operation; a gift and the lot of a grant have the identifier of the deed that made them."""


async def _read(context: Context, table: "Table[R]", key: str | None) -> R:
    row = await context.row(table, key)
    if row is None:
        message = f"an entry's cause {key} is not among the {table.name}"
        raise LookupError(message)
    return row
