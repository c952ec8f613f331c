"""
`largesse plugins config`: what a plugin can be configured with, and where each of its values comes from.
"""

import json
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from largesse.cli.options import Config
from largesse.cli.plugins.chosen import only
from largesse.plugins.configuration import Inquiry, inquire, share_of
from largesse.settings import load_settings


def register(commands: typer.Typer) -> None:
    """Add the command."""
    commands.command("config")(config_of_plugin)


def config_of_plugin(
    *,
    name: Annotated[str, typer.Argument(metavar="NAME|PATH", help="An installed plugin, or the directory of one.")],
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema of its configuration.")] = False,
    config: Config = None,
) -> None:
    """List what a plugin is configured with, and where it comes from; exit code 1 if it is not right."""
    candidate, beside = only(name)
    names = {candidate.name, *(each.name for each in beside)}
    inquiry = inquire(candidate, share_of(candidate.name, load_settings(config).plugins, names))
    if schema:
        sys.stdout.write(json.dumps(inquiry.schema or {}, indent=2, ensure_ascii=False) + "\n")
        return
    _show(candidate.name, inquiry)
    for fault in inquiry.faults:
        sys.stderr.write(f"largesse: {fault}\n")
    if inquiry.faults:
        raise typer.Exit(1)


def _show(name: str, inquiry: Inquiry) -> None:
    console = Console()
    if inquiry.schema is None:
        sys.stdout.write(f"The plugin {name!r} takes no configuration.\n")
        return
    rows = [
        (each.variable, each.type, each.default, each.value, each.source, each.description) for each in inquiry.fields
    ]
    if not console.is_terminal:
        sys.stdout.writelines("\t".join(row) + "\n" for row in rows)
        return
    table = Table("variable", "type", "default", "value", "from", "meaning", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)
