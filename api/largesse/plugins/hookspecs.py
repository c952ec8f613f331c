"""
The hooks: every question that a plugin may answer, and everything that it may be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from largesse.plugins.kinds import OFFER, TELLING, facts_of, specified

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable

    from largesse.offers import (
        ComboEnded,
        ExchangeRates,
        GiftReversed,
        GiftSent,
        GiftType,
        Moderator,
        Region,
        RoomClosed,
        RoomOpened,
    )


class Hooks(Protocol):
    """
    What a plugin implements, each hook at most once; of the arguments an implementation names those that it wants.

    What holds of all offers and of all tellings is said in `largesse.plugins.kinds`; docs/reference/hooks has a page
    for each hook, made of both.
    """

    @specified(OFFER, since="0.1", bundled="largesse_classics")
    def largesse_gift_types(self, config: object) -> Iterable[GiftType]:
        """
        Offer gift types.

        What is offered is fixed until the next start. A gift type with `pricing` works out its price by itself: that
        function is asked while the server runs, and has 50 ms each time.

        Args:
            config: the plugin's own configuration, if it declares one.

        Returns:
            Any iterable of `GiftType`, 10,000 at most; an empty one offers nothing. Every key is used once, here and
            over all plugins, and every media file lies within the plugin: `.svg`, `.png`, `.webp`, `.webm`, `.mp3`,
            `.ogg`, `.wav` or `.json`, 2,000,000 bytes at most.
        """
        ...

    @specified(OFFER, since="0.1", bundled="largesse_regions")
    def largesse_regions(self, config: object) -> Iterable[Region]:
        """
        Offer regions with their rate cards.

        A card that has been in force stays: each is published in the books when a server first starts with it, and a
        plugin that offers another one under the same version keeps the server from starting.

        Args:
            config: the plugin's own configuration, if it declares one.

        Returns:
            Any iterable of `Region`, 10,000 at most; an empty one offers nothing. Every code is used once, here and
            over all plugins.
        """
        ...

    @specified(OFFER, since="0.1", bundled="largesse_rates_ecb")
    def largesse_exchange_rates(self, config: object) -> Iterable[ExchangeRates]:
        """
        Offer sources of exchange rates.

        What each source reads is asked of it while the server runs, again and again, and has 50 ms each time.

        Args:
            config: the plugin's own configuration, if it declares one.

        Returns:
            Any iterable of `ExchangeRates`, 10,000 at most; an empty one offers nothing. Every pair of currencies is
            told once, here and over all plugins, in one direction or the other.
        """
        ...

    @specified(OFFER, since="0.1", bundled="largesse_wordlist")
    def largesse_moderators(self, config: object) -> Iterable[Moderator]:
        """
        Offer moderators of messages.

        Each message is shown to every moderator before it is sent, while the server runs, and has 50 ms each time. The
        strictest verdict holds. A moderator that raises, is late or answers anything but a verdict refuses that
        message, with the plugin's name: as long as it fails, nobody writes.

        Args:
            config: the plugin's own configuration, if it declares one.

        Returns:
            Any iterable of `Moderator`, 10,000 at most; an empty one offers nothing. Every key is used once, here and
            over all plugins.
        """
        ...

    @specified(TELLING, since="0.1", bundled="largesse_log")
    def largesse_gift_sent(self, gift: GiftSent, config: object) -> Awaitable[None] | None:
        """
        Be told that a gift was sent.

        Args:
            gift: what was sent.
            config: the plugin's own configuration, if it declares one.

        Returns:
            Nothing; what is returned all the same is dropped.
        """
        ...

    @specified(TELLING, since="0.1", bundled="largesse_log")
    def largesse_gift_reversed(self, reversal: GiftReversed, config: object) -> Awaitable[None] | None:
        """
        Be told that a gift was taken back, in whole or in part.

        Args:
            reversal: what was taken back.
            config: the plugin's own configuration, if it declares one.

        Returns:
            Nothing; what is returned all the same is dropped.
        """
        ...

    @specified(TELLING, since="0.1", bundled="largesse_log")
    def largesse_combo_ended(self, combo: ComboEnded, config: object) -> Awaitable[None] | None:
        """
        Be told that a combo has ended.

        Args:
            combo: what has ended, with all its gifts.
            config: the plugin's own configuration, if it declares one.

        Returns:
            Nothing; what is returned all the same is dropped.
        """
        ...

    @specified(TELLING, since="0.1", bundled="largesse_log")
    def largesse_room_opened(self, room: RoomOpened, config: object) -> Awaitable[None] | None:
        """
        Be told that a room was opened.

        Args:
            room: what was opened.
            config: the plugin's own configuration, if it declares one.

        Returns:
            Nothing; what is returned all the same is dropped.
        """
        ...

    @specified(TELLING, since="0.1", bundled="largesse_log")
    def largesse_room_closed(self, room: RoomClosed, config: object) -> Awaitable[None] | None:
        """
        Be told that a room was closed.

        Args:
            room: what was closed.
            config: the plugin's own configuration, if it declares one.

        Returns:
            Nothing; what is returned all the same is dropped.
        """
        ...


HOOKS: tuple[str, ...] = tuple(name for name in vars(Hooks) if name.startswith("largesse_"))
"""The names of all hooks, in the order of their writing."""
OFFERS = frozenset(name for name in HOOKS if facts_of(getattr(Hooks, name)).kind is OFFER)
"""The hooks that are asked at the start; all others are tellings."""
