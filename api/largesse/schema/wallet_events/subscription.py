"""
`walletEvents`: an owner's way through the entries of their own wallet.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import strawberry

from largesse.ledger.account import ACCOUNTS, AccountRow
from largesse.schema.context import Context, Info
from largesse.schema.wallet_events.told import WalletEvent, shown
from largesse.streams import Cursor, account_stream, follow
from largesse.wallets.rows import wallet_of


@strawberry.type
class WalletSubscriptions:
    """What can be followed of wallets."""

    @strawberry.subscription
    async def wallet_events(self, info: Info, after: str | None = None) -> AsyncGenerator[WalletEvent, None]:
        """
        Follow your own wallet: how it stands, then every change of its balance, each once and in order.

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
        return _followed(context, owner_id, stream_id, cursor)


async def _followed(
    context: Context, owner_id: str, stream_id: str, after: Cursor | None
) -> AsyncGenerator[WalletEvent, None]:
    async def snapshot() -> tuple[AccountRow | None, int]:
        # One row holds both the balance and the number of its last entry; what is selected beside them agrees with it.
        await context.begin_moment()
        row = await context.row(ACCOUNTS, wallet_of(owner_id).id)
        return row, row.entries if row else 0

    try:
        async with aclosing(follow(context.services.hub, stream_id, after, snapshot)) as items:
            async for item in items:
                # What was read for one change would be old at the next.
                context.forget_rows()
                event = await shown(context, owner_id, item)
                if event is not None:
                    yield event
                    await context.end_moment()
    finally:
        await context.end_moment()
