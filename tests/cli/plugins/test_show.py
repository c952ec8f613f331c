"""
`largesse plugins show`: one file with all that a plugin offers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_a_sheet_is_written_under_the_plugins_name(run: Run, tmp_path: Path) -> None:
    done = run("plugins", "show", "classics")

    assert (done.returncode, done.stdout) == (0, "classics.html: 36 gift types\n")
    sheet = (tmp_path / "classics.html").read_text("utf-8")
    assert sheet.count("<article class='gift'") == 36
    assert sheet.count("<audio") == 36


def test_a_sheet_is_written_where_it_is_asked_for(run: Run, tmp_path: Path) -> None:
    done = run("plugins", "show", "regions", "--output", "rates.html")

    assert (done.returncode, [path.name for path in tmp_path.iterdir()]) == (0, ["rates.html"])
    assert "<section class='region' id='region-US-CA'>" in (tmp_path / "rates.html").read_text("utf-8")


def test_a_plugin_that_is_not_installed_is_told_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    done = run("plugins", "show", "fireworks")

    assert done.returncode == 1
    assert "The plugin 'fireworks' is not loaded: it is not installed" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_that_cannot_be_written_is_told(run: Run) -> None:
    done = run("plugins", "show", "regions", "-o", "nowhere/rates.html")

    assert done.returncode == 1
    assert "nowhere/rates.html cannot be written: No such file or directory." in done.stderr
