"""
It asks for what nobody gives.
"""

from largesse import hookimpl
from largesse_hostile.gift import gift

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_types(room: object) -> object:
    return [gift(str(room))]
