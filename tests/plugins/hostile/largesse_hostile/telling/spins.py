"""
It spins, and its loop with it.
"""

from largesse import GiftSent, hookimpl
from largesse_hostile.moments import BEGUN, OVER

LARGESSE_CONTRACT = 0


@hookimpl
async def largesse_gift_sent(gift: GiftSent) -> object:
    BEGUN.set()
    while not OVER.is_set():
        pass
    return gift
