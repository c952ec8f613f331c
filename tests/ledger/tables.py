"""
Tables of each mode, declared for the tests of the ledger alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from largesse.ledger.holds import HOLDS
from largesse.ledger.table import Id, Mode, Table

if TYPE_CHECKING:
    from largesse.ledger.table import AnyTable


class BadgeRow(NamedTuple):
    """Guarded by a version of its own."""

    id: Id
    label: str
    level: int
    version: int


class PermitRow(NamedTuple):
    """Guarded by its wallet's version; no row allows."""

    account_id: Id
    allowed: bool
    note: str


class DoorRow(NamedTuple):
    """Guarded by its stream's version."""

    stream_id: Id
    open: bool


class VoucherRow(NamedTuple):
    """Read by the range of a wallet, in the order of `place`."""

    id: Id
    account_id: Id
    quantity: int
    used: int
    open: bool
    place: int


class TallyRow(NamedTuple):
    """Only added to."""

    id: Id
    label: str
    many: int
    total: int


class BudgetRow(NamedTuple):
    """Taken from, down to zero."""

    id: Id
    label: str
    rest: int


class MarkRow(NamedTuple):
    """Appended; the database takes no number from 1,000 on."""

    id: Id
    note: str
    number: int


BADGES = Table(name="badges", row=BadgeRow, mode=Mode.GUARD, rank=15, mutable=("level",))
PERMITS = Table(
    name="permits", row=PermitRow, mode=Mode.GUARD, rank=20, mutable=("allowed", "note"), covered_by="account_id"
)
VOUCHERS = Table(
    name="vouchers",
    row=VoucherRow,
    mode=Mode.GUARD,
    rank=30,
    mutable=("used", "open"),
    covered_by="account_id",
    range_owner="account_id",
    range_open="open",
    range_order=("place", "id"),
)
BUDGETS = Table(name="budgets", row=BudgetRow, mode=Mode.TAKE, rank=50, mutable=("rest",))
TALLIES = Table(name="tallies", row=TallyRow, mode=Mode.ADD, rank=70, mutable=("many", "total"))
DOORS = Table(name="doors", row=DoorRow, mode=Mode.GUARD, rank=790, mutable=("open",), covered_by="stream_id")
MARKS = Table(name="marks", row=MarkRow, mode=Mode.APPEND, rank=930)
OWN_TABLES: tuple[AnyTable, ...] = (BADGES, PERMITS, VOUCHERS, BUDGETS, TALLIES, DOORS, MARKS)
TABLES: tuple[AnyTable, ...] = (*OWN_TABLES, HOLDS)
