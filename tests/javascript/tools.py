"""
The packages of `package-lock.json`, installed once for each lock file, and programs run with them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
INSTALL_SECONDS = 600
NEEDED = "This test needs Node 20 with npm on the PATH: it runs real front-end clients and tools."


class Tools:
    """
    Node with the packages that the lock file names.

    Raises:
        RuntimeError: there is no Node or no npm, or the packages cannot be installed.
    """

    def __init__(self) -> None:
        if not shutil.which("node") or not shutil.which("npm"):
            raise RuntimeError(NEEDED)
        lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
        stamp = HERE / "node_modules" / ".largesse-lock"
        if not stamp.exists() or stamp.read_text("utf-8") != lock:
            done = subprocess.run(
                ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"],  # noqa: S607  # found on the PATH, as the user's own
                cwd=HERE,
                capture_output=True,
                text=True,
                timeout=INSTALL_SECONDS,
                check=False,
            )
            if done.returncode:
                message = f"npm ci failed:\n{done.stdout}{done.stderr}"
                raise RuntimeError(message)
            stamp.write_text(lock, "utf-8")
        self.bin = HERE / "node_modules" / ".bin"

    def run(
        self, *command: str | Path, cwd: Path = HERE, seconds: float = 90, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """
        Run a program of the packages, or `node` itself, and return what it printed.

        Args:
            command: the program's name and its arguments.
            cwd: where it runs.
            seconds: how long it may take.
            environment: variables beside those of this process.
        """
        program = command[0] if command[0] == "node" else self.bin / command[0]
        return subprocess.run(  # noqa: S603  # programs of the lock file, with arguments of our own
            [program, *command[1:]],
            cwd=cwd,
            env={**os.environ, "NO_COLOR": "1", **environment},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
