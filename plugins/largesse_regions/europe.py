"""
Europe: the Union as a bloc, two of its countries with cards of their own, the United Kingdom and Türkiye.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

from largesse import Region
from largesse_regions.economics import Terms, Withdrawal, rate_card, tax_on_top

_START = datetime(2026, 1, 1, tzinfo=UTC)

_MEMBERS = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(),  # noqa: SIM905 - twenty-seven codes read better as a line
)
"""The member states of the European Union, by ISO 3166."""

_EU = Terms(
    holds_from=_START,
    unit="euro cents",
    list_price=Fraction(13, 10),
    tax=tax_on_top(
        27,
        "Directive 2006/112/EC, article 58, taxes in the buyer's country; this is the highest standard rate of the"
        " Union, Hungary's",
    ),
    share_of_net=Fraction(1, 2),
    payout_fee=Fraction(1, 200),
    payout_minimum_units=10_00,
    withdrawal=Withdrawal(14, "Directive 2011/83/EU, article 9"),
    reason="First card. It reckons with the highest tax of the Union, so that it is covered in every country that has "
    "no card of its own. 30 days of notice are more than the 15 of Regulation (EU) 2019/1150, article 3. Share, "
    "minimum and the other terms are examples.",
)

_DE = replace(
    _EU,
    tax=tax_on_top(19, "Umsatzsteuergesetz, section 12(1)"),
    withdrawal=Withdrawal(14, "Bürgerliches Gesetzbuch, sections 312g and 355"),
    reason="First card. Germany's own tax instead of the Union's highest leaves more to share. The other terms are "
    "the Union's.",
)

_FR = replace(
    _EU,
    tax=tax_on_top(20, "Code général des impôts, article 278"),
    withdrawal=Withdrawal(14, "Code de la consommation, article L221-18"),
    reason="First card. France's own tax instead of the Union's highest leaves more to share. The other terms are "
    "the Union's.",
)

_GB = Terms(
    holds_from=_START,
    unit="pence",
    list_price=Fraction(11, 10),
    tax=tax_on_top(20, "Value Added Tax Act 1994, section 2(1)"),
    share_of_net=Fraction(1, 2),
    payout_fee=Fraction(1, 200),
    payout_minimum_units=10_00,
    withdrawal=Withdrawal(14, "Consumer Contracts Regulations 2013, SI 2013/3134, regulation 30"),
    reason="First card. Share, minimum and the other terms are examples.",
)

_GB_DEARER = replace(
    _GB,
    holds_from=datetime(2026, 9, 1, tzinfo=UTC),
    list_price=Fraction(6, 5),
    reason="A coin costs 1.2 pence instead of 1.1: an example of a change that is worse for viewers and therefore "
    "waited for the 30 days of notice of the card before it. Creators keep half of a larger net.",
)

_TR = Terms(
    holds_from=_START,
    unit="kuruş",
    list_price=Fraction(55),
    tax=tax_on_top(20, "Presidential Decision 7346 of 7 July 2023"),
    share_of_net=Fraction(1, 2),
    payout_fee=Fraction(1, 100),
    payout_minimum_units=400_00,
    withdrawal=Withdrawal(14, "Mesafeli Sözleşmeler Yönetmeliği, article 9"),
    reason="First card. Share, minimum and the other terms are examples.",
)

EUROPE = (
    Region(
        code="EU",
        name="European Union",
        currency="EUR",
        time_zone="Europe/Brussels",
        countries=_MEMBERS,
        cards=(rate_card(1, _EU),),
    ),
    Region(code="DE", name="Germany", currency="EUR", time_zone="Europe/Berlin", cards=(rate_card(1, _DE),)),
    Region(code="FR", name="France", currency="EUR", time_zone="Europe/Paris", cards=(rate_card(1, _FR),)),
    Region(
        code="GB",
        name="United Kingdom",
        currency="GBP",
        time_zone="Europe/London",
        cards=(rate_card(1, _GB), rate_card(2, _GB_DEARER)),
    ),
    Region(code="TR", name="Türkiye", currency="TRY", time_zone="Europe/Istanbul", cards=(rate_card(1, _TR),)),
)
"""The regions of this file, each with its cards."""
