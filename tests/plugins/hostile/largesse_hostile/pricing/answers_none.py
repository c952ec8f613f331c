"""
It answers nothing.
"""

from largesse import GiftType, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


def price(question: PriceQuestion) -> None:
    assert question


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("answers-none", pricing=price)]
