"""
Its rate is no number.
"""

from largesse import ExchangeRate, ExchangeRates, Ratio, hookimpl
from largesse_hostile.rates import source

LARGESSE_CONTRACT = 0


def read() -> object:
    rate = ExchangeRate(quote="USD", rate=Ratio(1), as_of=0, stale_at=2**62)
    object.__setattr__(rate, "rate", Ratio(float("nan")))
    return [rate]


@hookimpl
def largesse_exchange_rates() -> list[ExchangeRates]:
    return [source(read)]
