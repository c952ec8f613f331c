"""
The commands of `largesse plugins`, each in a module of its own that is imported only if it is called.
"""

import sys

import typer

from largesse.cli import listing
from largesse.telemetry import configure_logging

COMMANDS = {
    "new": "Write a distribution with a plugin, which installs, type-checks, lints and passes its tests as it is.",
    "dev": "Serve a demo room with the plugin in a directory, and take up every change of its files.",
    "run": "Call one hook on recorded input and print its answer as JSON; exit code 1 if it breaks the contract.",
    "doctor": "Say what is wrong with a plugin and how to mend it, a line each; exit code 1 if it cannot be loaded.",
    "replay": "List the gifts of a plugin that it would price otherwise now, or refuse; exit code 1 if there are any.",
    "config": "List what a plugin is configured with, and where it comes from; exit code 1 if it is not right.",
    "show": "Write one HTML file with all that a plugin offers, to look at and listen to.",
    "list": "Load the plugins as the server would and list each with its state; exit code 1 if one is not loaded.",
}
"""The modules of this package that hold a command, in the order of an author's needs, and what the help says."""


def register(root: typer.Typer) -> None:
    """Add the commands."""
    commands = typer.Typer(
        help="Write plugins, try them out, and see which are installed and loaded.", no_args_is_help=True
    )
    commands.callback()(_prepare)
    listing.add(commands, "largesse.cli.plugins", COMMANDS, listing.wanted(COMMANDS, sys.argv[2:]))
    root.add_typer(commands, name="plugins")


def _prepare() -> None:
    """Log what plugins log as a server does, without their secrets; before each command, which may import some."""
    configure_logging("warning")
