"""
A class of tests for a plugin: one for each fact that applies to what it offers, and none for the rest.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from largesse.testing.contract import exchange, gift_types, life, loading, media, moderators, pricing, regions, tellings
from largesse.testing.contract.subject import subject_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from largesse.clock import Instant
    from largesse.testing.contract.subject import Fact, LivedFact, Subject


class PluginContract:
    """
    What a plugin promises to the server, as tests; a class of yours inherits it and names the plugin.

        class TestKite(PluginContract):
            plugin = largesse_kite

    The plugin is loaded when the class is made, as a server loads it. Each test is named for the fact that it holds; a
    test of the same name in your class takes its place.

    Args:
        plugin: the module, or whatever else its entry point names; as text what stands there.
        name: its name among the entry points; that of its module without `largesse_` if empty.
        config: its configuration, as its table in a settings file says it.
        now: when exchange rates are read, in microseconds since the epoch; the machine's clock if None.
    """

    plugin: object = None
    name: str = ""
    config: Mapping[str, object] = MappingProxyType({})
    now: Instant | None = None

    def __init_subclass__(cls) -> None:
        """Give the class a test for each fact that applies to its plugin."""
        super().__init_subclass__()
        if cls.plugin is None:
            return
        subject = subject_of(cls.plugin, cls.name, cls.now, cls.config)
        for fact in _facts(subject):
            _add(cls, fact, _test(subject, fact))
        for lived in _lived(subject):
            _add(cls, lived, _lived_test(subject, lived))


def _facts(subject: Subject) -> Iterator[Fact]:
    yield from loading.FACTS
    if subject.gift_types:
        yield from (*gift_types.FACTS, *media.FACTS)
    if subject.priced:
        yield from pricing.FACTS
    if subject.priced and subject.importable:
        yield pricing.another_process_works_out_the_same_prices
    if subject.regions:
        yield from regions.FACTS
    if subject.exchange_rates:
        yield from exchange.FACTS
    if subject.moderators:
        yield from moderators.FACTS
    if subject.tellings:
        yield from tellings.FACTS


def _lived(subject: Subject) -> Iterator[LivedFact]:
    if subject.loaded:
        yield life.others_gifts_are_sent_beside_it
    if subject.gift_types:
        yield from life.FACTS


def _test(subject: Subject, fact: Fact) -> Callable[[object], None]:
    def test(self: object) -> None:  # noqa: ARG001 - a method
        fact(subject)

    return test


def _lived_test(subject: Subject, fact: LivedFact) -> Callable[[object, Path], None]:
    def test(self: object, tmp_path: Path) -> None:  # noqa: ARG001 - a method
        fact(subject, tmp_path)

    return test


def _add(suite: type, fact: Fact | LivedFact, test: Callable[..., None]) -> None:
    name = f"test_{fact.__name__}"
    if name not in vars(suite):
        test.__name__, test.__qualname__, test.__doc__ = name, f"{suite.__qualname__}.{name}", fact.__doc__
        setattr(suite, name, test)
