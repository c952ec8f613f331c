"""
Drawing from lots: exact to the last unit, in order, never from what has expired.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from largesse.clock import FOREVER
from largesse.wallets.draw import draw, lot_after
from largesse.wallets.rows import LotRow

NOW = 1_000


def lot(quantity: int, used: int = 0, paid: int = 0, tax: int = 0, fee: int = 0, **changed: object) -> LotRow:
    row = LotRow(
        id="lot",
        wallet_id="wallet",
        origin="PURCHASED",
        channel="WEB",
        quantity=quantity,
        used=used,
        open=used < quantity,
        paid_units=paid,
        tax_units=tax,
        fee_units=fee,
        currency="USD" if paid else "",
        earns="1/1",
        rank_paid=1,
        issued_at=1,
        expires_at=FOREVER,
        region="",
        card_version=0,
        card_hash="",
        cause_id="cause",
    )
    return row._replace(**changed)


@st.composite
def paid_lots(draw_from: st.DrawFn) -> LotRow:
    quantity = draw_from(st.integers(1, 10**12))
    paid = draw_from(st.integers(0, 10**15))
    tax = draw_from(st.integers(0, paid))
    used = draw_from(st.integers(0, quantity))
    return lot(quantity, used, paid, tax, draw_from(st.integers(0, paid - tax)))


@given(row=paid_lots(), cuts=st.lists(st.integers(1, 10**12), max_size=8))
def test_a_lot_drawn_to_its_end_gives_exactly_its_cost_fee_and_tax(row: LotRow, cuts: list[int]) -> None:
    row = lot_after(row, 0)
    drawn = []
    for coins in [*cuts, row.quantity]:
        draws, missing = draw([row], coins, NOW)
        assert missing == max(0, coins - (row.quantity - row.used))
        for each in draws:
            drawn.append(each)
            row = lot_after(row, each.used_after)
    assert not row.open
    assert sum(each.coins for each in drawn) == row.quantity
    assert sum(each.cost for each in drawn) == row.paid_units - row.tax_units
    assert sum(each.fee for each in drawn) == row.fee_units
    assert sum(each.tax for each in drawn) == row.tax_units
    assert all(min(each.cost, each.fee, each.tax) >= 0 for each in drawn)


@given(rows=st.lists(paid_lots(), max_size=5), coins=st.integers(0, 10**13), expired=st.sets(st.integers(0, 4)))
def test_draws_follow_the_order_and_pass_over_what_has_expired(
    rows: list[LotRow], coins: int, expired: set[int]
) -> None:
    rows = [row._replace(id=str(i), expires_at=NOW if i in expired else NOW + 1) for i, row in enumerate(rows)]
    draws, missing = draw(rows, coins, NOW)
    available = sum(row.left(NOW) for row in rows)
    assert missing == max(0, coins - available)
    assert sum(each.coins for each in draws) == coins - missing
    assert [each.lot.id for each in draws] == sorted(each.lot.id for each in draws)
    assert not {int(each.lot.id) for each in draws} & expired
    assert all(each.used_after == each.lot.quantity for each in draws[:-1])
    assert all(each.coins > 0 for each in draws)


def test_a_lot_is_spendable_until_the_instant_of_its_expiry_and_not_from_it() -> None:
    row = lot(5, expires_at=NOW)
    assert (row.left(NOW - 1), row.left(NOW)) == (5, 0)
    assert draw([row], 1, NOW - 1)[1] == 0
    assert draw([row], 1, NOW) == ([], 1)


def test_a_lot_after_its_last_coin_is_closed() -> None:
    assert (lot_after(lot(3), 2).open, lot_after(lot(3), 3).open) == (True, False)
    assert lot_after(lot(3), 2) == lot(3, used=2)
