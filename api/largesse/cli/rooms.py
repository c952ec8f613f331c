"""
`largesse rooms`: what follows from what happened in rooms, computed afresh.
"""

import asyncio
import sys
from typing import Annotated

import typer

from largesse.app import address_for
from largesse.app.folding import rebuilt
from largesse.cli.failure import CommandFailed
from largesse.cli.options import Config, Database, DataDir
from largesse.schema.ids import is_uuid, opened
from largesse.settings import Settings, load_settings


def register(root: typer.Typer) -> None:
    """Add the commands."""
    commands = typer.Typer(
        help="What follows from what happened in rooms, to be computed afresh.", no_args_is_help=True
    )
    commands.callback()(_group)
    commands.command("rebuild")(rebuild)
    root.add_typer(commands, name="rooms")


def rebuild(
    room: Annotated[
        str | None,
        typer.Argument(help="One room, by its id, and whoever was given something in it; all rooms if left out."),
    ] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Tell what differs, and leave it as it is.")] = False,
    config: Config = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """
    Compute boards, goals and recaps afresh from what happened in rooms, and put right what differs.

    Nothing is appended to what happened. On PostgreSQL the servers go on meanwhile; with --check, on SQLite too. Each
    difference is a line: what it is of, where, and what is stored in the place of what must be. The exit code of
    --check is 0 if there is none.
    """
    settings = load_settings(config, database=database, data_dir=data_dir)
    found = asyncio.run(_told(settings, _room_id(room), check=check))
    what = "difference" if found == 1 else "differences"
    if not check:
        sys.stdout.write(f"{found:,} {what} put right.\n" if found else "Everything is as it must be.\n")
        return
    if found:
        message = f"{found:,} {what} in {address_for(settings)}."
        raise CommandFailed(message)
    sys.stdout.write("Everything is as it must be.\n")


async def _told(settings: Settings, room_id: str | None, *, check: bool) -> int:
    found = 0
    async for difference in rebuilt(settings, room_id, check=check, command="largesse rooms rebuild"):
        found += 1
        sys.stdout.write(f"{difference.text}\n")
    return found


def _room_id(text: str | None) -> str | None:
    """Return the uuid of the room that was named, by its id in the graph or in the database."""
    if text is None or is_uuid(text):
        return text
    found = opened(text)
    if found is None or found[0] != "Room" or not is_uuid(found[1]):
        message = f"{text} is no room's id."
        raise CommandFailed(message)
    return found[1]


def _group() -> None:
    """Keep `rebuild` a command of its own while it is the only one."""
