"""
Plugins in the directory where they are written.
"""

from __future__ import annotations

import sys
from textwrap import dedent
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from largesse.errors import ConfigurationError
from largesse.plugins import PluginState, Policy, load_plugins, source_at
from tests.plugins.conftest import GOOD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def kite(price: int) -> str:
    """The source of a plugin with one gift at a price."""
    return dedent(GOOD) + f'@hookimpl\ndef largesse_gift_types():\n    return [gift("kite", price_coins={price})]\n'


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A name that no other module has; the path is as it was once the test is over."""
    name = f"kite_{uuid4().hex}"
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield name
    for each in [each for each in sys.modules if each.startswith(name)]:
        del sys.modules[each]


def project(directory: Path, module: str, more: str = "") -> None:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "pyproject.toml").write_text(
        f'[project]\nname = "Largesse.Kite"\nversion = "1.2"\n{more}\n'
        f'[project.entry-points.largesse]\nkite = "{module}"\n'
    )


@pytest.mark.parametrize("root", ["src", ".", "python"])
def test_a_plugin_is_loaded_from_its_source(tmp_path: Path, module: str, root: str) -> None:
    project(tmp_path, module)
    with (tmp_path / "pyproject.toml").open("a") as file:
        file.write(f'[tool.hatch.build.targets.wheel]\npackages = ["{root}/{module}"]\n')
    (tmp_path / root / module).mkdir(parents=True)
    (tmp_path / root / module / "kites.py").write_text(kite(7))
    (tmp_path / root / module / "__init__.py").write_text(
        f"from {module}.kites import LARGESSE_CONTRACT, largesse_gift_types\n"
    )

    found = source_at(tmp_path)
    plugins = load_plugins(Policy(everything=True), found.candidates)

    assert [(each.name, each.distribution, each.version) for each in found.candidates] == [
        ("kite", "largesse-kite", "1.2")
    ]
    assert [(name, each.key, each.price_coins) for name, each in plugins.gift_types] == [("kite", "kite", 7)]


def test_what_is_forgotten_is_imported_as_it_stands_by_then(tmp_path: Path, module: str) -> None:
    project(tmp_path, module)
    file = tmp_path / f"{module}.py"
    file.write_text(kite(7))
    found = source_at(tmp_path)
    before = load_plugins(Policy(everything=True), found.candidates)

    file.write_text(kite(8))
    found.forget()
    after = load_plugins(Policy(everything=True), found.candidates)

    assert [each.price_coins for plugins in (before, after) for _, each in plugins.gift_types] == [7, 8]


def test_it_stands_in_for_the_installed_plugin_of_its_name(tmp_path: Path, module: str) -> None:
    project(tmp_path, module)
    (tmp_path / "pyproject.toml").write_text(f'[project.entry-points.largesse]\nclassics = "{module}"\n')
    (tmp_path / f"{module}.py").write_text(kite(7))

    names = [(each.name, each.module) for each in source_at(tmp_path).with_installed()]

    assert ("regions", "largesse_regions") in names
    assert [pair for pair in names if pair[0] == "classics"] == [("classics", module)]


def test_an_extra_that_is_missing_is_named(tmp_path: Path, module: str) -> None:
    project(tmp_path, module, '[project.optional-dependencies]\nwind = ["no-such_wind>=1"]')
    (tmp_path / f"{module}.py").write_text("import no_such_wind")

    (report, *_) = [
        each
        for each in load_plugins(Policy(everything=True), source_at(tmp_path).candidates).reports
        if each.name == "kite"
    ]

    assert report.state is PluginState.UNAVAILABLE
    assert report.reason == "needs its extra 'wind': pip install 'largesse-kite[wind]'"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (None, "There is no pyproject.toml in "),
        ("[project", "is not TOML: Expected ']' at the end of a table declaration (at end of document)."),
        ("[project]\nname = 'kite'", "names no plugin: write [project.entry-points.largesse]"),
        ("[project.entry-points.largesse]\nkite = 'no such'", "names 'no such', which is no module."),
        ("[project.entry-points.largesse]\nkite = 'nowhere'", "The module nowhere of the plugin 'kite' is not there;"),
    ],
)
def test_a_directory_without_a_plugin_is_refused_in_a_sentence(tmp_path: Path, written: str | None, said: str) -> None:
    if written is not None:
        (tmp_path / "pyproject.toml").write_text(written)
    with pytest.raises(ConfigurationError) as refused:
        source_at(tmp_path)
    assert said in refused.value.message
    assert "\n" not in refused.value.message


def test_a_directory_that_is_not_there_is_said_not_to_be(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"There is no .*/nowhere: name the directory"):
        source_at(tmp_path / "nowhere")
