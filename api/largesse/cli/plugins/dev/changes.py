"""
Changes of the files in a directory, found by looking.
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LOOK_SECONDS = 0.2
"""How long between two looks; a look at a plugin's files takes less than a millisecond."""
FILES_MAX = 5_000
"""How many files are looked at, so that a directory full of other things costs no more."""
_PASSED_OVER = frozenset({"__pycache__", "build", "dist", "node_modules"})


class Changes:
    """
    What changes in a directory from now on.

    Hidden files, caches, what is built and virtual environments are passed over.

    Args:
        directory: where to look, with all that is below it.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._seen = self._look()

    async def next(self) -> None:
        """Return once something has changed and the files have stayed the same for one look: editors write in steps."""
        before = self._seen
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            now = self._look()
            if now == before != self._seen:
                self._seen = now
                return
            before = now

    def _look(self) -> Mapping[str, tuple[int, int]]:
        seen = {}
        for entry in _files(os.fspath(self._directory)):
            try:
                status = entry.stat()
            except OSError:  # it has gone since it was listed
                continue
            seen[entry.path] = (status.st_mtime_ns, status.st_size)
            if len(seen) == FILES_MAX:
                break
        return seen


def _files(directory: str) -> Iterator[os.DirEntry[str]]:
    try:
        entries = sorted(os.scandir(directory), key=lambda entry: entry.name)
    except OSError:
        return
    if any(entry.name == "pyvenv.cfg" for entry in entries):
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name in _PASSED_OVER or entry.name.endswith(".egg-info"):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        elif entry.is_file():
            yield entry
