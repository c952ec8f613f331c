"""
Asia: currencies without decimals (yen, won), with two, and with three (Kuwait's dinar).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

from largesse import Region
from largesse_regions.economics import Tax, Terms, Withdrawal, rate_card, tax_on_top

_START = datetime(2026, 1, 1, tzinfo=UTC)

_JP = Terms(
    holds_from=_START,
    unit="yen",
    list_price=Fraction(2),
    tax=tax_on_top(10, "Consumption Tax Act, article 29, 7.8 %, and Local Tax Act, article 72-83, 2.2 %"),
    share_of_net=Fraction(1, 2),
    payout_fee=Fraction(1, 100),
    payout_minimum_units=1_000,
    reason="First card. Share, minimum and the other terms are examples.",
)

_JP_BETTER = replace(
    _JP,
    holds_from=datetime(2026, 7, 1, tzinfo=UTC),
    share_of_net=Fraction(11, 20),
    reason="Creators get 55 % of the net instead of 50 %, at an unchanged price: an example of a change that is worse "
    "for nobody and therefore needed no notice.",
)

_KR = Terms(
    holds_from=_START,
    unit="won",
    list_price=Fraction(18),
    tax=tax_on_top(10, "Value-Added Tax Act, article 30"),
    share_of_net=Fraction(1, 2),
    payout_fee=Fraction(1, 100),
    payout_minimum_units=10_000,
    withdrawal=Withdrawal(7, "Act on the Consumer Protection in Electronic Commerce, article 17"),
    reason="First card. Share, minimum and the other terms are examples.",
)

_IN = Terms(
    holds_from=_START,
    unit="paise",
    list_price=Fraction(110),
    tax=tax_on_top(
        18,
        "Integrated Goods and Services Tax Act 2017, section 5; Notification 8/2017, Integrated Tax (Rate); that coins"
        " are such a service, and no stake in a game, is an assumption",
    ),
    share_of_net=Fraction(1, 2),
    payout_fee=Fraction(1, 200),
    payout_minimum_units=500_00,
    reason="First card. Share, minimum and the other terms are examples.",
)

_ID = Terms(
    holds_from=_START,
    unit="sen",
    list_price=Fraction(210_00),
    tax=tax_on_top(11, "PMK 131/2024: 12 % on eleven twelfths of the price before tax"),
    share_of_net=Fraction(1, 2),
    payout_fee=Fraction(1, 100),
    payout_minimum_units=100_000_00,
    reason="First card. Share, minimum and the other terms are examples.",
)

_KW = Terms(
    holds_from=_START,
    unit="fils",
    list_price=Fraction(4),
    tax=Tax(Fraction(0), "Kuwait levies no value added tax; the framework of the Gulf states is not enacted there"),
    share_of_net=Fraction(1, 2),
    payout_fee=Fraction(1, 100),
    payout_minimum_units=5_000,
    reason="First card. Amounts have three decimals. Share, minimum and the other terms are examples.",
)

_AE = Terms(
    holds_from=_START,
    unit="fils",
    list_price=Fraction(5),
    tax=tax_on_top(5, "Federal Decree-Law 8 of 2017 on Value Added Tax, article 3"),
    share_of_net=Fraction(1, 2),
    payout_fee=Fraction(1, 100),
    payout_minimum_units=40_00,
    reason="First card. Share, minimum and the other terms are examples.",
)

ASIA = (
    Region(
        code="JP",
        name="Japan",
        currency="JPY",
        time_zone="Asia/Tokyo",
        cards=(rate_card(1, _JP), rate_card(2, _JP_BETTER)),
    ),
    Region(code="KR", name="South Korea", currency="KRW", time_zone="Asia/Seoul", cards=(rate_card(1, _KR),)),
    Region(code="IN", name="India", currency="INR", time_zone="Asia/Kolkata", cards=(rate_card(1, _IN),)),
    Region(code="ID", name="Indonesia", currency="IDR", time_zone="Asia/Jakarta", cards=(rate_card(1, _ID),)),
    Region(code="AE", name="United Arab Emirates", currency="AED", time_zone="Asia/Dubai", cards=(rate_card(1, _AE),)),
    Region(code="KW", name="Kuwait", currency="KWD", time_zone="Asia/Kuwait", cards=(rate_card(1, _KW),)),
)
"""The regions of this file, each with its cards."""
