"""
It raises what would hang a future.
"""

from largesse import GiftType, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


def price(question: PriceQuestion) -> object:
    raise StopIteration(question)


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("stops-iterating", pricing=price)]
