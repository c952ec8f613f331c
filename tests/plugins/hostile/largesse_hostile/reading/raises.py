"""
It raises when it is read.
"""

from largesse import ExchangeRates, hookimpl
from largesse_hostile.rates import source

LARGESSE_CONTRACT = 0


def read() -> object:
    raise OSError("hush")


@hookimpl
def largesse_exchange_rates() -> list[ExchangeRates]:
    return [source(read)]
