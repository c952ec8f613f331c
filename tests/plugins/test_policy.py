"""
Which plugins are loaded: what is said, and nothing else.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from largesse.errors import ConfigurationError
from largesse.plugins import PluginState, Policy

if TYPE_CHECKING:
    from tests.plugins.conftest import Site


@pytest.fixture
def full(site: Site) -> Site:
    site.offer("classics", "rose", distribution="largesse", version="0.1.0")
    site.offer("flowers", "lily", version="1.2")
    site.offer("jewels", "ring")
    return site


def states(site: Site, **policy: object) -> dict[str, PluginState]:
    return {report.name: report.state for report in site.load(**policy).reports}


def test_everything_loads_all_that_is_installed(full: Site) -> None:
    assert states(full) == {
        "classics": PluginState.LOADED,
        "regions": PluginState.UNAVAILABLE,
        "flowers": PluginState.LOADED,
        "jewels": PluginState.LOADED,
    }


def test_a_server_loads_the_two_it_needs_and_what_is_named(full: Site) -> None:
    plugins = full.load(everything=False, names=("jewels",))

    assert [name for name, _ in plugins.gift_types] == ["classics", "jewels"]
    report = full.report(plugins, "flowers")
    assert (report.state, report.reason) == (PluginState.DISABLED, "it is not among the plugins to load")


def test_a_disabled_plugin_is_not_imported(full: Site) -> None:
    full.load(everything=False)

    # In the order of installing: classics, flowers, jewels.
    assert [module in sys.modules for module in full.modules] == [True, False, False]


def test_safe_mode_loads_bundled_plugins_alone_whatever_else_is_said(full: Site) -> None:
    plugins = full.load(safe_mode=True, names=("jewels", "unheard"))

    assert [name for name, _ in plugins.gift_types] == ["classics"]
    report = full.report(plugins, "jewels")
    assert (report.state, report.reason) == (PluginState.DISABLED, "safe mode loads bundled plugins alone")
    assert [report.name for report in plugins.reports] == ["classics", "regions", "flowers", "jewels"]


def test_a_named_version_is_loaded_if_it_is_the_installed_one(full: Site) -> None:
    assert states(full, everything=False, names=("flowers == 1.2",))["flowers"] is PluginState.LOADED


@pytest.mark.parametrize("everything", [True, False])
def test_another_version_is_quarantined_and_both_are_told(full: Site, *, everything: bool) -> None:
    plugins = full.load(everything=everything, names=("flowers==1.3",))

    report = full.report(plugins, "flowers")
    assert (report.state, report.reason) == (
        PluginState.QUARANTINED,
        "version 1.2 is installed, and 1.3 was asked for",
    )
    assert "flowers" not in [name for name, _ in plugins.gift_types]


def test_a_named_plugin_that_is_not_installed_is_unavailable_with_a_suggestion(full: Site) -> None:
    plugins = full.load(everything=False, names=("flower", "xyz"))

    assert full.report(plugins, "flower").reason == "it is not installed; did you mean 'flowers'?"
    assert full.report(plugins, "xyz").reason == "it is not installed"
    assert {full.report(plugins, name).state for name in ("flower", "xyz")} == {PluginState.UNAVAILABLE}


@pytest.mark.parametrize("text", ["", "flowers>=1", "flowers==", "==1", "flowers 1", "a,b"])
def test_a_name_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Policy(names=(text,))

    assert str(caught.value) == f"cannot load the plugin {text!r}: write `name` or `name==version`"


def test_one_plugin_in_two_versions_is_refused() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Policy(names=("flowers==1", "flowers==2"))

    assert str(caught.value) == "the plugin 'flowers' cannot be loaded in 1 and 2 at once"


def test_a_version_said_once_holds_wherever_the_name_stands() -> None:
    assert Policy(names=("flowers==1", "flowers")).wanted == {"classics": None, "regions": None, "flowers": "1"}
