"""
It awaits what never comes.
"""

from asyncio import Event

from largesse import GiftSent, hookimpl
from largesse_hostile.moments import BEGUN

LARGESSE_CONTRACT = 0


@hookimpl
async def largesse_gift_sent(gift: GiftSent) -> object:
    BEGUN.set()
    await Event().wait()
    return gift
