"""
What became of each plugin, and what the loaded ones offer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from largesse.offers import ComboEnded, GiftReversed, GiftSent, RoomClosed, RoomOpened

if TYPE_CHECKING:
    from largesse.offers import ExchangeRates, GiftType, Moderator, Region

Fact: TypeAlias = GiftSent | GiftReversed | ComboEnded | RoomOpened | RoomClosed
"""What plugins are told of."""
Telling: TypeAlias = Callable[[Fact], Awaitable[None] | None]
"""Tells one plugin of a fact of its hook's kind; it runs the plugin's code, and what it returns is to be awaited."""


class PluginState(Enum):
    """How a plugin stands."""

    LOADED = "LOADED"
    """It is in use."""
    DISABLED = "DISABLED"
    """It is installed, and nobody asked for it; it was not imported."""
    UNAVAILABLE = "UNAVAILABLE"
    """It was asked for, and it, or an extra that it needs, is not installed."""
    QUARANTINED = "QUARANTINED"
    """It was asked for, and broke the contract at the start or failed too often since; its code is not called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginReport:
    """
    What became of one plugin.

    Args:
        name: its name among the entry points.
        distribution: what it was installed with; empty if it is not installed.
        version: the version of that distribution; empty if unknown.
        module: the module that it is, such as `largesse_kite`; empty if it is not installed.
        state: how it stands.
        reason: why it is not loaded, in words; empty if it is.
        place: the line of its own that was reached last before it raised, such as `kite.py, line 12`; else empty.
        summary: what it offers, such as `24 gift types`; empty if it is not loaded.
        seconds: how long it took to import it and to take its offers.
    """

    name: str
    distribution: str = ""
    version: str = ""
    module: str = field(default="", compare=False)
    state: PluginState
    reason: str = ""
    place: str = field(default="", compare=False)
    summary: str = ""
    seconds: float = field(default=0.0, compare=False)

    @property
    def cause(self) -> str:
        """Return why it is not loaded, and the line of its own that says so, if one is known."""
        return f"{self.reason} ({self.place})" if self.place else self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugins:
    """
    Everything that plugins offer, checked, and a report of each.

    Args:
        gift_types: the name of a plugin and one of its gift types.
        regions: the name of a plugin and one of its regions.
        exchange_rates: the name of a plugin and one of its sources of exchange rates.
        moderators: the name of a plugin and one of its moderators.
        tellings: the name of a plugin that is told of something, and how to tell it, by hook.
        reports: one per plugin that is installed or was asked for, bundled ones first, then by name.
    """

    gift_types: tuple[tuple[str, GiftType], ...] = ()
    regions: tuple[tuple[str, Region], ...] = ()
    exchange_rates: tuple[tuple[str, ExchangeRates], ...] = ()
    moderators: tuple[tuple[str, Moderator], ...] = ()
    tellings: Mapping[str, Mapping[str, Telling]] = field(default_factory=dict)
    reports: tuple[PluginReport, ...] = ()

    def telling(self, plugin: str, hook: str) -> Telling | None:
        """Return how to tell a plugin of what a hook is for, or None if it does not ask for that."""
        return self.tellings.get(plugin, {}).get(hook)

    @property
    def failed(self) -> tuple[PluginReport, ...]:
        """Return the reports of the plugins that were asked for and are not in use."""
        return tuple(
            report for report in self.reports if report.state in {PluginState.UNAVAILABLE, PluginState.QUARANTINED}
        )
