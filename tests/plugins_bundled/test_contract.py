"""
The bundled plugins keep the contract that every plugin is held to, by the suite that every plugin inherits.
"""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import largesse_classics
import largesse_log
import largesse_rates_ecb
import largesse_regions
import largesse_seasons
import largesse_wordlist
from largesse import instant_of
from largesse.testing import PluginContract


class TestClassics(PluginContract):
    plugin = largesse_classics


class TestLog(PluginContract):
    plugin = largesse_log


class TestRegions(PluginContract):
    plugin = largesse_regions


class TestRatesEcb(PluginContract):
    plugin = largesse_rates_ecb
    config = {"file": Path(__file__).parent / "ecb" / "eurofxref-daily.xml"}  # noqa: RUF012 - as an author writes it
    now = instant_of(datetime(2026, 11, 21, tzinfo=UTC))


class TestSeasons(PluginContract):
    plugin = largesse_seasons


class TestWordlist(PluginContract):
    plugin = largesse_wordlist
    config = {"hold": ["gg"], "refuse": ["hello", "花火"]}  # noqa: RUF012 - as an author writes it


def test_every_bundled_plugin_is_held_to_it() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    held = {suite.plugin.__name__ for suite in PluginContract.__subclasses__() if suite.__module__ == __name__}
    assert held == set(project["entry-points"]["largesse"].values())
