"""
`largesse migrate`: bring a database to this release, or tell where it stands.
"""

import asyncio
import sys

import typer

from largesse.app import address_for, migrated, standing, writing
from largesse.cli.options import Config, Database, DataDir
from largesse.settings import load_settings


def register(root: typer.Typer) -> None:
    """Add the commands."""
    commands = typer.Typer(help="Bring a database to this release; forward only.", no_args_is_help=True)
    commands.command("up")(up)
    commands.command("status")(status)
    root.add_typer(commands, name="migrate")


def up(*, config: Config = None, database: Database = None, data_dir: DataDir = None) -> None:
    """Apply what is pending, as the database's owner; it may be run again, and twice at once."""
    settings = load_settings(config, database=database, data_dir=data_dir)
    with writing(settings, "largesse migrate up"):
        applied = asyncio.run(migrated(settings))
    for name in applied:
        sys.stdout.write(f"applied {name}\n")
    sys.stdout.write(f"{address_for(settings)} is at this release.\n")


def status(*, config: Config = None, database: Database = None, data_dir: DataDir = None) -> None:
    """Tell which migrations are applied and pending; the exit code is 0 if the database can be served as it is."""
    settings = load_settings(config, database=database, data_dir=data_dir)
    found = asyncio.run(standing(address_for(settings)))
    for state, names in (("applied", found.applied), ("pending", found.pending), ("unknown", found.unknown)):
        for name in names:
            sys.stdout.write(f"{state} {name}\n")
    if not found.current:
        raise typer.Exit(1)
