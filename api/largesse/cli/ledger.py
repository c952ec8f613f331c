"""
`largesse ledger`: prove the books.
"""

import asyncio
import sys

import typer

from largesse.app import address_for, verified
from largesse.cli.failure import CommandFailed
from largesse.cli.options import Config, Database, DataDir
from largesse.settings import load_settings


def register(root: typer.Typer) -> None:
    """Add the commands."""
    commands = typer.Typer(help="Prove the books.", no_args_is_help=True)
    commands.callback()(_group)
    commands.command("verify")(verify)
    root.add_typer(commands, name="ledger")


def verify(*, config: Config = None, database: Database = None, data_dir: DataDir = None) -> None:
    """
    Ask the database for everything that is not as it must be, in one snapshot, while the server goes on.

    Each difference is a line; the exit code is 0 if there is none.
    """
    settings = load_settings(config, database=database, data_dir=data_dir)
    report = asyncio.run(verified(address_for(settings)))
    for difference in report.first:
        sys.stdout.write(f"{difference.check}\t{difference.subject}\t{difference.detail}\n")
    counted = ", ".join(f"{count:,} {what}" for what, count in report.counts.items())
    if not report.clean:
        message = f"The books do not balance: {report.differences:,} differences in {counted}."
        raise CommandFailed(message)
    sys.stdout.write(f"The books balance: {len(report.checks)} checks over {counted}.\n")


def _group() -> None:
    """Keep `verify` a command of its own while it is the only one."""
