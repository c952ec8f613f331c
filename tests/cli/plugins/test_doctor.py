"""
`largesse plugins doctor`: what is wrong, and how to mend it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.plugins.projects import TELLING, gift_at, project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_a_plugin_that_is_well_is_said_to_be(tmp_path: Path, run: Run) -> None:
    project(tmp_path, gift_at(70))
    done = run("plugins", "doctor", ".")
    assert (done.returncode, done.stdout, done.stderr) == (0, "kite: nothing is wrong.\n", "")


def test_each_thing_that_is_wrong_has_a_line_with_what_mends_it(tmp_path: Path, run: Run) -> None:
    project(
        tmp_path, gift_at(70).replace("largesse_gift_types", "largesse_gift_tpyes").replace("CONTRACT = 0", "C = 0")
    )
    done = run("plugins", "doctor")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("kite: error: it does not say LARGESSE_CONTRACT, ")
    assert lines[1] == (
        "kite: error: there is no hook largesse_gift_tpyes (__init__.py, line 10); call it largesse_gift_types."
    )
    assert lines[2].startswith("kite: warning: nobody reads LARGESSE_C; ")


def test_a_hint_is_followed_by_the_remedy_as_a_sentence_of_its_own(tmp_path: Path, run: Run) -> None:
    project(tmp_path, TELLING)
    done = run("plugins", "doctor", ".", LARGESSE_PLUGIN_KITE_WROD="Thanks")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "kite: error: there is no setting LARGESSE_PLUGIN_KITE_WROD; did you mean LARGESSE_PLUGIN_KITE_WORD?"
        " Set a variable that `largesse plugins config` lists.\n"
    )


def test_a_warning_alone_does_not_fail_the_command(tmp_path: Path, run: Run) -> None:
    project(tmp_path, gift_at(70) + "\nLARGESSE_COLOUR = 'red'\n")
    done = run("plugins", "doctor", ".")
    assert done.returncode == 0
    assert done.stdout.startswith("kite: warning: nobody reads LARGESSE_COLOUR; ")


def test_a_module_that_no_entry_point_names_is_found(tmp_path: Path, run: Run) -> None:
    project(tmp_path, gift_at(70))
    (tmp_path / "src" / "largesse_other.py").write_text("def largesse_gift_types(): ...\n")
    done = run("plugins", "doctor", ".")
    assert done.returncode == 1
    assert "has hooks, and no entry point names largesse_other; " in done.stdout
    assert done.stdout.endswith("kite: nothing is wrong.\n")


def test_what_is_installed_is_examined_by_name_or_all_together(run: Run) -> None:
    one = run("plugins", "doctor", "classics")
    assert (one.returncode, one.stdout) == (0, "classics: nothing is wrong.\n")
    everything = run("plugins", "doctor")
    assert everything.returncode == 0
    assert {"classics: nothing is wrong.", "regions: nothing is wrong."} <= set(everything.stdout.splitlines())


def test_a_name_or_directory_that_is_not_there_is_told_with_a_suggestion(run: Run) -> None:
    for argument, said in (
        ("clasics", "There is no plugin 'clasics' installed, and no directory of that name; did you mean 'classics'?"),
        ("kite", "and no directory of that name; `largesse plugins list` has those that are."),
        ("./kite", "/kite: name the directory that `largesse plugins new` has written."),
    ):
        done = run("plugins", "doctor", argument)
        assert (done.returncode, done.stdout) == (1, "")
        assert said in done.stderr
