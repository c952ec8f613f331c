"""
The bundled plugins stand where any plugin stands: on the public face alone.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import largesse
import largesse_classics
import largesse_regions

if TYPE_CHECKING:
    from types import ModuleType

PLUGINS = [
    pytest.param(largesse_classics, "largesse_gift_types", id="classics"),
    pytest.param(largesse_regions, "largesse_regions", id="regions"),
]


def sources(plugin: ModuleType) -> list[Path]:
    assert plugin.__file__ is not None
    return sorted(Path(plugin.__file__).parent.rglob("*.py"))


def imported(source: Path) -> set[tuple[str, str]]:
    """Return what a file imports, as module and name; a plain import has no name."""
    found: set[tuple[str, str]] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {(alias.name, "") for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {(node.module or "", alias.name) for alias in node.names}
    return found


@pytest.mark.parametrize("plugin", [largesse_classics, largesse_regions], ids=["classics", "regions"])
def test_a_bundled_plugin_imports_only_the_public_face(plugin: ModuleType) -> None:
    core = {
        (module, name)
        for source in sources(plugin)
        for module, name in imported(source)
        if module.split(".")[0] == "largesse"
    }
    assert core
    assert core <= {("largesse", name) for name in largesse.__all__}


@pytest.mark.parametrize(("plugin", "hook"), PLUGINS)
def test_a_bundled_plugin_states_contract_0_and_marks_its_hook(plugin: ModuleType, hook: str) -> None:
    assert plugin.LARGESSE_CONTRACT == 0
    assert hasattr(getattr(plugin, hook), "largesse_impl")


@pytest.mark.parametrize(("plugin", "hook"), PLUGINS)
def test_a_hook_offers_the_same_each_time(plugin: ModuleType, hook: str) -> None:
    assert list(getattr(plugin, hook)()) == list(getattr(plugin, hook)())
