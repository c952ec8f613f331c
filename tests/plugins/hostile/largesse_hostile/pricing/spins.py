"""
It spins.
"""

from largesse import GiftType, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


def price(question: PriceQuestion) -> object:
    while question:
        pass
    return None


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("spins", pricing=price)]
