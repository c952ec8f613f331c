"""
Africa: South Africa.
"""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from largesse import Region
from largesse_regions.economics import Terms, Withdrawal, rate_card, tax_on_top

_ZA = Terms(
    holds_from=datetime(2026, 1, 1, tzinfo=UTC),
    unit="cents",
    list_price=Fraction(23),
    tax=tax_on_top(15, "Value-Added Tax Act 89 of 1991, section 7(1)"),
    share_of_net=Fraction(1, 2),
    payout_fee=Fraction(1, 100),
    payout_minimum_units=200_00,
    withdrawal=Withdrawal(7, "Electronic Communications and Transactions Act 25 of 2002, section 44"),
    reason="First card. Share, minimum and the other terms are examples.",
)

AFRICA = (
    Region(
        code="ZA",
        name="South Africa",
        currency="ZAR",
        time_zone="Africa/Johannesburg",
        cards=(rate_card(1, _ZA),),
    ),
)
"""The regions of this file, each with its cards."""
