"""
A server that a test or a benchmark starts, freezes, stops and starts again.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psutil

from largesse.cli.cluster.program import free_port, open_to_all

from .keeper import Keeper, inhabitants

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

START_SECONDS = 30.0
"""How long a server may take to be ready; it takes a tenth of a second on an idle machine."""


class Server(ABC):
    """
    One server on the loopback, in a directory of its own under the temporary one.

    The port is chosen once, so that a client finds the server again after `stop` and `start`.
    """

    def __init__(self, *, user: str | None = None) -> None:
        self.port = free_port()
        self.directory = _directory_for(user)
        self.user = user
        self._keeper = Keeper(self.directory)
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def _command(self) -> Sequence[str]: ...

    @abstractmethod
    def _is_ready(self) -> bool: ...

    @property
    def pid(self) -> int:
        """The identifier of the server's first process."""
        if self._process is None:
            message = "the server is not running"
            raise RuntimeError(message)
        return self._process.pid

    @property
    def log(self) -> str:
        """All that the server wrote since it was made."""
        return (self.directory / "log").read_text("utf-8", errors="replace")

    def start(self) -> None:
        """
        Start the server and return when it takes connections.

        Raises:
            RuntimeError: it ended, or took longer than half a minute.
        """
        with (self.directory / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # a program of a wheel, with arguments of our own
                self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **self._as()
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                message = f"the server did not start:\n{self.log}"
                raise RuntimeError(message)
            time.sleep(0.005)

    def stop(self, *, immediate: bool = False) -> None:
        """Stop the server, if it runs: in order, or at once and without saving, as a power cut does."""
        if self._process is None:
            return
        self.resume()
        self._process.send_signal(self._signal(immediate=immediate))
        self._process.wait(START_SECONDS)
        self._process = None

    def pause(self) -> None:
        """Freeze every process of the server: connections stay open and nothing answers."""
        frozen: set[int] = set()
        # One that was being started while its parent was frozen is met in the next round.
        while fresh := [member for member in self._family() if member.pid not in frozen]:
            for member in fresh:
                with contextlib.suppress(psutil.NoSuchProcess):
                    member.suspend()
                frozen.add(member.pid)

    def resume(self) -> None:
        """Let a frozen server go on."""
        for member in self._family():
            with contextlib.suppress(psutil.NoSuchProcess):
                member.resume()

    def close(self) -> None:
        """End the server and remove its directory."""
        self._keeper.release()
        if self._process is not None:
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _signal(self, *, immediate: bool) -> signal.Signals:
        return signal.SIGKILL if immediate else signal.SIGTERM

    def _family(self) -> list[psutil.Process]:
        return inhabitants(self.directory)

    def _as(self) -> dict[str, object]:
        # The environment of the caller stays out: PGHOST or a locale would change what is tested.
        options: dict[str, object] = {"cwd": self.directory, "env": {"LC_ALL": "C", "PATH": os.defpath}}
        if self.user is not None:
            account = pwd.getpwnam(self.user)
            options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        return options


def _directory_for(user: str | None) -> Path:
    if user is None:
        return Path(tempfile.mkdtemp(prefix="largesse-"))
    candidates = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")]  # noqa: S108  # mkdtemp makes a directory of its own inside
    parent = next(place for place in candidates if place.is_dir() and open_to_all(place))
    directory = Path(tempfile.mkdtemp(prefix="largesse-", dir=parent))
    account = pwd.getpwnam(user)
    os.chown(directory, account.pw_uid, account.pw_gid)
    return directory
