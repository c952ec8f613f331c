"""
`largesse plugins list`: what is installed, and what became of it.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from tests.cli.plugins.projects import gift_at, project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_the_bundled_plugins_are_listed_with_what_they_offer(run: Run) -> None:
    done = run("plugins", "list")
    assert done.returncode == 0
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    loaded = {row[0]: row[3] for row in rows if row[2] == "loaded"}
    assert list(loaded) == ["classics", "regions"]
    assert loaded["classics"].endswith("gift types")
    assert loaded["regions"].endswith("regions")


def test_a_plugin_that_is_wanted_and_not_installed_fails_the_command(run: Run) -> None:
    done = run("plugins", "list", LARGESSE_LOAD_PLUGINS="fireworks")
    assert done.returncode == 1
    assert "fireworks\t\tunavailable\tit is not installed" in done.stdout


def test_as_json_it_says_all_of_each_and_how_long_it_took(run: Run) -> None:
    done = run("plugins", "list", "--json", LARGESSE_LOAD_PLUGINS="fireworks")
    assert done.returncode == 1
    told = {each["name"]: each for each in json.loads(done.stdout)}
    assert 0 < told["classics"].pop("seconds") < 10
    summary = told["classics"].pop("summary")
    assert summary.endswith(" gift types")
    assert told["classics"] == {
        "name": "classics",
        "distribution": "largesse",
        "version": version("largesse"),
        "state": "LOADED",
        "reason": "",
    }
    assert (told["fireworks"]["state"], told["fireworks"]["reason"]) == ("UNAVAILABLE", "it is not installed")


@pytest.mark.parametrize("contract", [1, 7])
def test_a_plugin_for_another_contract_is_refused_by_name_with_both_versions(
    run: Run, tmp_path: Path, contract: int
) -> None:
    project(tmp_path, gift_at(7).replace("LARGESSE_CONTRACT = 0", f"LARGESSE_CONTRACT = {contract}"))
    information = tmp_path / "src" / "largesse_kite-2.1.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: largesse-kite\nVersion: 2.1\n", "utf-8")
    (information / "entry_points.txt").write_text("[largesse]\nkite = largesse_kite\n", "utf-8")

    done = run("plugins", "list", "--all", PYTHONPATH=str(tmp_path / "src"))

    assert done.returncode == 1
    reason = f"it was written for contract {contract}; this Largesse keeps 0"
    assert f"kite\t2.1\tquarantined\t{reason}" in done.stdout.splitlines()
