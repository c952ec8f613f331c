"""
Strategies of hypothesis for what plugins offer and are asked; they come with the extra `testing`.

    @given(price_questions(gift_type="kite"))
    def test_a_kite_never_costs_more_than_twice_its_price(question):
        assert price_of_kite(question).coins <= 2 * question.price_coins

Whatever they make is valid: it could be offered, or asked, as it is.
"""

from largesse.testing.strategies.gifts import (
    dated_prices,
    eligibilities,
    gift_types,
    keys,
    locales,
    media,
    names,
    periods,
    price_questions,
    variants,
)
from largesse.testing.strategies.money import coins, currencies, instants, money, ratios, shares
from largesse.testing.strategies.regions import coin_packs, countries, rate_cards, regions

__all__ = [
    "coin_packs",
    "coins",
    "countries",
    "currencies",
    "dated_prices",
    "eligibilities",
    "gift_types",
    "instants",
    "keys",
    "locales",
    "media",
    "money",
    "names",
    "periods",
    "price_questions",
    "rate_cards",
    "ratios",
    "regions",
    "shares",
    "variants",
]
