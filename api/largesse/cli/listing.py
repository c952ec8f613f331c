"""
A group of commands, each in a module of its own that is imported only if it is called.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import typer


def wanted(commands: Mapping[str, str], arguments: Sequence[str]) -> str | None:
    """Return the command that the arguments name; none if they name none."""
    return next((argument for argument in arguments if argument in commands), None)


def add(group: typer.Typer, package: str, commands: Mapping[str, str], name_wanted: str | None) -> None:
    """
    Add commands to a group, of which only the one that is wanted is there to be run.

    A command that must work when much else does not, such as `healthcheck`, so imports nothing of the others, and the
    help, which lists them all, imports none of them.

    Args:
        group: what they are added to.
        package: where their modules are; each has a function `register` that takes the group.
        commands: what the help says of each, in the order in which it lists them.
        name_wanted: which is there to be run.
    """
    for name, summary in commands.items():
        if name == name_wanted:
            import_module(f"{package}.{name}").register(group)
        else:
            group.command(name, help=summary)(_listed)


def _listed() -> None:
    """Stand for a command that is listed and not run."""
