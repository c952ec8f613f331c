"""
It starts a thread at each question.
"""

from threading import Event, Thread

from largesse import GiftType, Price, PriceQuestion, hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


def price(question: PriceQuestion) -> object:
    Thread(target=Event().wait, args=(5,), daemon=True).start()
    return Price(coins=1, holds_until=question.now + 60_000_000)


@hookimpl
def largesse_gift_types() -> list[GiftType]:
    return [gift("starts-threads", pricing=price)]
