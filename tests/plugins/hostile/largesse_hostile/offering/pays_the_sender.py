"""
It offers a gift that costs less than nothing.
"""

from largesse import hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_types() -> object:
    return [gift("paying", price_coins=-1)]
