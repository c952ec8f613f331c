"""
It answers text.
"""

from largesse import GiftType, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


def price(question: PriceQuestion) -> object:
    return str(question.price_coins)


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("answers-text", pricing=price)]
