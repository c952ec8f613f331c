"""
The command, and what it says once everything is written.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from largesse.cli.plugins.new.kind import Kind
from largesse.cli.plugins.new.name import check_key, checked
from largesse.cli.plugins.new.writing import write


def register(commands: typer.Typer) -> None:
    """Add the command."""
    commands.command("new")(new)


def new(
    name: Annotated[str, typer.Argument(help="The plugin's name: lower-case words, such as kite or flying-kite.")],
    *,
    kind: Annotated[Kind, typer.Option(help="What it is to bring.")] = Kind.GIFT,
    directory: Annotated[Path, typer.Option(help="Where its own directory is written.")] = Path(),
) -> None:
    """
    Write a distribution with a plugin, which installs, type-checks, lints and passes its tests as it is.

    Nothing that is there is overwritten.
    """
    name = checked(name)
    if kind is Kind.GIFT:
        check_key(name)
    written = write(name, kind, directory)
    sys.stdout.write(
        f"Wrote {written.directory}: {written.files} files.\n\n"
        f"  cd {written.directory}\n"
        f"  largesse plugins dev                     # see it in a room while you write it\n"
        f"  pip install -e '.[test]' && pytest       # test it\n"
    )
