"""
How a SQLite file is opened: to be written durably, or to be read beside its writer.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from largesse.errors import ConfigurationError, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

BUSY_SECONDS = 5.0
"""How long a statement waits for another process that writes."""

STATEMENTS_CACHED = 512

_BEYOND_US = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
    }
)
"""What the disk or another process is to blame for; https://www.sqlite.org/rescode.html."""
_PRIMARY_CODE = 0xFF
_BUSY_PAUSE_SECONDS = 0.005


def open_writer(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """
    Open a SQLite file to write it, creating it if need be; whoever calls holds its lock.

    Nothing begins or commits by itself, and every commit is on the disk when it returns.

    Args:
        path: of the file, in a directory that exists.
        busy_seconds: how long a statement waits for another process that writes.

    Returns:
        A connection that any one thread at a time may use.

    Raises:
        ConfigurationError: it cannot be opened, is no SQLite database, or its disk cannot do write-ahead logging.
    """
    try:
        connection = sqlite3.connect(
            path,
            timeout=busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=STATEMENTS_CACHED,
        )
    except sqlite3.Error as error:
        raise ConfigurationError(f"The database {path} cannot be opened: {error}.") from error
    try:
        mode = _turn_log_on(connection, busy_seconds)
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF", "cell_size_check = ON"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error as error:
        connection.close()
        raise ConfigurationError(f"The database {path} cannot be opened: {error}.") from error
    if mode != "wal":
        connection.close()
        raise ConfigurationError(f"The disk of {path} cannot keep a write-ahead log, which the database needs.")
    return connection


def _turn_log_on(connection: sqlite3.Connection, busy_seconds: float) -> str:
    """Turn write-ahead logging on and return the mode that the file is in then."""
    until = time.monotonic() + busy_seconds
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            # Of two that turn it on together SQLite refuses one at once, however long it is told to wait.
            if error.sqlite_errorcode & _PRIMARY_CODE != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_BUSY_PAUSE_SECONDS)
        else:
            return str(mode)


def open_reader(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """
    Open a SQLite file to read it, also while another connection or process writes.

    Args:
        path: of the file, which exists.
        busy_seconds: how long a statement waits, which with a write-ahead log is hardly ever.

    Returns:
        A connection that any one thread at a time may use, and that refuses to write.

    Raises:
        Unavailable: the file cannot be opened.
    """
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro",
            uri=True,
            timeout=busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=STATEMENTS_CACHED,
        )
    except sqlite3.Error as error:
        raise Unavailable from error
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    return connection


def put_log_away(path: Path) -> None:
    """
    Write what stands in a SQLite file's log into the file itself, so that it is whole without the log.

    The last connection that can write does so as it closes, but not while others read, which cannot. Where somebody
    still reads, or the disk refuses, the log stays, and nothing is lost.

    Args:
        path: of the file; whoever calls holds its lock.
    """
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as connection,
    ):
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def is_unavailable(error: sqlite3.Error) -> bool:
    """Tell whether an error says that the file does not answer now, rather than that the statement is wrong."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE in _BEYOND_US


def statements_of(script: str) -> list[str]:
    """
    Divide a script of SQLite into its statements; the semicolons inside a trigger do not divide.

    The standard library runs whole scripts too, but commits before it does.
    """
    statements = []
    gathered = ""
    for piece in script.split(";"):
        gathered += f"{piece};"
        if sqlite3.complete_statement(gathered):
            statements.append(gathered.strip())
            gathered = ""
    statements.append(gathered.removesuffix(";").strip())
    return [statement for statement in statements if statement.strip(";")]
