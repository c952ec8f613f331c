"""
The command and its options.
"""

import asyncio
import sys
from typing import Annotated

import typer

from largesse.cli.loop import run
from largesse.cli.options import Config, Database, DataDir, Host, Port
from largesse.cli.serve.announcing import announce
from largesse.plugins import Policy
from largesse.settings import check_for_serving, load_settings
from largesse.telemetry import configure_logging


def register(root: typer.Typer) -> None:
    """Add the command."""
    root.command("serve")(serve)


def serve(  # noqa: PLR0913 - one for each option
    *,
    config: Config = None,
    host: Host = None,
    port: Port = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, max=256, help="Processes that share the port.")
    ] = None,
    database: Database = None,
    data_dir: DataDir = None,
    strict: Annotated[
        bool | None, typer.Option("--strict", help="Refuse to start if a plugin that is wanted is not loaded.")
    ] = None,
    safe_mode: Annotated[bool | None, typer.Option("--safe-mode", help="Load no plugins but the bundled ones.")] = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C; every setting is in docs/reference/settings.md."""
    settings = load_settings(
        config,
        host=host,
        port=port,
        workers=workers,
        database=database,
        data_dir=data_dir,
        strict=strict,
        safe_mode=safe_mode,
    )
    check_for_serving(settings)
    configure_logging(settings.log_level)
    policy = Policy(names=settings.load_plugins, safe_mode=settings.safe_mode, strict=settings.strict)
    if settings.workers == 1:
        from largesse.cli.serve.process import serve_here  # noqa: PLC0415 - a parent serves nothing itself, and stays small

        run(serve_here(settings, policy, announce))
    else:
        from largesse.cli.serve.group import serve_together  # noqa: PLC0415 - most servers are one process

        sys.exit(asyncio.run(serve_together(settings, policy, announce)))
