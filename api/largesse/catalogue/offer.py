"""
A gift type on offer: whose it is, the hash of what it says, and where its media are served.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from largesse.offers import GiftType


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaAddresses:
    """
    Paths under which the server serves a gift type's media, such as `/media/classics/0f3a…/rose.svg`.

    Args:
        still: a picture that needs no motion.
        animation: what plays when it is sent; none if the still is enough.
        reduced_motion: what stands in for the animation where less motion is asked for; the still if nothing else.
        sound: a short sound; none if silent.
    """

    still: str
    animation: str | None
    reduced_motion: str
    sound: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """
    A gift type on offer.

    Args:
        plugin: the plugin that offers it.
        gift_type: what is offered.
        hash: SHA-256 of its content, its files' bytes included, in hexadecimal; stored with each gift.
        media: where its files are served.
    """

    plugin: str
    gift_type: GiftType
    hash: str
    media: MediaAddresses
