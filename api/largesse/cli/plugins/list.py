"""
`largesse plugins list`: what is installed, and what becomes of it when the server starts.
"""

import sys
from collections.abc import Iterable
from dataclasses import replace
from json import dumps
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from largesse.cli.options import Config
from largesse.plugins import PluginReport, PluginState, Policy, load_plugins
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
    json: Annotated[
        bool, typer.Option("--json", help="As JSON, with the seconds that importing each and its offers took.")
    ] = False,
    config: Config = None,
) -> None:
    """
    Load the plugins as the server would and list each with its state; exit code 1 if one is not loaded.

    What a server has put in quarantine while it ran is shown as such, if the database can be read.
    """
    settings = load_settings(config)
    policy = Policy(everything=everything, names=settings.load_plugins, safe_mode=settings.safe_mode)
    plugins = load_plugins(policy, values=settings.plugins)
    if settings.database or settings.data_dir.exists():
        from largesse.cli.plugins.held import held_back  # noqa: PLC0415 - it imports the server, which takes its time

        plugins = replace(plugins, reports=held_back(plugins.reports, settings))
    if json:
        sys.stdout.write(dumps([_told(report) for report in plugins.reports], indent=2, ensure_ascii=False) + "\n")
    else:
        _show(plugins.reports)
    if plugins.failed:
        raise typer.Exit(1)


def _show(reports: Iterable[PluginReport]) -> None:
    console = Console()
    table = Table("plugin", "version", "state", "offers, or why not", box=None, pad_edge=False)
    for report in reports:
        told = (report.name, report.version, report.state.value.lower(), report.summary or report.reason)
        if console.is_terminal:
            name, version, state, summary = told
            table.add_row(name, version, Text(state, style=_STYLES[report.state]), Text(summary))
        else:
            sys.stdout.write("\t".join(told) + "\n")
    if console.is_terminal:
        console.print(table)


def _told(report: PluginReport) -> dict[str, object]:
    return {
        "name": report.name,
        "distribution": report.distribution,
        "version": report.version,
        "state": report.state.value,
        "reason": report.reason,
        "summary": report.summary,
        "seconds": round(report.seconds, 6),
    }
