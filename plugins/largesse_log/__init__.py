"""
A log of what happens in rooms: one line of JSON for each fact, for whatever reads it behind the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse import hookimpl
from largesse_log.config import Config
from largesse_log.line import append

if TYPE_CHECKING:
    from largesse import ComboEnded, GiftReversed, GiftSent, RoomClosed, RoomOpened

LARGESSE_CONTRACT = 0
"""The version of the plugin contract that this was written for."""
LARGESSE_CONFIG = Config
"""What an operator may say to it."""


@hookimpl
def largesse_gift_sent(gift: GiftSent, config: Config) -> None:
    """Write that a gift was sent."""
    append("gift_sent", gift, config)


@hookimpl
def largesse_gift_reversed(reversal: GiftReversed, config: Config) -> None:
    """Write that a gift was taken back."""
    append("gift_reversed", reversal, config)


@hookimpl
def largesse_combo_ended(combo: ComboEnded, config: Config) -> None:
    """Write that a combo has ended."""
    append("combo_ended", combo, config)


@hookimpl
def largesse_room_opened(room: RoomOpened, config: Config) -> None:
    """Write that a room was opened."""
    append("room_opened", room, config)


@hookimpl
def largesse_room_closed(room: RoomClosed, config: Config) -> None:
    """Write that a room was closed."""
    append("room_closed", room, config)
