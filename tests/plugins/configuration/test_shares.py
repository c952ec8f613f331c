"""
Each plugin gets what is meant for it, and what is meant for none is told.
"""

from __future__ import annotations

from pathlib import Path

from largesse.plugins.configuration import share_of, unclaimed, variable_of
from largesse.settings import PluginValues

NAMES = ("rates", "rates_ecb", "far-places")
VALUES = PluginValues(
    tables={"rates": {"a": 1}},
    variables={
        "LARGESSE_PLUGIN_RATES_FILE": "of rates",
        "LARGESSE_PLUGIN_RATES_ECB_FILE": "of rates_ecb",
        "LARGESSE_PLUGIN_FAR_PLACES_CHAT__TOKEN": "of far-places",
    },
)


def test_a_variable_is_for_the_plugin_with_the_longest_name_it_begins_with() -> None:
    shares = {name: share_of(name, VALUES, NAMES) for name in NAMES}

    assert {name: dict(share.variables) for name, share in shares.items()} == {
        "rates": {"FILE": "of rates"},
        "rates_ecb": {"FILE": "of rates_ecb"},
        "far-places": {"CHAT__TOKEN": "of far-places"},
    }
    assert {name: dict(share.table) for name, share in shares.items()} == {
        "rates": {"a": 1},
        "rates_ecb": {},
        "far-places": {},
    }
    assert unclaimed(VALUES, NAMES) == {}


def test_a_variable_is_the_plugin_and_the_fields_in_capitals() -> None:
    assert variable_of("far-places", "chat", "token") == "LARGESSE_PLUGIN_FAR_PLACES_CHAT__TOKEN"


def test_what_nobody_claims_is_told_with_a_suggestion() -> None:
    values = PluginValues(
        tables={"rate": {}}, variables={"LARGESSE_PLUGIN_ZZZ_A": "1"}, file=Path("/etc/largesse.toml")
    )

    assert unclaimed(values, NAMES) == {
        "rate": "[plugins.rate] of /etc/largesse.toml configures it, and it is not installed; did you mean 'rates'?",
        "zzz": "LARGESSE_PLUGIN_ZZZ_A is set, and no plugin of such a name is installed",
    }
