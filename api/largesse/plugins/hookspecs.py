"""
The hooks: every question that a plugin may answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from largesse.plugins.marker import hookspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.offers import GiftType, Region


class Hooks(Protocol):
    """
    What a plugin implements, each hook at most once, as a plain function that takes no arguments.

    A plugin whose hook raises, takes too long or answers anything but what is said here is put in quarantine as a
    whole, with the reason; everything else loads.
    """

    @hookspec
    def largesse_gift_types(self) -> Iterable[GiftType]:
        """
        Offer gift types.

        Called once, when the server starts, in a thread of the plugin's own; the time for importing the plugin and
        for all its offers together is ten seconds.

        Returns:
            Any iterable of `GiftType`, 10,000 at most; an empty one offers nothing. Every key is used once, here and
            over all plugins, and every media file is there: `.svg`, `.png`, `.webp`, `.webm`, `.mp3`, `.ogg` or
            `.json`, 2,000,000 bytes at most.
        """
        ...

    @hookspec
    def largesse_regions(self) -> Iterable[Region]:
        """
        Offer regions with their rate cards.

        Called once, when the server starts, in the same thread and time as the other offers.

        Returns:
            Any iterable of `Region`, 10,000 at most; an empty one offers nothing. Every code is used once, here and
            over all plugins.
        """
        ...


HOOKS: tuple[str, ...] = tuple(name for name in vars(Hooks) if name.startswith("largesse_"))
"""The names of all hooks, in the order of their writing."""
