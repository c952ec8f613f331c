"""
It was written for a later contract.
"""

from largesse import hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 99


@hookimpl
def largesse_gift_types() -> object:
    return [gift("future")]
