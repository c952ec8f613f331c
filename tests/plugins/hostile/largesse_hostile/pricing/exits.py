"""
It ends the process when it is asked for a price.
"""

from largesse import GiftType, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


def price(question: PriceQuestion) -> object:
    raise SystemExit(question)


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("exits", pricing=price)]
