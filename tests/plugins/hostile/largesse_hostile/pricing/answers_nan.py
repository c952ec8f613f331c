"""
Its price is no number.
"""

from largesse import GiftType, PriceQuestion, hookimpl
from largesse_hostile.gift import gift, wrong

LARGESSE_CONTRACT = 0


def price(question: PriceQuestion) -> object:
    return wrong(question, coins=float("nan"))


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("answers-nan", pricing=price)]
