"""
Its price is over before it holds.
"""

from largesse import GiftType, Price, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


def price(question: PriceQuestion) -> object:
    return Price(coins=1, holds_until=question.now)


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("is-over-at-once", pricing=price)]
