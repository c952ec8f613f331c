"""
The command line as a whole: what it offers, and how it says that something is wrong.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from largesse.cli.commands import COMMANDS

if TYPE_CHECKING:
    from .conftest import Run


def test_the_help_lists_every_command(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    for name in COMMANDS:
        assert f" {name} " in done.stdout


def test_without_arguments_the_help_is_shown(run: Run) -> None:
    assert "Usage: largesse" in run().stdout


def test_the_version_is_the_distributions(run: Run) -> None:
    assert run("--version").stdout == f"largesse {version('largesse')}\n"


def test_an_unknown_command_is_refused_with_a_suggestion(run: Run) -> None:
    done = run("serv")
    assert done.returncode == 2
    assert "serve" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [("token", "ann"), ("migrate", "status"), ("plugins", "list"), ("serve",), ("ledger", "verify")]
)
def test_an_unknown_setting_is_refused_in_one_sentence(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, LARGESSE_PRT="80")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "largesse: There is no setting LARGESSE_PRT; did you mean LARGESSE_PORT?\n"
