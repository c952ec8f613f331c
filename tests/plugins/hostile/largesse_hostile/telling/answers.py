"""
It answers where nobody asks.
"""

from largesse import GiftSent, hookimpl

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_sent(gift: GiftSent) -> object:
    return gift
