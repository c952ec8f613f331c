"""
Migrations: forward only, each whole or not at all, safe to run twice at once.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.database.address import Address, Dialect
from largesse.database.executor import Executor, open_executor
from largesse.database.grants import Grants, ensure_role, grant
from largesse.database.runner import TABLE, apply, known, recorded
from largesse.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

PACKAGE = "largesse.database.migrations"
"""Where the migrations of this release are."""


@dataclass(frozen=True)
class Status:
    """
    Where a database stands against a release.

    Args:
        applied: names of migrations that both know and the database has, in their order.
        pending: names that the database still needs, in their order.
        unknown: names that the database has and this release does not know: a newer one was here.
    """

    applied: tuple[str, ...]
    pending: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def current(self) -> bool:
        """Whether this release can serve the database as it is."""
        return not self.pending and not self.unknown


async def migrate(
    address: Address,
    after: Callable[[Executor], Awaitable[None]] | None = None,
    *,
    grants: Grants | None = None,
    package: str = PACKAGE,
) -> tuple[str, ...]:
    """
    Bring a database to this release, from wherever it stands.

    Each migration is one database transaction, its record included: one that is killed leaves nothing, and the
    next run goes on there. Of several runs at once each migration is applied by one, while the others wait.
    On SQLite the caller holds the file's lock.

    Args:
        address: of the database, as its owner; a SQLite file is created if need be.
        after: what runs every time, once all migrations are applied, in a transaction together with the grants:
            definitions that may be repeated, such as functions.
        grants: what the role that serves may do; PostgreSQL only, none if None.
        package: where the migrations are.

    Returns:
        The names of the migrations that this run applied.

    Raises:
        ConfigurationError: a newer release was here, or the database cannot be opened; nothing was changed.
        Unavailable: the database does not answer.
    """
    applied: list[str] = []
    async with open_executor(address) as executor:
        if address.dialect is not Dialect.POSTGRESQL:
            grants = None
        while True:
            async with _transaction(executor):
                found = await _status(executor, package)
                _refuse_newer(found)
                if grants is not None:
                    await ensure_role(executor, grants.role)
                if found.pending:
                    await apply(executor, package, found.pending[0])
                    applied.append(found.pending[0])
                    continue
                if after is not None:
                    await after(executor)
                if grants is not None:
                    await grant(executor, grants, TABLE)
                return tuple(applied)


async def status(address: Address, *, package: str = PACKAGE) -> Status:
    """
    Return where a database stands, without changing it; a SQLite file that does not exist is not created.

    Raises:
        ConfigurationError: the database cannot be opened.
        Unavailable: it does not answer.
    """
    if address.dialect is Dialect.SQLITE and not address.path.exists():
        return Status((), known(package), ())
    async with open_executor(address, read_only=True) as executor:
        return await _status(executor, package)


def refuse_to_serve(found: Status, address: Address) -> None:
    """
    Return if a database may be served.

    Args:
        found: where it stands.
        address: which it is, to be named.

    Raises:
        ConfigurationError: a newer release was here, or migrations are pending.
    """
    _refuse_newer(found)
    if found.pending:
        raise ConfigurationError(
            f"The database {address} is not migrated ({', '.join(found.pending)} pending):"
            " run `largesse migrate up` first."
        )


def _refuse_newer(found: Status) -> None:
    if found.unknown:
        raise ConfigurationError(
            f"The database was migrated by a newer release ({', '.join(found.unknown)}), which this one cannot serve."
        )


async def _status(executor: Executor, package: str) -> Status:
    applied = await recorded(executor)
    ours = known(package)
    return Status(
        tuple(name for name in ours if name in applied),
        tuple(name for name in ours if name not in applied),
        tuple(sorted(applied.difference(ours))),
    )


@asynccontextmanager
async def _transaction(executor: Executor) -> AsyncIterator[None]:
    await executor.begin()
    yield
    # Not in a `finally`: whatever is raised ends the connection, and the transaction with it.
    await executor.commit()
