"""
The lock beside a SQLite file: one process writes it, and a second is told which.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from largesse.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TEXT_BYTES_MAX = 500


@contextmanager
def exclusive(path: Path, command: str) -> Iterator[None]:
    """
    Be the only process that writes a SQLite file, until the block is left or the process is gone, however it ends.

    Args:
        path: of the database; the lock is the file `<path>.lock`, which stays and means nothing by itself.
        command: what runs here, such as `largesse serve`; it is told to whoever comes second.

    Raises:
        ConfigurationError: another process holds it, or the lock file cannot be written.
    """
    beside = path.resolve().with_name(f"{path.resolve().name}.lock")
    try:
        descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise ConfigurationError(f"The lock {beside} cannot be opened: {error.strerror}.") from error
    try:
        _take(descriptor, path, beside)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}, {command}".encode()[:_TEXT_BYTES_MAX], 0)
        yield
        # Whoever comes next must not be told of this one; after a kill, the next holder overwrites it.
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path, beside: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, _TEXT_BYTES_MAX, 0).decode(errors="replace") or "another process"
        raise ConfigurationError(f"The database {path} is in use by {holder}.") from error
    except OSError as error:
        raise ConfigurationError(f"The lock {beside} cannot be taken: {error.strerror}.") from error
