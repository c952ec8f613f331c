"""
The hooks: every question that a plugin may answer, and everything that it may be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from largesse.plugins.marker import hookspec

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable

    from largesse.offers import (
        ExchangeRates,
        GiftReversed,
        GiftSent,
        GiftType,
        Region,
        RoomClosed,
        RoomOpened,
    )


class Hooks(Protocol):
    """
    What a plugin implements, each hook at most once; of the arguments an implementation names those that it wants.

    A plugin whose offer raises, takes too long or answers anything but what is said here is put in quarantine as a
    whole, with the reason; everything else loads.
    """

    @hookspec
    def largesse_gift_types(self, config: object) -> Iterable[GiftType]:
        """
        Offer gift types.

        Called once, when the server starts, in a thread of the plugin's own; the time for importing the plugin and
        for all its offers together is ten seconds.

        Args:
            config: the plugin's own configuration, if it declares one.

        Returns:
            Any iterable of `GiftType`, 10,000 at most; an empty one offers nothing. Every key is used once, here and
            over all plugins, and every media file is there: `.svg`, `.png`, `.webp`, `.webm`, `.mp3`, `.ogg`,
            `.wav` or `.json`, 2,000,000 bytes at most.
        """
        ...

    @hookspec
    def largesse_regions(self, config: object) -> Iterable[Region]:
        """
        Offer regions with their rate cards.

        Called once, when the server starts, in the same thread and time as the other offers.

        Args:
            config: the plugin's own configuration, if it declares one.

        Returns:
            Any iterable of `Region`, 10,000 at most; an empty one offers nothing. Every code is used once, here and
            over all plugins.
        """
        ...

    @hookspec
    def largesse_exchange_rates(self, config: object) -> Iterable[ExchangeRates]:
        """
        Offer sources of exchange rates.

        Called once, when the server starts, in the same thread and time as the other offers; what each source reads
        is asked of it while the server runs.

        Args:
            config: the plugin's own configuration, if it declares one.

        Returns:
            Any iterable of `ExchangeRates`, 10,000 at most; an empty one offers nothing. Every pair of currencies is
            told once, here and over all plugins, in one direction or the other.
        """
        ...

    @hookspec
    def largesse_gift_sent(self, gift: GiftSent, config: object) -> Awaitable[None] | None:
        """
        Be told that a gift was sent.

        Called after the commit, at least once, in the order of the room's facts; it may be `async def`.

        Args:
            gift: what was sent.
            config: the plugin's own configuration, if it declares one.

        Returns:
            Nothing.
        """
        ...

    @hookspec
    def largesse_gift_reversed(self, reversal: GiftReversed, config: object) -> Awaitable[None] | None:
        """
        Be told that a gift was taken back, in whole or in part.

        Called after the commit, at least once, in the order of the room's facts; it may be `async def`.

        Args:
            reversal: what was taken back.
            config: the plugin's own configuration, if it declares one.

        Returns:
            Nothing.
        """
        ...

    @hookspec
    def largesse_room_opened(self, room: RoomOpened, config: object) -> Awaitable[None] | None:
        """
        Be told that a room was opened.

        Called after the commit, at least once, in the order of the room's facts; it may be `async def`.

        Args:
            room: what was opened.
            config: the plugin's own configuration, if it declares one.

        Returns:
            Nothing.
        """
        ...

    @hookspec
    def largesse_room_closed(self, room: RoomClosed, config: object) -> Awaitable[None] | None:
        """
        Be told that a room was closed.

        Called after the commit, at least once, in the order of the room's facts; it may be `async def`.

        Args:
            room: what was closed.
            config: the plugin's own configuration, if it declares one.

        Returns:
            Nothing.
        """
        ...


HOOKS: tuple[str, ...] = tuple(name for name in vars(Hooks) if name.startswith("largesse_"))
"""The names of all hooks, in the order of their writing."""
OFFERS = frozenset({"largesse_gift_types", "largesse_regions", "largesse_exchange_rates"})
"""The hooks that are asked at the start; all others are tellings."""
