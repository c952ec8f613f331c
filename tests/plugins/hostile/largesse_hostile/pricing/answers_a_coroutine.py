"""
It answers a coroutine.
"""

from largesse import GiftType, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


async def later(question: PriceQuestion) -> PriceQuestion:
    return question


def price(question: PriceQuestion) -> object:
    return later(question)


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("answers-a-coroutine", pricing=price)]
