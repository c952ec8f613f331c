"""
It sleeps for an hour.
"""

import time

from largesse import GiftType, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


def price(question: PriceQuestion) -> object:
    time.sleep(3_600)
    return question


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("sleeps", pricing=price)]
