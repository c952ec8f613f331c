"""
It raises when it is asked for a price.
"""

from largesse import GiftType, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


def price(question: PriceQuestion) -> object:
    raise ValueError(question)


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("raises", pricing=price)]
