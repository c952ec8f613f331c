"""
The commands, each in a module of its own that is imported only if it is called.
"""

import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer
from rich.console import Console

from largesse.errors import LargesseError

COMMANDS = ("demo", "serve", "migrate", "schema", "errors", "documents", "token", "ledger", "plugins", "healthcheck")
"""The modules of this package that hold a command, in the order in which the help lists them."""

INTERRUPTED = 130
"""The exit code of whoever was interrupted, as shells have it: 128 and the number of SIGINT."""


def main() -> None:
    """
    Run the command that the arguments name.

    What an operator can mend is told in one sentence on standard error, with exit code 1; odd arguments have 2.
    """
    try:
        application(sys.argv[1] if len(sys.argv) > 1 else None)()
    except LargesseError as error:
        Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(f"largesse: {error.message}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def application(wanted: str | None) -> typer.Typer:
    """
    Return the application with the one command that is wanted, or with all if that is none of them.

    A command that must work when much else does not, such as `healthcheck`, so imports nothing of the others.
    """
    root = typer.Typer(
        help="The economy of a live room: coins, gifts, diamonds and cash, as a GraphQL server.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    root.callback()(_options)
    for name in (wanted,) if wanted in COMMANDS else COMMANDS:
        import_module(f"largesse.cli.{name}").register(root)
    return root


def _show_version(*, asked: bool) -> None:
    if asked:
        sys.stdout.write(f"largesse {version('largesse')}\n")
        raise typer.Exit


def _options(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=lambda asked: _show_version(asked=asked),
            is_eager=True,
            help="Show the version and exit.",
        ),
    ] = False,
) -> None:
    """Take what belongs to no command."""
