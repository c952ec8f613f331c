"""
Somebody who follows a document about plugins to the letter.
"""

from __future__ import annotations

import os
import subprocess
import sysconfig
import venv
from pathlib import Path

from tests.cli.conftest import environment

COMMANDS = {
    "largesse": "-c 'from largesse.cli import main; main()'",
    **{name: f"-m {name}" for name in ("mypy", "pip", "pytest")},
}
"""The commands of an environment, by what Python is told to run them."""


class Author:
    """
    Somebody with a fresh environment, in which what this one has installed is there, too.

    No package is looked for on the network: all that a plugin needs is installed here.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        place = str(directory / "environment")
        venv.create(place, symlinks=True)
        scheme = {"base": place, "platbase": place}
        self._scripts = Path(sysconfig.get_path("scripts", "venv", scheme))
        # With what is installed in editable mode there, which a plain path would leave out.
        here = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
        Path(sysconfig.get_path("purelib", "venv", scheme), "here.pth").write_text(here, "utf-8")
        for name, started in COMMANDS.items():
            script = self._scripts / name
            script.write_text(f'#!/bin/sh\nexec "{self._scripts / "python"}" {started} "$@"\n', "utf-8")
            script.chmod(0o755)

    @property
    def settings(self) -> dict[str, str]:
        """The variables by which commands find the environment, and nothing else."""
        path = os.pathsep.join((str(self._scripts), sysconfig.get_path("scripts"), os.environ["PATH"]))
        return {"PATH": path, "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}

    def does(self, command: str) -> str:
        """Run a command that succeeds, and return what it says."""
        done = subprocess.run(  # noqa: S602  # a document's own words
            command,
            shell=True,
            cwd=self.directory,
            env=environment(**self.settings),
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def puts(self, path: str, content: str) -> None:
        """Put something into a file of the directory."""
        (self.directory / path).write_text(content, "utf-8")
