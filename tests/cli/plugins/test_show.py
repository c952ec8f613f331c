"""
`largesse plugins show`: one file with all that a plugin offers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.plugins.projects import gift_at, project

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
    assert done.stderr == (
        "largesse: There is no plugin 'fireworks' installed, and no directory of that name;"
        " `largesse plugins list` has those that are.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_is_made_of_a_directory_without_installing_it(run: Run, tmp_path: Path) -> None:
    project(tmp_path, gift_at(70))
    done = run("plugins", "show", ".")

    assert (done.returncode, done.stdout, done.stderr) == (0, "kite.html: 1 gift type\n", "")
    assert (tmp_path / "kite.html").read_text("utf-8").count("<article class='gift'") == 1


def test_a_directory_of_several_plugins_is_refused_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    project(tmp_path, gift_at(70))
    with (tmp_path / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write('lily = "largesse_kite"\n')
    done = run("plugins", "show", ".")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "largesse: There are several plugins in .: kite, lily. Install them, and name one.\n"
    assert list(tmp_path.glob("*.html")) == []


def test_a_plugin_that_is_misspelt_is_told_in_one_sentence_with_one_end(run: Run, tmp_path: Path) -> None:
    project(tmp_path, gift_at(70).replace("largesse_gift_types", "largesse_gift_tpyes"))
    done = run("plugins", "show", ".")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "largesse: The plugin 'kite' is not loaded: there is no hook largesse_gift_tpyes;"
        " did you mean largesse_gift_types?\n"
    )


def test_a_sheet_that_cannot_be_written_is_told(run: Run) -> None:
    done = run("plugins", "show", "regions", "-o", "nowhere/rates.html")

    assert done.returncode == 1
    assert "nowhere/rates.html cannot be written: No such file or directory." in done.stderr
