"""
Its price fits no column.
"""

from largesse import GiftType, PriceQuestion, hookimpl
from largesse_hostile.gift import gift, wrong

LARGESSE_CONTRACT = 0


def price(question: PriceQuestion) -> object:
    return wrong(question, coins=10**30)


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("answers-too-much", pricing=price)]
