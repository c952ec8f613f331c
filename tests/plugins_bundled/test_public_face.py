"""
The bundled plugins stand where any plugin stands: on the public face alone.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import ModuleType

import pytest

import largesse
import largesse_classics
import largesse_log
import largesse_rates_ecb
import largesse_regions
import largesse_seasons
import largesse_wordlist
from largesse.plugins import HOOKS

OFFERING = [
    pytest.param(largesse_classics, "largesse_gift_types", id="classics"),
    pytest.param(largesse_regions, "largesse_regions", id="regions"),
    pytest.param(largesse_rates_ecb, "largesse_exchange_rates", id="rates_ecb"),
    pytest.param(largesse_seasons, "largesse_gift_types", id="seasons"),
    pytest.param(largesse_wordlist, "largesse_moderators", id="wordlist"),
]
PLUGINS = [*OFFERING, pytest.param(largesse_log, "largesse_gift_sent", id="log")]


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


@pytest.mark.parametrize(("plugin", "_hook"), PLUGINS)
def test_a_bundled_plugin_imports_only_the_public_face(plugin: ModuleType, _hook: str) -> None:
    core = {
        (module, name)
        for source in sources(plugin)
        for module, name in imported(source)
        if module.split(".")[0] == "largesse"
    }
    assert core
    assert core <= {("largesse", name) for name in largesse.__all__}


@pytest.mark.parametrize(("plugin", "_hook"), PLUGINS)
def test_a_bundled_plugin_uses_no_private_attribute_but_its_own(plugin: ModuleType, _hook: str) -> None:
    private = [
        f"{source.name}:{node.lineno} {ast.unparse(node)}"
        for source in sources(plugin)
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not (isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"})
    ]
    assert private == []


def test_every_bundled_plugin_is_held_to_this() -> None:
    packages = {path.parent.name for path in (Path(__file__).parents[2] / "plugins").glob("*/__init__.py")}
    assert {plugin.__name__ for each in PLUGINS if isinstance(plugin := each.values[0], ModuleType)} == packages


@pytest.mark.parametrize(("plugin", "hook"), PLUGINS)
def test_a_bundled_plugin_states_contract_0_and_marks_its_hook(plugin: ModuleType, hook: str) -> None:
    assert plugin.LARGESSE_CONTRACT == 0
    assert hasattr(getattr(plugin, hook), "largesse_impl")


@pytest.mark.parametrize(("plugin", "hook"), OFFERING)
def test_a_hook_offers_the_same_each_time(plugin: ModuleType, hook: str) -> None:
    given = {"config": plugin.LARGESSE_CONFIG()} if hasattr(plugin, "LARGESSE_CONFIG") else {}
    assert list(getattr(plugin, hook)(**given)) == list(getattr(plugin, hook)(**given))


def test_the_example_of_the_readme_is_a_plugin(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "plugins" / "README.md").read_text(encoding="utf-8")
    example = readme.split("```python\n")[1].split("```")[0]
    (tmp_path / "kite.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>", encoding="utf-8")
    plugin: dict[str, object] = {"__file__": str(tmp_path / "__init__.py")}
    exec(compile(example, "README.md", "exec"), plugin)  # noqa: S102 - the example is ours
    hook = plugin["largesse_gift_types"]
    assert plugin["LARGESSE_CONTRACT"] == largesse_classics.LARGESSE_CONTRACT
    assert callable(hook)
    assert [gift_type.key for gift_type in hook()] == ["kite"]
    assert hasattr(hook, "largesse_impl")


def test_the_readme_names_each_hook() -> None:
    readme = (Path(__file__).parents[2] / "plugins" / "README.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"`(largesse_\w+)\(\w*\)`", readme)) == HOOKS
