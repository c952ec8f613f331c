"""
It has the name of another plugin.
"""

from largesse import hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_types() -> object:
    return [gift("taken")]
