"""
`largesse serve`: a server on the operator's settings.
"""

import sys
from typing import Annotated

import structlog
import typer

from largesse.app import running
from largesse.cli.loop import run, settled
from largesse.cli.options import Config, Database, DataDir, Host, Port
from largesse.plugins import Policy
from largesse.settings import Settings, check_for_serving, load_settings
from largesse.telemetry import configure_logging
from largesse.web.runner import Address
from largesse.web.runner import serve as serve_until_told

_log = structlog.stdlib.get_logger("largesse.plugins")


def register(root: typer.Typer) -> None:
    """Add the command."""
    root.command("serve")(serve)


def serve(  # noqa: PLR0913 - one for each option
    *,
    config: Config = None,
    host: Host = None,
    port: Port = None,
    database: Database = None,
    data_dir: DataDir = None,
    strict: Annotated[
        bool | None, typer.Option("--strict", help="Refuse to start if a plugin that is wanted is not loaded.")
    ] = None,
    safe_mode: Annotated[bool | None, typer.Option("--safe-mode", help="Load no plugins but the bundled ones.")] = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C; every setting is in docs/reference/settings.md."""
    settings = load_settings(
        config, host=host, port=port, database=database, data_dir=data_dir, strict=strict, safe_mode=safe_mode
    )
    check_for_serving(settings)
    configure_logging(settings.log_level)
    run(_serve(settings))


async def _serve(settings: Settings) -> None:
    policy = Policy(names=settings.load_plugins, safe_mode=settings.safe_mode, strict=settings.strict)
    async with running(settings, policy, "largesse serve") as app:
        for report in app.plugins.failed:
            _log.warning("plugin_left_out", plugin=report.name, state=report.state.value, reason=report.cause)
        settled()
        await serve_until_told(app.web, settings, _ready)


def _ready(address: Address) -> None:
    sys.stdout.write(f"Largesse listens on {address.url}\n")
    sys.stdout.flush()
