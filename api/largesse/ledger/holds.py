"""
Holds: value set aside until it is posted, in whole or part, voided or expired.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from largesse.errors import InvalidInput, NotFound
from largesse.ledger.deed import Posting, Write
from largesse.ledger.table import Id, Mode, Table

if TYPE_CHECKING:
    from largesse.clock import Instant
    from largesse.ledger.account import Account


class HoldStatus(Enum):
    """Where a hold stands."""

    OPEN = "open"
    """What remains of it cannot be spent."""
    POSTED = "posted"
    """It went where it was meant to, as far as it was posted; the rest is back."""
    VOIDED = "voided"
    """It was called off; what remained is back."""
    EXPIRED = "expired"
    """Its time passed; what remained is back."""


class HoldRow(NamedTuple):
    """
    A hold.

    Args:
        account_id: where the value came from and goes back to.
        held_account_id: where it waits: an account of the same owner and asset.
        amount: what was set aside, in units of the asset; more than 0.
        remaining: what has been neither posted nor given back.
        expires_at: from when it may be expired; None for one behind an external send, which never is.
    """

    id: Id
    account_id: Id
    held_account_id: Id
    amount: int
    remaining: int
    status: str
    expires_at: int | None
    version: int


HOLDS = Table(name="holds", row=HoldRow, mode=Mode.GUARD, rank=60, mutable=("remaining", "status"))


class Step(NamedTuple):
    """What a step of a hold adds to its deed's decision."""

    postings: tuple[Posting, ...]
    write: Write


def set_aside(hold_id: str, account: Account, held: Account, amount: int, expires_at: Instant | None) -> Step:
    """
    Move an amount to the owner's held account.

    Args:
        hold_id: a new identifier.
        account: the account it is taken from; the deed has made sure that it suffices.
        held: the account it waits in.
        amount: more than 0.
        expires_at: from when it may be expired, or None.
    """
    if amount < 1:
        raise InvalidInput("amount", "a hold is of at least one unit")
    row = HoldRow(hold_id, account.id, held.id, amount, amount, HoldStatus.OPEN.value, expires_at, 1)
    return Step((Posting(account, -amount), Posting(held, amount)), _write(row))


def post(hold: HoldRow | None, account: Account, held: Account, target: Account, amount: int) -> Step:
    """
    Give a part of what remains, or all of it, to where it was meant for; the rest of a part goes back at once.

    Raises:
        NotFound: there is no open hold.
        InvalidInput: less remains than the amount.
    """
    row = _open(hold)
    if not 1 <= amount <= row.remaining:
        raise InvalidInput("amount", f"{row.remaining} remain of the hold, not {amount}")
    rest = row.remaining - amount
    postings = [Posting(held, -row.remaining), Posting(target, amount)]
    if rest:
        postings.append(Posting(account, rest))
    return Step(tuple(postings), _write(row._replace(remaining=0, status=HoldStatus.POSTED.value)))


def post_part(hold: HoldRow | None, held: Account, target: Account, amount: int) -> Step:
    """
    Give a part to where it was meant for, and keep the rest set aside.

    Raises:
        NotFound: there is no open hold.
        InvalidInput: the amount is not less than what remains.
    """
    row = _open(hold)
    if not 1 <= amount < row.remaining:
        raise InvalidInput("amount", f"a part of {row.remaining} is from 1 to {row.remaining - 1}, not {amount}")
    return Step(
        (Posting(held, -amount), Posting(target, amount)), _write(row._replace(remaining=row.remaining - amount))
    )


def void(hold: HoldRow | None, account: Account, held: Account) -> Step:
    """
    Give back what remains.

    Raises:
        NotFound: there is no open hold.
    """
    return _give_back(_open(hold), account, held, HoldStatus.VOIDED)


def expire(hold: HoldRow | None, account: Account, held: Account, now: Instant) -> Step:
    """
    Give back what remains because its time has passed.

    Raises:
        NotFound: there is no open hold.
        InvalidInput: it is too early, or the hold never expires.
    """
    row = _open(hold)
    if row.expires_at is None or now < row.expires_at:
        raise InvalidInput("hold", "it has not expired")
    return _give_back(row, account, held, HoldStatus.EXPIRED)


def _give_back(row: HoldRow, account: Account, held: Account, status: HoldStatus) -> Step:
    postings = (Posting(held, -row.remaining), Posting(account, row.remaining))
    return Step(postings, _write(row._replace(remaining=0, status=status.value)))


def _open(hold: HoldRow | None) -> HoldRow:
    if hold is None or hold.status != HoldStatus.OPEN.value:
        raise NotFound("open hold", hold.id if hold is not None else "")
    return hold


def _write(row: HoldRow) -> Write:
    return Write(HOLDS, row)
