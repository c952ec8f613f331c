"""
A plugin is loaded with its own configuration, or put in quarantine for it.
"""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from largesse.plugins import PluginState
from largesse.settings import PluginValues
from tests.plugins.conftest import CONFIG, GOOD

if TYPE_CHECKING:
    from tests.plugins.conftest import Site


def test_an_offer_that_names_config_is_given_the_plugins_own(site: Site) -> None:
    hook = "@hookimpl\ndef largesse_gift_types(config):\n    return [gift('rose', price_coins=config.price_coins)]"
    site.install("flowers", dedent(GOOD) + dedent(CONFIG) + hook)
    values = PluginValues(
        tables={"flowers": {"price_coins": 2}}, variables={"LARGESSE_PLUGIN_FLOWERS_PRICE_COINS": "3"}
    )

    plugins = site.load(values=values)

    assert [each.price_coins for _, each in plugins.gift_types] == [3]


def test_a_configuration_that_is_not_right_is_quarantined_with_what_to_set(site: Site) -> None:
    site.install(
        "flowers", dedent(GOOD) + dedent(CONFIG) + "@hookimpl\ndef largesse_gift_types(): return [gift('rose')]"
    )
    site.offer("zzz", "lily")
    values = PluginValues(variables={"LARGESSE_PLUGIN_FLOWERS_PRICE_COINS": "hunter2"})

    plugins = site.load(values=values)

    assert site.report(plugins, "flowers").reason == (
        "LARGESSE_PLUGIN_FLOWERS_PRICE_COINS is not right: "
        "Input should be a valid integer, unable to parse string as an integer"
    )
    assert [name for name, _ in plugins.gift_types] == ["zzz"]


def test_a_secret_is_not_in_the_reason_even_if_the_plugin_tells_it(site: Site) -> None:
    hook = "@hookimpl\ndef largesse_gift_types(config):\n    raise ValueError(config.token.get_secret_value())"
    site.install("loud", dedent(GOOD) + dedent(CONFIG) + hook)

    plugins = site.load(values=PluginValues(variables={"LARGESSE_PLUGIN_LOUD_TOKEN": "hunter2 of the loader"}))

    assert site.report(plugins, "loud").reason == "largesse_gift_types raised ValueError: [redacted]"


def test_what_is_said_to_a_plugin_that_is_not_installed_is_told(site: Site) -> None:
    site.offer("flowers", "rose")
    values = PluginValues(tables={"flower": {}})

    plugins = site.load(values=values)

    report = site.report(plugins, "flower")
    assert report.state is PluginState.UNAVAILABLE
    assert report.reason == "[plugins.flower] configures it, and it is not installed; did you mean 'flowers'?"
    assert site.load(values=values, safe_mode=True).gift_types == ()
    assert "flower" not in [each.name for each in site.load(values=values, safe_mode=True).reports]
