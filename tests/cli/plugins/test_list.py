"""
`largesse plugins list`: what is installed, and what became of it.
"""

from __future__ import annotations

import asyncio
import json
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from largesse.quarantine.models import quarantines_in_force
from largesse.testing import serving, settings_in
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


async def test_what_a_server_has_put_in_quarantine_is_listed_while_it_runs_and_after(run: Run, tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "largesse-data")
    async with serving(settings) as node:
        version = node.app.workers.standings()[0].report.version
        for _ in range(settings.faults_max):
            node.app.workers.fault("classics", "pricing", "a price of 0 coins")
        async with asyncio.timeout(15):
            while not await quarantines_in_force():  # noqa: ASYNC110 - it is written behind the callers' backs
                await asyncio.sleep(0.02)
        running = await asyncio.to_thread(run, "plugins", "list")
    stopped = run("plugins", "list")
    reason = "5 faults within 60 seconds, the last in pricing: a price of 0 coins"
    assert running.stdout.splitlines()[0] == f"classics\t{version}\tquarantined\t{reason}"
    assert (running.returncode, stopped.returncode, stopped.stdout) == (1, 1, running.stdout)


def test_without_a_database_that_can_be_read_what_was_loaded_is_listed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "largesse-data").mkdir()
    assert run("plugins", "list").returncode == 0
    assert list((tmp_path / "largesse-data").iterdir()) == []
    (tmp_path / "largesse-data" / "largesse.db").write_text("no database")
    assert run("plugins", "list").returncode == 0
    away = run("plugins", "list", LARGESSE_DATABASE="postgresql://nobody@127.0.0.1:1/none")
    assert (away.returncode, away.stderr) == (0, "")
