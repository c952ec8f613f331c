"""
`largesse plugins doctor`: what is wrong with plugins, and how to mend it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from largesse.cli.options import Config
from largesse.cli.plugins.chosen import Chosen, chosen
from largesse.plugins import installed
from largesse.plugins.doctor import Finding, Severity, examine, undeclared
from largesse.plugins.source import PYPROJECT
from largesse.sentences import followed
from largesse.settings import PluginValues, load_settings

Examined = Annotated[
    str | None,
    typer.Argument(
        metavar="[NAME|PATH]",
        help="An installed plugin or the directory of one; this directory if it is one, else all that are installed.",
    ),
]
_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def register(commands: typer.Typer) -> None:
    """Add the command."""
    commands.command("doctor")(doctor)


def doctor(name: Examined = None, *, config: Config = None) -> None:
    """
    Say what is wrong with a plugin and how to mend it, a line each; exit code 1 if it cannot be loaded.

    It is imported and asked as a server would do it.
    """
    values = load_settings(config).plugins
    console, errors = Console(soft_wrap=True, highlight=False), 0
    for plugin, finding in _findings(_chosen(name), values):
        if finding is None:
            console.print(Text(f"{plugin}: nothing is wrong."))
            continue
        errors += finding.severity is Severity.ERROR
        told = Text(f"{plugin}: ")
        told.append(finding.severity.value.lower(), style=_STYLES[finding.severity])
        told.append(f": {followed(finding.reason, finding.remedy)}")
        console.print(told)
    if errors:
        raise typer.Exit(1)


def _chosen(name: str | None) -> Chosen:
    if name is not None:
        return chosen(name)
    return chosen(".") if Path(PYPROJECT).is_file() else Chosen(candidates=installed(), beside=installed())


def _findings(among: Chosen, values: PluginValues) -> Iterator[tuple[str, Finding | None]]:
    """Yield each finding with the plugin that it is about, and None for a plugin that is well."""
    if among.directory is not None:
        for finding in undeclared(among.directory, [each.module for each in among.candidates]):
            yield among.directory.name, finding
    for candidate in among.candidates:
        found = examine(candidate, values, beside=among.beside)
        yield from ((candidate.name, finding) for finding in found or (None,))
