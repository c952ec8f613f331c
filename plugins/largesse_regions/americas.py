"""
The Americas: the United States with two states that differ, and Brazil, whose taxes are part of the price.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

from largesse import Region
from largesse_regions.economics import Tax, Terms, Withdrawal, rate_card, tax_on_top

_START = datetime(2026, 1, 1, tzinfo=UTC)

_US = Terms(
    holds_from=_START,
    unit="US cents",
    list_price=Fraction(13, 10),
    tax=tax_on_top(10, "an example: a reserve for sales tax, which differs by state and town, where no card is nearer"),
    share_of_net=Fraction(1, 2),
    payout_fee=Fraction(1, 100),
    payout_minimum_units=10_00,
    reason="First card. Half of the net to the creator and the other terms are examples. States with a card of their "
    "own go before this one; it sets a tenth aside for the rest.",
)

_US_CA = replace(
    _US,
    tax=Tax(
        Fraction(0),
        "California Code of Regulations, title 18, section 1502(f)(1)(D): programs sent by telecommunication are not"
        " taxed; that coins are like them is an assumption",
    ),
    reason="First card. No sales tax is reckoned with in California, so that more is left to share than elsewhere "
    "in the United States. The other terms are examples.",
)

_US_TX = replace(
    _US,
    tax=tax_on_top(
        Fraction(825, 100),
        "Texas Tax Code, section 151.051, 6.25 %, and section 321.101(f), local taxes of 2 % at most; that coins are"
        " taxable is an assumption",
    ),
    reason="First card. The highest rate that Texas and its towns may take together is reckoned with. The other terms "
    "are examples.",
)

_BR = Terms(
    holds_from=_START,
    unit="centavos",
    list_price=Fraction(36, 5),
    tax=Tax(
        Fraction(1425, 10_000),
        "ISS 5 % at most, Lei Complementar 116/2003, article 8; PIS and COFINS 1.65 % and 7.6 %, Leis 10.637/2002 and"
        " 10.833/2003; all are parts of the price itself; CBS and IBS, tried out in 2026 at 1 % together, are set off"
        " against them, Lei Complementar 214/2025, articles 343 to 348; that all three fall on coins is an assumption",
    ),
    share_of_net=Fraction(1, 2),
    payout_fee=Fraction(1, 200),
    payout_minimum_units=50_00,
    withdrawal=Withdrawal(7, "Código de Defesa do Consumidor, Lei 8.078/1990, article 49"),
    reason="First card. Brazilian taxes are reckoned inside the price. Share, minimum and the other terms are "
    "examples.",
)

AMERICAS = (
    Region(
        code="US",
        name="United States",
        currency="USD",
        time_zone="America/New_York",
        cards=(rate_card(1, _US),),
    ),
    Region(
        code="US-CA",
        name="California",
        currency="USD",
        time_zone="America/Los_Angeles",
        cards=(rate_card(1, _US_CA),),
    ),
    Region(
        code="US-TX",
        name="Texas",
        currency="USD",
        time_zone="America/Chicago",
        cards=(rate_card(1, _US_TX),),
    ),
    Region(
        code="BR",
        name="Brazil",
        currency="BRL",
        time_zone="America/Sao_Paulo",
        cards=(rate_card(1, _BR),),
    ),
)
"""The regions of this file, each with its cards."""
