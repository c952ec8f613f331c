"""
The disk is full, and then there is room again.

As root the database lies on a file system of its own, a small one in memory, which a ballast fills. Otherwise the
server is given a limit on the size of its files, which is lifted later.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import subprocess
import time
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from bench.faults.arena import arena
from bench.faults.door import Kind
from bench.faults.load import load
from bench.faults.result import Result, rounded
from bench.faults.serving import Served

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bench.faults.load import Load

RESUMING_SECONDS = 5.0
_SIZE_MEGABYTES = 64
_SPARE_BYTES = 128 * 1024
_OPEN = {"UNAVAILABLE", "OUTCOME_UNKNOWN"}


class _Disk(Protocol):
    how: str

    def fill(self, served: Served) -> None: ...

    def free(self, served: Served) -> None: ...


class _SmallDisk:
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


class _Limit:
    """A limit on the size of what one process writes."""

    how = "a limit on the size of files (EFBIG), since a file system of our own needs root"

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def fill(self, served: Served) -> None:
        sizes = [path.stat().st_size for path in self._directory.iterdir() if path.is_file()]
        resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (max(sizes) + _SPARE_BYTES, resource.RLIM_INFINITY))

    def free(self, served: Served) -> None:
        resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


async def disk_full() -> Result:
    """Fill the disk of a SQLite file until gifts are refused, then free it."""
    async with _disk() as (directory, disk), arena("sqlite", directory / "data") as where:
        served = Served(where)
        try:
            await served.start()
            async with load(where, served.url, pause_seconds=0.02) as clients:
                await clients.applied_since(0.0)
                disk.fill(served)
                refused = await _refused_since(clients, time.monotonic())
                await asyncio.sleep(1.0)
                reads = await clients.asked(served.url)
                codes = {told.answer.code for told in clients.told() if told.answer.kind is not Kind.APPLIED}
                disk.free(served)
                freed = time.monotonic()
                resuming = await clients.applied_since(freed)
                found = await clients.findings()
        finally:
            served.close()
    figures = found.figures() | {
        "refused_after_seconds": rounded(refused),
        "resuming_seconds": rounded(resuming),
        "reads_work": reads,
        "codes": sorted(codes),
        "how": disk.how,
    }
    passed = found.clean and reads and resuming <= RESUMING_SECONDS and codes <= _OPEN | {"PRICE_CHANGED"}
    return Result("disk full, then freed, SQLite", passed and refused < float("inf"), figures)


async def _refused_since(clients: Load, instant: float) -> float:
    while time.monotonic() < instant + 30.0:
        if any(told.answer.code in _OPEN for told in clients.told(instant)):
            return time.monotonic() - instant
        await asyncio.sleep(0.02)
    return float("inf")


@asynccontextmanager
async def _disk() -> AsyncGenerator[tuple[Path, _Disk]]:
    with TemporaryDirectory(prefix="largesse-disk-") as temporary:
        directory = Path(temporary)
        if not _mounted("mount", "-t", "tmpfs", "-o", f"size={_SIZE_MEGABYTES}m", "tmpfs", temporary):
            yield directory, _Limit(directory / "data")
            return
        try:
            yield directory, _SmallDisk(directory)
        finally:
            _mounted("umount", "-l", temporary)


def _mounted(*command: str) -> bool:
    if os.geteuid() != 0:
        return False
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603 - mount or umount
    except FileNotFoundError:
        return False
