"""
`largesse plugins list`: what is installed, and what becomes of it when the server starts.
"""

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from largesse.cli.options import Config
from largesse.plugins import PluginState, Policy, load_plugins
from largesse.settings import load_settings

_STYLES = {
    PluginState.LOADED: "green",
    PluginState.DISABLED: "dim",
    PluginState.UNAVAILABLE: "yellow",
    PluginState.QUARANTINED: "red",
}


def register(commands: typer.Typer) -> None:
    """Add the command."""
    commands.command("list")(list_plugins)


def list_plugins(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Load all that is installed, as the demo does.")] = False,
    config: Config = None,
) -> None:
    """Load the plugins as the server would and list each with its state; exit code 1 if one is not loaded."""
    settings = load_settings(config)
    policy = Policy(everything=everything, names=settings.load_plugins, safe_mode=settings.safe_mode)
    plugins = load_plugins(policy, values=settings.plugins)
    console = Console()
    if console.is_terminal:
        table = Table("plugin", "version", "state", "offers, or why not", box=None, pad_edge=False)
        for report in plugins.reports:
            state = f"[{_STYLES[report.state]}]{report.state.value.lower()}[/]"
            table.add_row(report.name, report.version, state, report.summary or report.reason)
        console.print(table)
    else:
        for report in plugins.reports:
            told = (report.name, report.version, report.state.value.lower(), report.summary or report.reason)
            sys.stdout.write("\t".join(told) + "\n")
    if plugins.failed:
        raise typer.Exit(1)
