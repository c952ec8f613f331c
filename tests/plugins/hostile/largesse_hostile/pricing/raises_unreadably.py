"""
It raises what raises when it is read.
"""

from largesse import GiftType, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


class Unreadable(Exception):
    def __str__(self) -> str:
        raise SystemExit(3)


def price(question: PriceQuestion) -> object:
    raise Unreadable(question)


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("raises-unreadably", pricing=price)]
