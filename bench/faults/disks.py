"""
Disks that can be filled and freed again, under SQLite and under PostgreSQL.

As root a SQLite file lies on a file system of its own, a small one in memory, which a ballast fills. Otherwise the
server is given a limit on the size of its files, which is lifted later. PostgreSQL, which does not tell that limit from
a fault, is answered by a library before the C library's that there is no room.
"""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from tests.servers.postgresql import PostgreSQL

from bench.databases import DURABLE
from bench.faults.preloaded import compiled

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from bench.faults.serving import Served

_SIZE_MEGABYTES = 64
_SPARE_BYTES = 128 * 1024


class Disk(Protocol):
    """
    A disk.

    Args:
        how: in what way it is full.
    """

    how: str

    def fill(self, served: Served) -> None:
        """Leave no room, or next to none, to a server's database."""
        ...

    def free(self, served: Served) -> None:
        """Make room again."""
        ...


class _Small:
    """A file system in memory, and a ballast on it."""

    how = f"a file system of {_SIZE_MEGABYTES} MB, filled (ENOSPC)"

    def __init__(self, directory: Path) -> None:
        self._ballast = directory / "ballast"

    def fill(self, _: Served) -> None:
        with contextlib.suppress(OSError), self._ballast.open("wb") as ballast:
            while True:
                ballast.write(bytes(2**16))
                ballast.flush()
        os.truncate(self._ballast, max(0, self._ballast.stat().st_size - _SPARE_BYTES))

    def free(self, _: Served) -> None:
        self._ballast.unlink()


class _Limited:
    """A limit on the size of what one process writes."""

    how = "a limit on the size of files (EFBIG), since a file system of our own needs root"

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def fill(self, served: Served) -> None:
        sizes = [path.stat().st_size for path in self._directory.iterdir() if path.is_file()]
        resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (max(sizes) + _SPARE_BYTES, resource.RLIM_INFINITY))

    def free(self, served: Served) -> None:
        resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


class CrampedPostgreSQL(PostgreSQL):
    """A PostgreSQL whose files cannot grow while its disk is full."""

    how = "a library preloaded into PostgreSQL, which answers ENOSPC to whatever would make a file longer"

    def __init__(self) -> None:
        super().__init__(DURABLE)
        self._full = self.directory / "full"
        self._library = compiled("full_disk", self.directory, {"FULL": f'"{self._full}"'})

    def fill(self, _: Served) -> None:
        """Let no file grow."""
        # PostgreSQL ends where its log cannot grow, as its makers decided: a new segment has room for what follows.
        for statement in ("SELECT pg_switch_wal()", "CHECKPOINT"):
            self.execute(statement)
        self._full.touch()

    def free(self, _: Served) -> None:
        """Let files grow again."""
        self._full.unlink()

    def _command(self) -> Sequence[str]:
        return ["env", f"LD_PRELOAD={self._library}", *super()._command()]


@contextmanager
def sqlite_disk() -> Generator[tuple[Path, Disk]]:
    """Give a directory whose disk can be filled, and remove it when the context ends."""
    with TemporaryDirectory(prefix="largesse-disk-") as temporary:
        directory = Path(temporary)
        if not _mounted("mount", "-t", "tmpfs", "-o", f"size={_SIZE_MEGABYTES}m", "tmpfs", temporary):
            yield directory, _Limited(directory / "data")
            return
        try:
            yield directory, _Small(directory)
        finally:
            _mounted("umount", "-l", temporary)


def _mounted(*command: str) -> bool:
    if os.geteuid() != 0:
        return False
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603 - mount or umount
    except FileNotFoundError:
        return False
