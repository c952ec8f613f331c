"""
It changes what it is told.
"""

from largesse import GiftSent, hookimpl

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_sent(gift: GiftSent) -> object:
    object.__setattr__(gift, "total_coins", 0)
    return None
