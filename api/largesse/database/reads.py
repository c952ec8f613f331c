"""
Reads: what models and hand-written queries are read through, on either database.
"""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import tortoise.exceptions
from tortoise.context import TortoiseContext, get_current_context

from largesse.database.address import Address, Dialect
from largesse.database.client import TIMEOUT_SECONDS, ReadingClient
from largesse.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from types import ModuleType

APP = "models"
"""The one app of tortoise's that all our models belong to."""

_PLACEHOLDER = re.compile(r"\$(\d+)")


@dataclass(frozen=True)
class Reads:
    """
    A database that is open for reading.

    Every read raises `Unavailable` within a few seconds while the database does not answer, and works again,
    without being opened anew, once it does.
    """

    dialect: Dialect
    client: ReadingClient

    async def rows(self, query: str, *values: object) -> list[dict[str, object]]:
        """
        Read rows with a query written by hand.

        Args:
            query: SQL that both dialects take; its parameters are `$1`, `$2`, …
            values: of the parameters; identifiers are text on either database, in and out.

        Raises:
            Unavailable: the database does not answer.
        """
        if self.dialect is Dialect.SQLITE:
            query = _PLACEHOLDER.sub(r"?\1", query)
        return await self.client.execute_query_dict(query, list(values))

    @asynccontextmanager
    async def moment(self) -> AsyncIterator[Reads]:
        """
        Have reads see the database as it is when the first of them begins, for as long as the context lasts.

        Few may last at once: they are for what has to agree with itself, and over as soon as that is read.

        Raises:
            Unavailable: the database does not answer.
        """
        async with self.client.moment() as client:
            yield Reads(self.dialect, client)

    async def check(self) -> None:
        """
        Return if the database answers.

        Raises:
            Unavailable: it does not.
        """
        await self.client.fetch("SELECT 1", ())


@asynccontextmanager
async def open_reads(
    address: Address,
    modules: Sequence[str | ModuleType],
    *,
    pool_min: int = 1,
    pool_max: int = 10,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> AsyncIterator[Reads]:
    """
    Open a database for reading and have all models read from it, in every task, until the block is left.

    Args:
        address: of a database that has been migrated.
        modules: where the models are.
        pool_min: connections to PostgreSQL that are kept open.
        pool_max: connections to PostgreSQL at most.
        timeout_seconds: how long a read of PostgreSQL may take, the wait for a connection included; on either how long
            one waits for a moment of one's own.

    Raises:
        Unavailable: the database does not answer.
        ConfigurationError: this process reads from a database already; what tortoise knows of models is one a process.
    """
    if get_current_context() is not None:
        raise ConfigurationError("This process reads from a database already, and cannot read from a second one.")
    name = address.dialect.value
    credentials: dict[str, object] = (
        {"file_path": address.database, "timeout_seconds": timeout_seconds}
        if address.dialect is Dialect.SQLITE
        else {"dsn": address.dsn, "pool_min": pool_min, "pool_max": pool_max, "timeout_seconds": timeout_seconds}
    )
    config = {
        # Named for its dialect: tortoise remembers the SQL of a connection by its name, for the life of the process.
        "connections": {name: {"engine": f"largesse.database.{name}", "credentials": credentials}},
        "apps": {APP: {"models": list(modules), "default_connection": name}},
    }
    context = TortoiseContext()
    try:
        client = await _made(context, config, name)
        await client.create_connection(with_db=True)
        yield Reads(address.dialect, client)
    finally:
        await context.close_connections()


async def _made(context: TortoiseContext, config: dict[str, object], name: str) -> ReadingClient:
    try:
        # Current only while it is made, so that reads may be closed in another task than they were opened in.
        with context:
            await context.init(config, _enable_global_fallback=True)
    except tortoise.exceptions.ConfigurationError as error:
        raise ConfigurationError(f"The models cannot be read: {error}.") from error
    client = context.connections.get(name)
    if not isinstance(client, ReadingClient):
        message = f"tortoise made a {type(client).__name__} for {name}"
        raise TypeError(message)
    return client
