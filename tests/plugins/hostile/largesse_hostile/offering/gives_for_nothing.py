"""
It offers a gift for nothing.
"""

from largesse import hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_types() -> object:
    return [gift("free", price_coins=0)]
