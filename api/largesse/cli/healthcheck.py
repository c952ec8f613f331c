"""
`largesse healthcheck`: ask a running server whether it is well, for a container's probe.
"""

import http.client
import sys
from typing import Annotated

import typer

from largesse.cli.failure import CommandFailed
from largesse.cli.options import Config, Host, Port
from largesse.settings import load_settings

ANSWER_BYTES_MAX = 65_536


def register(root: typer.Typer) -> None:
    """Add the command."""
    root.command("healthcheck")(healthcheck)


def healthcheck(
    *,
    ready: Annotated[bool, typer.Option("--ready", help="Ask whether it may be sent requests: /readyz.")] = False,
    timeout: Annotated[float, typer.Option(min=0.1, max=60, help="Seconds to wait for an answer.")] = 5,
    host: Host = None,
    port: Port = None,
    config: Config = None,
) -> None:
    """Ask the server at the set host and port whether it lives; the exit code is 0 if it does."""
    settings = load_settings(config, host=host, port=port)
    path = "/readyz" if ready else "/healthz"
    address = f"http://{settings.host}:{settings.port}{path}"
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read(ANSWER_BYTES_MAX).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException) as error:
        message = f"The server at {address} does not answer: {_reason(error)}."
        raise CommandFailed(message) from None
    finally:
        connection.close()
    if answer.status != http.client.OK:
        message = f"The server at {address} is not well, it answers {answer.status}: {body}"
        raise CommandFailed(message)
    sys.stdout.write(f"{body}\n")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
