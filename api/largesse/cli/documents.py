"""
`largesse documents`: tell whether the stored documents of a front-end may be executed.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from largesse.cli.failure import CommandFailed
from largesse.cli.options import Config
from largesse.schema.build import graph
from largesse.settings import load_settings
from largesse.telemetry import Metrics
from largesse.web.documents.manifests import read_manifests
from largesse.web.engine import Engine
from largesse.web.faults import RequestFault

Manifests = Annotated[
    list[Path],
    typer.Argument(metavar="MANIFEST...", help="Files as graphql-codegen, relay-compiler or Apollo write them."),
]


def register(root: typer.Typer) -> None:
    """Add the commands."""
    commands = typer.Typer(help="Check the stored documents of front-ends.", no_args_is_help=True)
    commands.callback()(_group)
    commands.command("check")(check)
    root.add_typer(commands, name="documents")


def check(manifests: Manifests, *, config: Config = None) -> None:
    """
    Validate each document of the manifests against the schema and the limits, as the server would.

    Each is a line: `ok` or `refused`, its name, and why; the exit code is 0 if all are right.
    """
    documents = read_manifests(map(str, manifests))
    # What the settings name themselves is checked where a server starts.
    engine = Engine(graph(), load_settings(config, document_manifests=(), trusted_documents=False), Metrics())
    refused = 0
    for document in documents:
        try:
            engine.check(document.text)
        except RequestFault as fault:
            refused += 1
            sys.stdout.write(f"refused\t{document.title}\t{fault.errors[0]['message']}\n")
        else:
            sys.stdout.write(f"ok\t{document.title}\n")
    if refused:
        raise CommandFailed(f"{refused} of {len(documents)} documents would be refused.")


def _group() -> None:
    """Keep `check` a command of its own while it is the only one."""
