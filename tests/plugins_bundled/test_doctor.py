"""
The doctor finds nothing wrong with a bundled plugin.
"""

from __future__ import annotations

import pytest

from largesse.plugins import installed
from largesse.plugins.doctor import examine

BUNDLED = [each for each in installed() if each.bundled]


@pytest.mark.parametrize("name", [each.name for each in BUNDLED])
def test_a_bundled_plugin_is_well_beside_all_others(name: str) -> None:
    (candidate,) = (each for each in BUNDLED if each.name == name)

    assert examine(candidate, beside=BUNDLED) == ()
