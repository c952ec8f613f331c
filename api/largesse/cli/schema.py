"""
`largesse schema`: print the graph, and tell whether the printed one is the one in a file.
"""

import difflib
import sys
from pathlib import Path
from typing import Annotated

import typer

from largesse.cli.failure import CommandFailed
from largesse.schema.build import printed

File = Annotated[Path, typer.Option("--file", help="Where the printed schema is kept.")]
DEFAULT_FILE = Path("schema.graphql")


def register(root: typer.Typer) -> None:
    """Add the commands."""
    commands = typer.Typer(help="Print the GraphQL schema, or compare it with the one in a file.", no_args_is_help=True)
    commands.command("print")(print_schema)
    commands.command("check")(check_schema)
    root.add_typer(commands, name="schema")


def print_schema() -> None:
    """Print the schema, as schema.graphql holds it."""
    sys.stdout.write(printed())


def check_schema(*, file: File = DEFAULT_FILE) -> None:
    """Compare the schema with the file, and show what differs; the exit code is 0 if nothing does."""
    try:
        kept = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"The file {file} cannot be read: {getattr(error, 'strerror', None) or 'it is not text'}."
        raise CommandFailed(message) from None
    sys.stdout.writelines(
        difflib.unified_diff(kept.splitlines(keepends=True), printed().splitlines(keepends=True), str(file), "the code")
    )
    if kept != printed():
        message = f"The file {file} is not what the code prints: run `largesse schema print > {file}`."
        raise CommandFailed(message)
