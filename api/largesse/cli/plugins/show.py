"""
`largesse plugins show`: all that a plugin offers, in one HTML file to look at.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from largesse.cli.failure import CommandFailed
from largesse.cli.options import Config
from largesse.cli.plugins.sheet import sheet_of
from largesse.plugins import PluginReport, PluginState, Policy, load_plugins
from largesse.settings import load_settings

Name = Annotated[str, typer.Argument(metavar="NAME", help="An installed plugin, as `largesse plugins list` has it.")]
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
    settings = load_settings(config)
    plugins = load_plugins(Policy(names=(name,)), values=settings.plugins)
    report = _loaded(name, plugins.reports)
    path = output or Path(f"{name}.html")
    try:
        path.write_text(sheet_of(report, plugins), "utf-8")
    except OSError as error:
        raise CommandFailed(f"{path} cannot be written: {error.strerror}.") from error
    sys.stdout.write(f"{path}: {report.summary}\n")


def _loaded(name: str, reports: tuple[PluginReport, ...]) -> PluginReport:
    found = [each for each in reports if each.name == name]
    for report in found:
        if report.state is PluginState.LOADED:
            return report
    raise CommandFailed(f"The plugin {name!r} is not loaded: {found[0].reason if found else 'it is not installed'}.")
