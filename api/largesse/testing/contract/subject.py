"""
A plugin that is put to the test: what became of it when it was loaded, and what it offers.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from largesse.clock import SystemClock
from largesse.plugins import PluginReport, PluginState, Policy, load_plugins
from largesse.settings import PluginValues
from largesse.testing.candidates import candidate_of, with_installed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from largesse.clock import Instant
    from largesse.offers import ExchangeRates, GiftType, Moderator, Region
    from largesse.plugins import Candidate
    from largesse.plugins.report import Telling


@dataclass(frozen=True, kw_only=True)
class Subject:
    """
    A plugin under test.

    Args:
        candidate: as the loader finds it.
        report: what became of it.
        gift_types: what it offers, as it was taken; empty if it was not loaded.
        regions: the same.
        exchange_rates: the same.
        moderators: the same.
        tellings: how it is told, by the name of the hook.
        now: when exchange rates are read, in microseconds since the epoch.
        config: its configuration, as its table in a settings file says it.
    """

    candidate: Candidate
    report: PluginReport
    gift_types: tuple[GiftType, ...]
    regions: tuple[Region, ...]
    exchange_rates: tuple[ExchangeRates, ...]
    moderators: tuple[Moderator, ...]
    tellings: Mapping[str, Telling]
    now: Instant
    config: Mapping[str, object] = field(default_factory=dict)

    @property
    def loaded(self) -> bool:
        """Whether it was loaded."""
        return self.report.state is PluginState.LOADED

    @property
    def priced(self) -> tuple[GiftType, ...]:
        """The gift types that price themselves."""
        return tuple(each for each in self.gift_types if each.pricing)

    @property
    def importable(self) -> bool:
        """Whether another process can import it by its name."""
        module = sys.modules.get(self.candidate.module)
        return isinstance(module, ModuleType) and self.candidate.load() is module

    def again(self) -> Subject:
        """Return it as it is when it is loaded once more."""
        return _examined(self.candidate, self.now, self.config)


class Fact(Protocol):
    """A fact about a plugin; it raises AssertionError where it does not hold."""

    __name__: str

    def __call__(self, subject: Subject, /) -> None:
        """Hold it."""
        ...


class LivedFact(Protocol):
    """A fact that needs a server, whose data is in a directory; it raises AssertionError where it does not hold."""

    __name__: str

    def __call__(self, subject: Subject, directory: Path, /) -> None:
        """Hold it."""
        ...


def subject_of(
    plugin: object, name: str = "", now: Instant | None = None, config: Mapping[str, object] | None = None
) -> Subject:
    """
    Load a plugin beside the bundled ones.

    Args:
        plugin: what `candidate_of` takes.
        name: its name among the entry points.
        now: when exchange rates are read; the machine's clock if None.
        config: its configuration, as its table in a settings file says it.
    """
    return _examined(candidate_of(plugin, name), SystemClock().now() if now is None else now, config or {})


def unpriced(gift_types: Iterable[GiftType]) -> tuple[GiftType, ...]:
    """Return gift types without what prices them: two functions are never equal, whatever they answer."""
    return tuple(replace(each, pricing=None) for each in gift_types)


def hold_none(problems: Iterable[str]) -> None:
    """
    Hold that there is no problem.

    Raises:
        AssertionError: there are some; each has a line.
    """
    if found := list(problems):
        raise AssertionError("\n".join(found))


def _examined(candidate: Candidate, now: Instant, config: Mapping[str, object]) -> Subject:
    name = candidate.name
    values = PluginValues(tables={name: config})
    plugins = load_plugins(Policy(names=(name,)), with_installed([candidate]), values)
    (report,) = (each for each in plugins.reports if each.name == name)
    return Subject(
        candidate=candidate,
        report=report,
        gift_types=tuple(each for plugin, each in plugins.gift_types if plugin == name),
        regions=tuple(each for plugin, each in plugins.regions if plugin == name),
        exchange_rates=tuple(each for plugin, each in plugins.exchange_rates if plugin == name),
        moderators=tuple(each for plugin, each in plugins.moderators if plugin == name),
        tellings=plugins.tellings.get(name, {}),
        now=now,
        config=config,
    )
