"""
It raises what raises when it is read.
"""

from largesse import GiftSent, hookimpl

LARGESSE_CONTRACT = 0


class Unreadable(Exception):
    def __str__(self) -> str:
        raise SystemExit(3)


@hookimpl
def largesse_gift_sent(gift: GiftSent) -> object:
    raise Unreadable(gift)
