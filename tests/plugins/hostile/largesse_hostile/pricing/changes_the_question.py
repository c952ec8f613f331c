"""
It changes what it is asked.
"""

from largesse import GiftType, Price, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


def price(question: PriceQuestion) -> object:
    object.__setattr__(question, "price_coins", 1)
    object.__setattr__(question, "quantity", 1)
    object.__setattr__(question, "now", 0)
    return Price(coins=5, holds_until=2**62)


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("changes-the-question", pricing=price)]
