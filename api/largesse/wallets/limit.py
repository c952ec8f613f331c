"""
What a wallet may spend in a day: the cap in force, the window it is counted in, and a cap that waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.clock import DAY, day_of
from largesse.errors import SpendingCapReached
from largesse.wallets.rows import PERIOD_DAY, SCOPE_WALLET, LimitRow

if TYPE_CHECKING:
    from largesse.clock import Instant

RAISE_WAIT = DAY
"""How long a cap that is raised or removed stays as it was, in microseconds: 24 hours (domain, "Guards")."""


def cap_at(limit: LimitRow, now: Instant) -> int | None:
    """Return the cap in force at an instant, in coins, or None if there is none."""
    waits = limit.next_from is not None and now < limit.next_from
    return limit.cap_coins if limit.next_from is None or waits else limit.next_cap_coins


def spend(limit: LimitRow | None, wallet_id: str, coins: int, now: Instant, time_zone: str) -> LimitRow:
    """
    Count coins as spent.

    Args:
        limit: the row so far; None before the first.
        wallet_id: the wallet's account.
        coins: how many are to be spent.
        now: the instant of spending.
        time_zone: the IANA zone in which a window that begins now is counted.

    Returns:
        The row to write.

    Raises:
        SpendingCapReached: the cap leaves too little in the present window.
    """
    row = window_at(limit, wallet_id, now, time_zone)
    spent = row.spent + coins
    if row.cap_coins is not None and spent > row.cap_coins:
        raise SpendingCapReached(limit=row.cap_coins, spent=row.spent, needed=coins, resets_at=row.ends_at)
    return LimitRow._make((*row[:9], spent))


def give_back(limit: LimitRow | None, coins: int, spent_at: Instant, now: Instant) -> LimitRow | None:
    """
    Uncount coins that came back, if the window they were spent in is still the present one.

    Args:
        limit: the row so far; None if there is none.
        coins: how many came back.
        spent_at: when they were spent.
        now: when they come back.

    Returns:
        The row to write, never below nothing spent; None if nothing changes.
    """
    if limit is None or not limit.starts_at <= spent_at < limit.ends_at or now >= limit.ends_at or not limit.spent:
        return None
    return limit._replace(spent=max(0, limit.spent - coins))


def cap_set(limit: LimitRow, cap_coins: int | None, now: Instant) -> LimitRow:
    """
    Set the cap of a window that is the present one: a lower cap at once, a higher one or none after `RAISE_WAIT`.

    A cap that is asked for while another waits takes its place. It goes on waiting from when that one was asked for
    if it allows no more, else it begins to wait anew; a lowering cancels what waits.

    Args:
        limit: the row, as `window_at` returns it.
        cap_coins: the cap, or None for none.
        now: the instant of asking.
    """
    present = limit.cap_coins
    if _allows_no_more(cap_coins, present):
        return limit._replace(cap_coins=cap_coins, next_cap_coins=None, next_from=None)
    waits = limit.next_from is not None and _allows_no_more(cap_coins, limit.next_cap_coins)
    return limit._replace(next_cap_coins=cap_coins, next_from=limit.next_from if waits else now + RAISE_WAIT)


def window_at(limit: LimitRow | None, wallet_id: str, now: Instant, time_zone: str) -> LimitRow:
    """
    Return the row as it stands at an instant: in the present window, and with the cap that is due.

    A window keeps the time zone it began in. The next one begins where it ended at the earliest, so that nothing is
    counted twice and moving to another zone opens no second window over the same hours.

    Args:
        limit: the row so far; None before the first.
        wallet_id: the wallet's account.
        now: the instant.
        time_zone: the IANA zone in which a window that begins now is counted.
    """
    if limit is None:
        starts_at, ends_at = day_of(now, time_zone)
        return LimitRow(wallet_id, SCOPE_WALLET, PERIOD_DAY, None, None, None, time_zone, starts_at, ends_at, 0)
    if limit.next_from is not None and now >= limit.next_from:
        limit = limit._replace(cap_coins=limit.next_cap_coins, next_cap_coins=None, next_from=None)
    if now >= limit.ends_at:
        starts_at, ends_at = day_of(now, time_zone)
        starts_at = max(starts_at, limit.ends_at)
        limit = limit._replace(time_zone=time_zone, starts_at=starts_at, ends_at=ends_at, spent=0)
    return limit


def _allows_no_more(cap_coins: int | None, other: int | None) -> bool:
    return other is None or (cap_coins is not None and cap_coins <= other)
