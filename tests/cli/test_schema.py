"""
`largesse schema`: the graph as text, and whether a file holds it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Run

KEPT = Path(__file__).parents[2] / "schema.graphql"


def test_the_file_at_the_root_is_what_the_code_prints(run: Run) -> None:
    assert run("schema", "print").stdout == KEPT.read_text("utf-8")
    done = run("schema", "check", "--file", str(KEPT))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_difference_is_shown_and_fails(tmp_path: Path, run: Run) -> None:
    (tmp_path / "schema.graphql").write_text("# mine\n" + KEPT.read_text("utf-8"))
    done = run("schema", "check")
    assert done.returncode == 1
    assert "-# mine\n" in done.stdout
    assert done.stderr.startswith("largesse: The file schema.graphql is not what the code prints")


def test_a_file_that_is_not_there_is_told_in_one_sentence(run: Run) -> None:
    done = run("schema", "check")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "largesse: The file schema.graphql cannot be read: No such file or directory.\n"
