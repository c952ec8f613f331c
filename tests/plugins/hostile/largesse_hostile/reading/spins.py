"""
It spins when it is read.
"""

from largesse import ExchangeRates, hookimpl
from largesse_hostile.rates import source

LARGESSE_CONTRACT = 0


def read() -> object:
    while True:
        pass


@hookimpl
def largesse_exchange_rates() -> list[ExchangeRates]:
    return [source(read)]
