"""
What ends a server and removes its directory, even where the process that started it was killed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil


class Keeper:
    """
    A small process that waits for the end of this one, then ends what runs in a directory and removes the directory.

    The pipe between the two closes whatever this process dies of, so that every end takes the same path.
    """

    def __init__(self, directory: Path) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # this very file, by the interpreter that runs
            [sys.executable, "-P", __file__, str(directory)], stdin=subprocess.PIPE, start_new_session=True
        )

    def release(self) -> None:
        """End what runs in the directory, remove it, and return when both are gone."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._process.wait():
            message = "the keeper failed: a server may be left running"
            raise RuntimeError(message)


def inhabitants(directory: Path) -> list[psutil.Process]:
    """Return the processes whose working directory is the given one or lies in it."""
    found = []
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()).is_relative_to(directory):
                found.append(process)
        except psutil.Error:
            continue  # it ended meanwhile, or belongs to somebody else
    return found


def main(directory: Path) -> None:
    """Wait for the end of standard input, then leave nothing of the server in the directory."""
    sys.stdin.buffer.read()
    # A server may be starting another process while it is killed: look again until nobody is left.
    while members := inhabitants(directory):
        for member in members:
            try:
                member.kill()
            except psutil.NoSuchProcess:
                continue
        time.sleep(0.01)
    shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
