"""
It waits for what never comes when it is read.
"""

from threading import Event

from largesse import ExchangeRates, hookimpl
from largesse_hostile.rates import source

LARGESSE_CONTRACT = 0


def read() -> object:
    return Event().wait()


@hookimpl
def largesse_exchange_rates() -> list[ExchangeRates]:
    return [source(read)]
