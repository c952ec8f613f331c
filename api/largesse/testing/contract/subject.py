"""
A plugin that is put to the test: what became of it when it was loaded, and what it offers.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from largesse.clock import SystemClock
from largesse.plugins import HOOKS, PluginReport, PluginState, Policy, load_plugins
from largesse.plugins.hookspecs import OFFERS
from largesse.testing.candidates import candidate_of, with_installed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from largesse.clock import Instant
    from largesse.offers import ExchangeRates, GiftType, Region
    from largesse.plugins import Candidate


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
        tellings: what it is told by, by the name of the hook.
        now: when exchange rates are read, in microseconds since the epoch.
    """

    candidate: Candidate
    report: PluginReport
    gift_types: tuple[GiftType, ...]
    regions: tuple[Region, ...]
    exchange_rates: tuple[ExchangeRates, ...]
    tellings: Mapping[str, Callable[..., object]]
    now: Instant

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
        return _examined(self.candidate, self.now)


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


def subject_of(plugin: object, name: str = "", now: Instant | None = None) -> Subject:
    """
    Load a plugin beside the bundled ones.

    Args:
        plugin: what `candidate_of` takes.
        name: its name among the entry points.
        now: when exchange rates are read; the machine's clock if None.
    """
    return _examined(candidate_of(plugin, name), SystemClock().now() if now is None else now)


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


def _examined(candidate: Candidate, now: Instant) -> Subject:
    name = candidate.name
    plugins = load_plugins(Policy(names=(name,)), with_installed([candidate]))
    (report,) = (each for each in plugins.reports if each.name == name)
    loaded = report.state is PluginState.LOADED
    return Subject(
        candidate=candidate,
        report=report,
        gift_types=tuple(each for plugin, each in plugins.gift_types if plugin == name),
        regions=tuple(each for plugin, each in plugins.regions if plugin == name),
        exchange_rates=tuple(each for plugin, each in plugins.exchange_rates if plugin == name),
        tellings=_tellings(candidate.load()) if loaded else {},
        now=now,
    )


def _tellings(plugin: object) -> dict[str, Callable[..., object]]:
    return {hook: getattr(plugin, hook) for hook in HOOKS if hook not in OFFERS and hasattr(plugin, hook)}
