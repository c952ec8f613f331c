"""
Balances as of an instant: what an account held after its last entry that is not later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from largesse.ledger.models import EntryModel

if TYPE_CHECKING:
    from largesse.clock import Instant


async def balance_at(account_id: str, instant: Instant) -> int:
    """
    Return what an account held at an instant, in units of its asset; 0 before its first entry.

    Entries are never dated before the one they follow, so that the last one up to the instant is also the one with
    the highest number, whatever the clocks did. Of the platform's accounts each slot has entries of its own.

    Args:
        account_id: of a person's account, or of one slot of the platform's.
        instant: inclusive, by the database's clock.

    Raises:
        Unavailable: the database does not answer.
    """
    until = EntryModel.filter(account_id=account_id, posted_at__lte=instant)
    found = await until.order_by("-number").limit(1).values_list("balance", flat=True)
    return cast("int", found[0]) if found else 0
