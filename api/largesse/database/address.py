"""
Where a database is: its address, read once and said without its password.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from largesse.errors import ConfigurationError

PORT = 5432
"""Where PostgreSQL listens if its address says nothing else."""

_FORMS = "`sqlite:///relative/path`, `sqlite:////absolute/path` or `postgresql://user:password@host:port/database`"


class Dialect(Enum):
    """The kind of a database."""

    SQLITE = "sqlite"
    """One file, written by one process."""
    POSTGRESQL = "postgresql"
    """One truth for any number of nodes."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """
    The address of a database.

    Args:
        dialect: which kind it is.
        database: the path of the file, or the database's name.
        host: PostgreSQL only, as the fields below.
        port: from 1 to 65535.
        user: the role to connect as; the driver's default if empty.
        password: in plain text, never shown.
        options: what else the driver is told, such as `sslmode=require`.
    """

    dialect: Dialect
    database: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    options: str = ""

    @property
    def path(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.database)

    @property
    def dsn(self) -> str:
        """The address in full, password included, as the drivers take it."""
        return self._text(f":{quote(self.password, safe='')}" if self.password else "")

    def __str__(self) -> str:
        """Return the address with `***` in place of its password."""
        return self._text(":***" if self.password else "")

    def _text(self, password: str) -> str:
        if self.dialect is Dialect.SQLITE:
            return f"sqlite:///{self.database}"
        user = f"{quote(self.user, safe='')}{password}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        options = f"?{self.options}" if self.options else ""
        return f"postgresql://{user}{host}:{self.port}/{quote(self.database, safe='')}{options}"


def sqlite_at(path: Path) -> Address:
    """Return the address of a SQLite file."""
    return Address(dialect=Dialect.SQLITE, database=str(path))


def address_of(text: str) -> Address:
    """
    Read an address as an operator writes it.

    Args:
        text: `sqlite:///relative/path`, `sqlite:////absolute/path`, or
            `postgresql://user:password@host:port/database`, where special characters are percent-encoded.

    Raises:
        ConfigurationError: it is neither; the message does not repeat it, since it may hold a password.
    """
    if text.startswith("sqlite:///"):
        return _sqlite(text.removeprefix("sqlite:///"))
    if text.startswith(("postgresql://", "postgres://")):
        return _postgresql(text)
    raise ConfigurationError(f"The database's address must have the form {_FORMS}.")


def _sqlite(path: str) -> Address:
    if not path or path.endswith("/") or "\0" in path or path.startswith(":memory:"):
        raise ConfigurationError("The address of a SQLite database must name a file, as in `sqlite:///largesse.db`.")
    return sqlite_at(Path(path))


def _postgresql(text: str) -> Address:
    try:
        parts = urlsplit(text)
        port = PORT if parts.port is None else parts.port
    except ValueError as error:
        raise ConfigurationError("The address of the PostgreSQL database has no valid host or port.") from error
    database = unquote(parts.path.removeprefix("/"))
    if not parts.hostname or port == 0:
        raise ConfigurationError("The address of the PostgreSQL database has no valid host or port.")
    if not database or "/" in database or "\0" in database:
        raise ConfigurationError("The address of the PostgreSQL database must end in the database's name.")
    return Address(
        dialect=Dialect.POSTGRESQL,
        database=database,
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=parts.query,
    )
