"""
Exchange: what one currency is worth in another, told by plugins, and what an amount comes to by it.
"""

from largesse.exchange.convert import Conversion, converted
from largesse.exchange.exchange import Exchange
from largesse.exchange.rate import PairRate

__all__ = ["Conversion", "Exchange", "PairRate", "converted"]
