"""
`walletEvents`: an owner's way through the entries of their own wallet.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import strawberry

from largesse.ledger.account import ACCOUNTS, AccountRow
from largesse.schema.context import Context, Info
from largesse.schema.following import followed
from largesse.schema.room_events.asked import types_asked
from largesse.schema.wallet_events.told import WalletEvent, WalletLimitsChanged, limits_changed, shown
from largesse.streams import Cursor, Item, Noticed, account_stream, follow, patiently
from largesse.wallets.models import limits_in
from largesse.wallets.rows import LIMITS, PERIOD_DAY, SCOPE_WALLET, WALLETS, wallet_of


@strawberry.type
class WalletSubscriptions:
    """What can be followed of wallets."""

    @strawberry.subscription
    async def wallet_events(self, info: Info, after: str | None = None) -> AsyncGenerator[WalletEvent, None]:
        """
        Follow your own wallet: how it stands, then every change of its balance, each once and in order.

        Whoever selects `WalletLimitsChanged` is told of freezes and caps as well.

        With a cursor that can still be resumed from, what comes after it is told straight away, without a snapshot.

        Args:
            info: the operation.
            after: the cursor of the last item that was seen.
        """
        context = info.context
        owner_id = context.known_caller().id
        stream_id = account_stream(wallet_of(owner_id).id)
        cursor = Cursor.read(after, stream_id) if after is not None else None
        await context.note_caller()
        if WalletLimitsChanged.__name__ in types_asked(info):
            return _followed_with_limits(context, owner_id, stream_id, cursor)
        return _followed(context, owner_id, stream_id, cursor)


def _followed(
    context: Context, owner_id: str, stream_id: str, after: Cursor | None, limits: "_Limits | None" = None
) -> AsyncGenerator[WalletEvent, None]:
    async def snapshot() -> tuple[AccountRow | None, int]:
        # One row holds both the balance and the number of its last entry; what is selected beside them agrees with it.
        await context.begin_moment()
        row = await context.row(ACCOUNTS, wallet_of(owner_id).id)
        if limits is not None:
            await limits.read()
        return row, row.entries if row else 0

    async def show(item: Item[AccountRow | None]) -> WalletEvent | None:
        if isinstance(item, Noticed) and (limits is None or not limits.new(item.value)):
            return None
        return await shown(context, owner_id, item)

    return followed(context, follow(context.services.hub, stream_id, after, snapshot), show)


async def _followed_with_limits(
    context: Context, owner_id: str, stream_id: str, after: Cursor | None
) -> AsyncGenerator[WalletEvent, None]:
    """Follow, and be told of limits too: those that hold come first for whoever resumes, as they see no snapshot."""
    let_go = context.services.hub.keep(stream_id)
    try:
        limits = _Limits(context, wallet_of(owner_id).id)
        if after is not None:
            # What changes from here on is noticed, since the stream is kept.
            await patiently(limits.read, context.services.hub.limits.retry_seconds)
            yield limits_changed(owner_id)
        async with aclosing(_followed(context, owner_id, stream_id, after, limits)) as events:
            async for event in events:
                yield event
    finally:
        let_go()


class _Limits:
    """The limits of a wallet that one follower knows of."""

    def __init__(self, context: Context, wallet_id: str) -> None:
        self._context = context
        self._wallet_id = wallet_id
        self._known: object = None

    async def read(self) -> None:
        """
        Read what the follower is shown.

        Raises:
            Unavailable: the database does not answer.
        """
        self._context.forget_rows()
        wallet = await self._context.row(WALLETS, self._wallet_id)
        limit = await self._context.row(LIMITS, self._wallet_id, SCOPE_WALLET, PERIOD_DAY)
        self._known = limits = limits_in(wallet, limit)
        self._context.services.wallet_notices.known(self._wallet_id, limits)

    def new(self, limits: object) -> bool:
        """Tell whether something else is noticed than what the follower knows."""
        before, self._known = self._known, limits
        return limits != before
