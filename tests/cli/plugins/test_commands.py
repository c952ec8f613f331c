"""
The commands of `largesse plugins` as a whole.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from largesse.cli.commands import application
from largesse.cli.plugins.commands import COMMANDS

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_the_help_lists_every_command_in_the_order_of_an_authors_needs(run: Run) -> None:
    done = run("plugins", "--help")
    assert done.returncode == 0
    places = [done.stdout.index(f" {name} ") for name in COMMANDS]
    assert places == sorted(places)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_says_of_a_command_what_the_command_says_of_itself(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["largesse", "plugins", name])
    root = get_command(application("plugins"))
    assert isinstance(root, TyperGroup)
    group = root.commands["plugins"]
    assert isinstance(group, TyperGroup)
    assert (group.commands[name].help or "").splitlines()[0] == COMMANDS[name]
