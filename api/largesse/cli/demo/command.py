"""
The command, its options, and where its data lies.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from pydantic import SecretStr

from largesse.cli.cluster import cluster_in
from largesse.cli.demo.show import Show
from largesse.cli.loop import run
from largesse.cli.options import DataDir
from largesse.settings import DEMO_TOKEN_SECRET, Settings, load_plugin_values
from largesse.telemetry import configure_logging

CROWD = 20
CROWD_MAX = 2_000
PORT = 8_000
SECONDS_MAX = 7 * 86_400
WORKERS_MAX = 8


def register(root: typer.Typer) -> None:
    """Add the command."""
    root.command("demo")(demo)


def demo(  # noqa: PLR0913 - one for each option
    *,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")] = PORT,
    data_dir: DataDir = None,
    crowd: Annotated[int, typer.Option(min=0, max=CROWD_MAX, help="How many simulated viewers there are.")] = CROWD,
    no_crowd: Annotated[bool, typer.Option("--no-crowd", help="Nobody but you: the same as --crowd 0.")] = False,
    seed: Annotated[int, typer.Option(help="What chooses the crowd's names, regions and gifts.")] = 1,
    workers: Annotated[
        int,
        typer.Option(
            min=1,
            max=WORKERS_MAX,
            help="Processes that serve; several need the extra `cluster`: PostgreSQL and Valkey.",
        ),
    ] = 1,
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
    Serve a room full of simulated people, to look at and to build against; no set-up is needed.

    The books are verified at the end; the exit code is 0 only if they balance.
    """
    configure_logging("warning")
    with _directory(data_dir) as directory:
        settings = Settings(
            data_dir=directory,
            port=port,
            workers=workers,
            token_secret=SecretStr(DEMO_TOKEN_SECRET),
            allowed_origins=tuple(origin or ()),
            plugins=load_plugin_values(),
        )
        with _shared(settings) as served:
            show = Show(
                settings=served,
                crowd=0 if no_crowd else crowd,
                seed=seed,
                duration_seconds=duration,
                json=json,
                kept=data_dir is not None,
            )
            run(show.play())


@contextmanager
def _directory(named: Path | None) -> Generator[Path, None, None]:
    """Return the directory that was named, or a temporary one that is removed at the end."""
    if named is not None:
        yield named
        return
    with TemporaryDirectory(prefix="largesse-demo-") as temporary:
        # Nothing in it is a secret, and a PostgreSQL of root's runs as somebody else.
        Path(temporary).chmod(0o711)
        yield Path(temporary)


@contextmanager
def _shared(settings: Settings) -> Generator[Settings, None, None]:
    """Return settings with what several workers share; one alone keeps a file, and needs nothing."""
    if settings.workers == 1:
        yield settings
        return
    with cluster_in(settings.data_dir) as cluster:
        yield settings.model_copy(update={"database": SecretStr(cluster.database), "bus": SecretStr(cluster.bus)})
