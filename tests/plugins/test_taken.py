"""
What a plugin takes, such as the key of a gift type, nobody else is given.
"""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from largesse.plugins import PluginState
from tests.plugins.conftest import GOOD, HOOK, REGIONS

if TYPE_CHECKING:
    from tests.plugins.conftest import Site

RATES = """
from largesse import ExchangeRates, hookimpl
LARGESSE_CONTRACT = 0
@hookimpl
def largesse_exchange_rates():
    return [ExchangeRates(source="a bank", base={base!r}, quotes=frozenset({quotes!r}), read=tuple)] * {times}
"""
MODERATORS = """
from largesse import Moderator, Verdict, hookimpl
LARGESSE_CONTRACT = 0
@hookimpl
def largesse_moderators():
    return [Moderator(key=key, judge=lambda question: Verdict.allow()) for key in {keys!r}]
"""


def test_a_gift_key_belongs_to_the_first_plugin_and_nothing_of_the_second_is_loaded(site: Site) -> None:
    site.offer("second", "lily", "rose")
    site.offer("first", "rose")

    plugins = site.load()

    assert [(name, each.key) for name, each in plugins.gift_types] == [("first", "rose")]
    assert site.report(plugins, "second").reason == "the gift type 'rose' is already offered by the plugin 'first'"


def test_a_region_code_belongs_to_the_first_plugin(site: Site) -> None:
    site.install("one", f"{REGIONS}[region('JP')]")
    site.install("two", f"{REGIONS}[region('JP'), region('KR')]")

    plugins = site.load()

    assert [(name, each.code) for name, each in plugins.regions] == [("one", "JP")]
    assert site.report(plugins, "two").reason == "the region 'JP' is already offered by the plugin 'one'"


def test_a_pair_of_currencies_is_told_by_the_first_plugin_in_whatever_direction(site: Site) -> None:
    site.install("one", RATES.format(base="EUR", quotes={"USD", "JPY"}, times=1))
    site.install("two", RATES.format(base="USD", quotes={"EUR", "GBP"}, times=1))
    site.install("zwei", RATES.format(base="GBP", quotes={"JPY"}, times=1))

    plugins = site.load()

    assert [(name, each.pairs) for name, each in plugins.exchange_rates] == [
        ("one", ("EUR/JPY", "EUR/USD")),
        ("zwei", ("GBP/JPY",)),
    ]
    assert site.report(plugins, "one").summary == "1 source of exchange rates"
    assert site.report(plugins, "two").reason == "the exchange rate 'EUR/USD' is already offered by the plugin 'one'"


def test_two_sources_of_one_plugin_tell_different_pairs(site: Site) -> None:
    site.install("twice", RATES.format(base="EUR", quotes={"USD"}, times=2))

    assert site.report(site.load(), "twice").reason == "it offers the pair 'EUR/USD' more than once"


def test_moderators_are_told_apart_by_their_keys_over_all_plugins(site: Site) -> None:
    site.install("one", MODERATORS.format(keys=["quiet", "calm"]))
    site.install("two", MODERATORS.format(keys=["calm"]))
    site.install("twice", MODERATORS.format(keys=["loud", "loud"]))

    plugins = site.load()

    assert [(name, each.key) for name, each in plugins.moderators] == [("one", "quiet"), ("one", "calm")]
    assert site.report(plugins, "one").summary == "2 moderators"
    assert site.report(plugins, "two").reason == "the moderator 'calm' is already offered by the plugin 'one'"
    assert site.report(plugins, "twice").reason == "it offers the moderator 'loud' more than once"


def test_a_bundled_plugin_keeps_its_name_and_keys_against_any_other(site: Site) -> None:
    site.offer("classics", "rose", distribution="aaa-impostor")
    site.offer("aaa", "rose")
    site.offer("classics", "rose", distribution="largesse")

    plugins = site.load()

    assert [(name, each.key) for name, each in plugins.gift_types] == [("classics", "rose")]
    stands = [(report.distribution, report.state, report.reason) for report in plugins.reports]
    assert stands[0] == ("largesse", PluginState.LOADED, "")
    assert ("aaa-impostor", PluginState.QUARANTINED, "its name is already taken by a plugin of 'largesse'") in stands
    assert (
        "dist-aaa",
        PluginState.QUARANTINED,
        "the gift type 'rose' is already offered by the plugin 'classics'",
    ) in stands


def test_a_quarantined_plugin_takes_no_names(site: Site) -> None:
    site.install("first", dedent(GOOD) + HOOK + "return [gift('rose'), None]")
    site.offer("second", "rose")

    assert [name for name, _ in site.load().gift_types] == ["second"]
