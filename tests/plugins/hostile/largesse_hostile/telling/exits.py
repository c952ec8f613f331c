"""
It ends the process when it is told.
"""

from largesse import GiftSent, hookimpl

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_sent(gift: GiftSent) -> object:
    raise SystemExit(gift)
