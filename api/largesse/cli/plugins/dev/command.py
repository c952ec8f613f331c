"""
The command, its options, and where its data lies.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr
from rich.console import Console

from largesse.app import SQLITE_FILE, writing
from largesse.cli.demo.command import CROWD, CROWD_MAX, PORT, SECONDS_MAX
from largesse.cli.loop import run
from largesse.cli.options import DataDir
from largesse.cli.plugins.dev.studio import COMMAND, Studio
from largesse.plugins import source_at
from largesse.settings import DEMO_TOKEN_SECRET, Settings, load_plugin_values
from largesse.telemetry import configure_logging

DIRECTORY = ".largesse"
"""Where the room is kept, beside the plugin's pyproject.toml."""


def register(commands: typer.Typer) -> None:
    """Add the command."""
    commands.command("dev")(dev)


def dev(  # noqa: PLR0913 - one for each option
    path: Annotated[Path, typer.Argument(help="The directory of the plugin's pyproject.toml.")] = Path(),
    *,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")] = PORT,
    data_dir: DataDir = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin with a new room; what was kept is removed.")] = False,
    crowd: Annotated[int, typer.Option(min=0, max=CROWD_MAX, help="How many simulated viewers there are.")] = CROWD,
    duration: Annotated[
        float | None, typer.Option(min=0.1, max=SECONDS_MAX, help="Seconds until it ends; without it, at Ctrl-C.")
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ORIGIN", help="An origin whose pages may ask, such as http://localhost:5173; repeatable."
        ),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Say addresses and tokens as one JSON object; all else to standard error.")
    ] = False,
) -> None:
    """
    Serve a demo room with the plugin in a directory, and take up every change of its files.

    The plugin need not be installed. The room and what was given in it are kept, in `.largesse` beside the plugin
    unless --data-dir says otherwise. A mistake in the plugin is told in a line, and the room goes on with what worked.
    """
    configure_logging("warning")
    source_at(path)
    # An edit within a second of the one before, of the same length, would be taken for what is cached.
    sys.dont_write_bytecode = True
    settings = Settings(
        data_dir=data_dir or _kept_beside(path),
        port=port,
        token_secret=SecretStr(DEMO_TOKEN_SECRET),
        allowed_origins=tuple(origin or ()),
        plugins=load_plugin_values(),
    )
    if fresh:
        _remove(settings)
    studio = Studio(
        directory=path,
        settings=settings,
        crowd=crowd,
        duration_seconds=duration,
        json=json,
        console=Console(stderr=json),
    )
    run(studio.work())


def _kept_beside(path: Path) -> Path:
    """Return the directory that keeps the room, of which version control is to take no notice."""
    directory = path / DIRECTORY
    if not directory.exists():
        directory.mkdir(mode=0o700)
        (directory / ".gitignore").write_text("*\n", encoding="utf-8")
    return directory


def _remove(settings: Settings) -> None:
    """Remove the database that was kept, unless another process is writing it."""
    with writing(settings, COMMAND):
        for suffix in ("", "-wal", "-shm"):
            (settings.data_dir / f"{SQLITE_FILE}{suffix}").unlink(missing_ok=True)
