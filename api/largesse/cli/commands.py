"""
The commands, each in a module of its own that is imported only if it is called.
"""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from largesse.cli import listing
from largesse.cli.failure import told
from largesse.errors import LargesseError

COMMANDS = {
    "demo": "Serve a room full of simulated people, to look at and to build against; no set-up is needed.",
    "serve": "Serve until SIGTERM or Ctrl-C; every setting is in docs/reference/settings.md.",
    "migrate": "Bring a database to this release; forward only.",
    "schema": "Print the GraphQL schema, or compare it with the one in a file.",
    "errors": "Print the reference of error codes in Markdown, as docs/reference/errors.md holds it.",
    "documents": "Check the stored documents of front-ends.",
    "token": "Sign a bearer token with LARGESSE_TOKEN_SECRET and print it.",
    "ledger": "Prove the books.",
    "rooms": "What follows from what happened in rooms, to be computed afresh.",
    "plugins": "Write plugins, try them out, and see which are installed and loaded.",
    "healthcheck": "Ask the server at the set host and port whether it lives; the exit code is 0 if it does.",
}
"""The modules of this package that hold a command, in the order in which the help lists them, and what it says."""

INTERRUPTED = 130
"""The exit code of whoever was interrupted, as shells have it: 128 and the number of SIGINT."""


def main() -> None:
    """
    Run the command that the arguments name.

    What an operator can mend is told in one sentence on standard error, with exit code 1; odd arguments have 2.
    """
    try:
        application(listing.wanted(COMMANDS, sys.argv[1:]))()
    except LargesseError as error:
        sys.exit(told(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def application(wanted: str | None) -> typer.Typer:
    """Return the application, of which only the command that is wanted is there to be run."""
    root = typer.Typer(
        help="The economy of a live room: coins, gifts, diamonds and cash, as a GraphQL server.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    root.callback()(_options)
    listing.add(root, "largesse.cli", COMMANDS, wanted)
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
