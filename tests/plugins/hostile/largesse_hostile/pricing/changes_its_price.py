"""
It has another price at each call.
"""

from itertools import count

from largesse import GiftType, Price, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0
COINS = count(1)


def price(question: PriceQuestion) -> object:
    return Price(coins=next(COINS), holds_until=question.now + 60_000_000)


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("changes-its-price", pricing=price)]
