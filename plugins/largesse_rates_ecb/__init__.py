"""
Exchange rates of the European Central Bank, read from a file in the format in which it publishes them.

Without the name of a file it offers nothing. The bank publishes for information, and discourages from using its rates
for transactions: the margin is there to cover what a dealer charges beyond them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse import ExchangeRates, hookimpl
from largesse_rates_ecb.configuration import Config
from largesse_rates_ecb.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGESSE_CONTRACT = 0
"""The version of the plugin contract that this was written for."""
LARGESSE_CONFIG = Config
"""What an operator may set."""
BASE = "EUR"
SOURCE = "European Central Bank, euro foreign exchange reference rates"
QUOTES = frozenset(
    "AUD BRL CAD CHF CNY CZK DKK GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD THB TRY USD"  # noqa: SIM905 - twenty-nine codes read better as a line
    " ZAR".split()
)
"""
What the bank publishes the worth of the euro in since 2026, when Bulgaria adopted it and the lev was left out.

A currency that it leaves out later is missing; one that it adds is served once it stands here.
"""


@hookimpl
def largesse_exchange_rates(config: Config) -> Iterable[ExchangeRates]:
    """Return the one source, if the operator has named its file."""
    if config.file is None:
        return []
    return [
        ExchangeRates(
            source=SOURCE,
            base=BASE,
            quotes=QUOTES,
            read=Reading(config.file, config.grace_hours, QUOTES),
            refresh_seconds=config.refresh_seconds,
            margin=config.margin_ratio,
        )
    ]
