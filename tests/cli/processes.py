"""
Long-running commands, started as an operator starts them and ended as one ends them.
"""

from __future__ import annotations

import json
import signal
import subprocess
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .conftest import SCRIPT, environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ENDING_SECONDS = 30


class Process:
    """A command that runs until it is told to stop."""

    def __init__(self, arguments: tuple[str, ...], cwd: Path, settings: Mapping[str, str]) -> None:
        # Hidden, so that whoever watches the directory takes no notice.
        self._errors = (cwd / ".stderr").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(  # noqa: S603  # our own script
            [SCRIPT, *arguments],
            cwd=cwd,
            env=environment(**settings),
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )

    def line(self) -> str:
        """The next line of standard output; empty once it has ended."""
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    @property
    def errors(self) -> str:
        """All of standard error so far."""
        self._errors.flush()
        return Path(self._errors.name).read_text("utf-8")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Tell it to stop; its exit code and the rest of its standard output."""
        self._process.send_signal(number)
        return self.ended()

    def ended(self) -> tuple[int, str]:
        """Wait for its end; its exit code and the rest of its standard output."""
        rest, _ = self._process.communicate(timeout=ENDING_SECONDS)
        return self._process.returncode, rest

    def close(self) -> None:
        """Leave nothing of it."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()
        self._errors.close()


@contextmanager
def running(*arguments: str, cwd: Path, **settings: str) -> Iterator[Process]:
    """Run a command in a directory."""
    process = Process(arguments, cwd, settings)
    try:
        yield process
    finally:
        process.close()


@contextmanager
def demo(*arguments: str, cwd: Path) -> Iterator[tuple[Process, dict[str, Any]]]:
    """Run a demo on a free port; what it says of itself comes as soon as it is ready."""
    with running("demo", "--json", "--port", "0", *arguments, cwd=cwd) as process:
        first = process.line()
        assert first, process.errors
        yield process, json.loads(first)


def ask(said: Mapping[str, Any], query: str, token: str = "", **variables: object) -> dict[str, Any]:
    """The answer of a server to a document."""
    headers = {"Content-Type": "application/json", "Accept": "application/graphql-response+json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(said["graphql"], body, headers)  # noqa: S310  # http on the loopback
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            found = json.load(error)
    return found


def get(url: str) -> tuple[int, str]:
    """Status and body of an address."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  # http on the loopback
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
