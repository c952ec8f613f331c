"""
The sweep: lots whose time has passed are expired, by whichever node comes first, once.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from largesse.errors import InvalidInput, NotFound, OutcomeUnknown, Unavailable
from largesse.ledger.models import AccountModel
from largesse.wallets.expire import expire
from largesse.wallets.models import due_lots

if TYPE_CHECKING:
    from largesse.clock import Clock
    from largesse.ledger.journal import Journal

AT_ONCE = 200
"""Lots that are expired in one go; the next go follows at once if there are more."""
PAUSE_SECONDS = 60.0
"""How long a sweep waits when nothing is due."""

_log = structlog.stdlib.get_logger("largesse.wallets")


async def sweep(journal: Journal, clock: Clock) -> int:
    """
    Expire the lots that are due, at most `AT_ONCE` of them.

    Returns:
        How many have ended, here or meanwhile by another node; none of those that only this node's clock takes for due.

    Raises:
        Unavailable: the database does not answer.
        OutcomeUnknown: it stopped answering; the next sweep finds what was done.
    """
    lots = await due_lots(clock.now(), AT_ONCE)
    if not lots:
        return 0
    accounts = AccountModel.filter(id__in=[lot.wallet_id for lot in lots])
    owners = {str(row[0]): str(row[1]) for row in await accounts.values_list("id", "owner_id")}
    ended = await asyncio.gather(
        *(expire(journal, owners[lot.wallet_id], lot.id) for lot in lots), return_exceptions=True
    )
    for outcome in ended:
        # What another node has drawn or expired meanwhile, or the database's clock finds too early, is left alone.
        if isinstance(outcome, BaseException) and not isinstance(outcome, (NotFound, InvalidInput)):
            raise outcome
    return sum(not isinstance(outcome, InvalidInput) for outcome in ended)


async def sweep_for_ever(journal: Journal, clock: Clock) -> None:
    """Sweep until cancelled, with a pause whenever nothing is due or the database is away."""
    while True:
        try:
            swept = await sweep(journal, clock)
        except (Unavailable, OutcomeUnknown) as failure:
            _log.warning("sweep_waits", code=failure.code)
            swept = 0
        if swept < AT_ONCE:
            await asyncio.sleep(PAUSE_SECONDS)
