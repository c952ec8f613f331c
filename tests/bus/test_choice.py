"""
The setting that names a bus.
"""

from __future__ import annotations

import pytest

from largesse.bus.choice import bus_of
from largesse.bus.local import LocalBus
from largesse.bus.valkey import ValkeyBus
from largesse.errors import ConfigurationError


def test_a_single_node_needs_no_server() -> None:
    assert isinstance(bus_of("local"), LocalBus)


@pytest.mark.parametrize("scheme", ["valkey", "valkeys", "redis", "rediss"])
def test_an_address_names_a_server(scheme: str) -> None:
    assert isinstance(bus_of(f"{scheme}://ada:swordfish@bus.example:6379/3"), ValkeyBus)


@pytest.mark.parametrize(
    "setting", ["", "remote", "http://ada:swordfish@bus.example", "valkey://ada:swordfish@bus.example:port"]
)
def test_anything_else_is_refused_without_repeating_it(setting: str) -> None:
    with pytest.raises(ConfigurationError, match="valkey://host:port/number") as refused:
        bus_of(setting)
    assert "swordfish" not in str(refused.value)
