"""
A program that serves others: run in a directory of its own until the context ends.
"""

from __future__ import annotations

import os
import pwd
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

START_SECONDS = 30.0
END_SECONDS = 10.0
_LOOK_SECONDS = 0.01
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
"""That of whoever runs this stays out: PGHOST or a locale would change what is served."""


class NotStarted(Exception):
    """A program does not start; the reason is a whole sentence."""


class Runner(NamedTuple):
    """Who a program runs as, as `subprocess` takes it; nothing but None for whoever runs this."""

    user: int | None = None
    group: int | None = None
    extra_groups: tuple[int, ...] | None = None


def runner_of_servers() -> Runner:
    """Return who a program runs as that refuses to run as root: nobody, if this does."""
    if os.geteuid() != 0:
        return Runner()
    account = pwd.getpwnam("nobody")
    return Runner(account.pw_uid, account.pw_gid, ())


@contextmanager
def running(
    command: Sequence[str],
    directory: Path,
    ready: Callable[[], bool],
    ending: signal.Signals,
    runner: Runner,
) -> Generator[None]:
    """
    Run a program for as long as the context lasts.

    Args:
        command: the program and its arguments.
        directory: where it runs, and writes its log.
        ready: tells whether it serves.
        ending: the signal that ends it in order.
        runner: who it runs as.

    Raises:
        NotStarted: it does not start.
    """
    with (directory / "log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - a program of a wheel, with arguments of our own
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=directory,
            env=ENVIRONMENT,
            user=runner.user,
            group=runner.group,
            extra_groups=runner.extra_groups,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise NotStarted(f"{command[0]} does not start; its log is {log.name}.")
            time.sleep(_LOOK_SECONDS)
        yield
    finally:
        process.send_signal(ending)
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def open_to_all(path: Path) -> bool:
    """Tell whether any user of the machine may reach what lies under a path."""
    return all(parent.stat().st_mode & 0o001 for parent in (path, *path.parents))


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
