"""
It misspells its hook.
"""

from largesse import hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_type() -> object:
    return [gift("misspelt")]
