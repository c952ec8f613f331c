"""
Small deeds that move no value: they read rows and write them, in every mode that a table may have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.errors import InsufficientCoins, NotFound
from largesse.ledger.deed import Decision, Write
from tests.ledger.deeds import does, nothing, wallet
from tests.ledger.tables import (
    BADGES,
    BUDGETS,
    MARKS,
    TALLIES,
    VOUCHERS,
    BadgeRow,
    BudgetRow,
    MarkRow,
    TallyRow,
    VoucherRow,
)

if TYPE_CHECKING:
    from typing import Unpack

    from largesse.ledger.deed import Needs, State
    from tests.ledger.deeds import Does, Fields


def voucher(person: str, quantity: int, place: int, **fields: Unpack[Fields]) -> Does:
    """Give a wallet a voucher."""
    account = wallet(person)

    def decides(_: State, deed_id: str) -> Decision:
        row = VoucherRow(deed_id, account.id, quantity, 0, open=True, place=place)
        return Decision(writes=(Write(VOUCHERS, row),), touches=(account,))

    return does("voucher", (person, quantity, place), lambda needs: needs.wallet(account), decides, **fields)


def redeem(person: str, quantity: int, **fields: Unpack[Fields]) -> Does:
    """Use vouchers in their order; the result says how much of which place."""
    account = wallet(person)

    def names(needs: Needs) -> None:
        needs.wallet(account)
        needs.range(VOUCHERS, account.id)

    def decides(state: State, _: str) -> Decision:
        missing, writes, used = quantity, [], []
        for row in state.range(VOUCHERS, account.id):
            taken = min(missing, row.quantity - row.used)
            if taken:
                missing -= taken
                after = row.used + taken
                writes.append(Write(VOUCHERS, row._replace(used=after, open=after < row.quantity)))
                used.append([row.place, taken])
        if missing:
            state.more(VOUCHERS, account.id)
            raise InsufficientCoins(quantity, quantity - missing)
        return Decision(writes=writes, touches=(account,), result={"used": used})

    return does("redeem", (person, quantity), names, decides, **fields)


def badge(badge_id: str, level: int | None = None, **fields: Unpack[Fields]) -> Does:
    """Set a badge's level; one more than it was, if none is given."""

    def decides(state: State, _: str) -> Decision:
        row = state.get(BADGES, badge_id)
        before = row.level if row else 0
        after = before + 1 if level is None else level
        written = row._replace(level=after) if row else BadgeRow(badge_id, "badge", after, 1)
        return Decision(writes=(Write(BADGES, written),), result={"level": after})

    return does("badge", (badge_id, level), lambda needs: needs.row(BADGES, badge_id), decides, **fields)


def mark_by_badge(badge_id: str, level: int, **fields: Unpack[Fields]) -> Does:
    """Leave a mark if a badge that is only consulted has a level."""

    def decides(state: State, deed_id: str) -> Decision:
        row = state.get(BADGES, badge_id)
        if row is None or row.level != level:
            raise NotFound("badge", badge_id)
        return Decision(writes=(Write(MARKS, MarkRow(deed_id, "by badge", level)),))

    return does("markByBadge", (badge_id, level), lambda needs: needs.row(BADGES, badge_id), decides, **fields)


def mark(number: int, note: str = "", **fields: Unpack[Fields]) -> Does:
    """Append a mark; the database refuses a number from 1,000 on."""

    def decides(_: State, deed_id: str) -> Decision:
        return Decision(writes=(Write(MARKS, MarkRow(deed_id, note, number)),))

    return does("mark", (number, note), nothing, decides, **fields)


def tally(tally_id: str, amount: int, **fields: Unpack[Fields]) -> Does:
    """Add to a tally."""

    def decides(_: State, __: str) -> Decision:
        return Decision(writes=(Write(TALLIES, TallyRow(tally_id, "tally", 1, amount)),))

    return does("tally", (tally_id, amount), nothing, decides, **fields)


def fund(budget_id: str, amount: int, **fields: Unpack[Fields]) -> Does:
    """Put something into a budget."""

    def decides(_: State, __: str) -> Decision:
        return Decision(writes=(Write(BUDGETS, BudgetRow(budget_id, "budget", amount)),))

    return does("fund", (budget_id, amount), nothing, decides, **fields)


def draw_on(budget_id: str, amount: int, **fields: Unpack[Fields]) -> Does:
    """Take something from a budget, if it suffices; the result says what the deed saw there."""

    def decides(state: State, _: str) -> Decision:
        row = state.get(BUDGETS, budget_id)
        available = row.rest if row else 0
        if available < amount:
            raise InsufficientCoins(amount, available)
        return Decision(writes=(Write(BUDGETS, BudgetRow(budget_id, "budget", -amount)),), result={"saw": available})

    return does("drawOn", (budget_id, amount), lambda needs: needs.row(BUDGETS, budget_id), decides, **fields)
