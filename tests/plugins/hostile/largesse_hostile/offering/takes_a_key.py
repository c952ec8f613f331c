"""
It offers a gift under the key of another's.
"""

from largesse import hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_types() -> object:
    return [gift("rose")]
