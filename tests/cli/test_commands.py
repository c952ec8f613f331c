"""
The command line as a whole: what it offers, and how it says that something is wrong.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from largesse.cli.commands import COMMANDS, application

if TYPE_CHECKING:
    from .conftest import Run


def test_the_help_lists_every_command(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    for name in COMMANDS:
        assert f" {name} " in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_says_of_a_command_what_the_command_says_of_itself(name: str) -> None:
    group = get_command(application(name))
    assert isinstance(group, TyperGroup)
    assert (group.commands[name].help or "").splitlines()[0] == COMMANDS[name]


def test_the_help_is_told_without_importing_what_a_server_needs() -> None:
    told = "import sys; sys.argv = ['largesse', '--help']\nfrom largesse.cli import main\ntry:\n main()\nfinally:\n"
    told += " print({'strawberry', 'tortoise', 'aiohttp', 'asyncpg'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)  # noqa: S603  # our own
    assert done.stdout.splitlines()[-1] == "set()"


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
