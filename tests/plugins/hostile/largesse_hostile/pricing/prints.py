"""
It prints and logs at each question.
"""

import logging

from largesse import GiftType, Price, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


def price(question: PriceQuestion) -> object:
    print("hush", question)  # noqa: T201 - its sin
    logging.getLogger("largesse").error("hush %s", question)
    return Price(coins=1, holds_until=question.now + 60_000_000)


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("prints", pricing=price)]
