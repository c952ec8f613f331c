"""
It offers gifts without an end.
"""

from itertools import count

from largesse import hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_types() -> object:
    return (gift("endless") for _ in count())
