"""
It waits for what never comes.
"""

from threading import Event

from largesse import GiftType, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


def price(question: PriceQuestion) -> object:
    Event().wait()
    return question


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("hangs", pricing=price)]
