"""
`largesse plugins show`: all that a plugin offers, in one HTML file to look at.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from largesse.cli.failure import CommandFailed
from largesse.cli.options import Config
from largesse.cli.plugins.chosen import only
from largesse.cli.plugins.sheet import sheet_of
from largesse.plugins import PluginState, Policy, load_plugins
from largesse.sentences import ended
from largesse.settings import load_settings

Name = Annotated[str, typer.Argument(metavar="NAME|PATH", help="An installed plugin, or the directory of one.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write it; NAME.html if left out.")
]


def register(commands: typer.Typer) -> None:
    """Add the command."""
    commands.command("show")(show_plugin)


def show_plugin(name: Name, *, output: Output = None, config: Config = None) -> None:
    """
    Write one HTML file with all that a plugin offers, to look at and listen to.

    Gifts play in it, with their sounds, names and files, on light and dark ground, with and without motion; regions
    stand in it with their rates. It holds everything itself and loads nothing from anywhere.
    """
    candidate, beside = only(name)
    values = load_settings(config).plugins
    plugins = load_plugins(Policy(names=(candidate.name,)), (*beside, candidate), values)
    (report,) = (each for each in plugins.reports if each.name == candidate.name)
    if report.state is not PluginState.LOADED:
        raise CommandFailed(ended(f"The plugin {candidate.name!r} is not loaded: {report.reason}"))
    path = output or Path(f"{candidate.name}.html")
    try:
        path.write_text(sheet_of(report, plugins), "utf-8")
    except OSError as error:
        raise CommandFailed(f"{path} cannot be written: {error.strerror}.") from error
    sys.stdout.write(f"{path}: {report.summary}\n")
