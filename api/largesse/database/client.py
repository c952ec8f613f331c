"""
What both of our tortoise backends are: clients that read, and refuse to write or to begin a transaction.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Never

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import UnSupportedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager
    from typing import Any

    from tortoise.backends.base.client import ConnectionWrapper, PoolConnectionWrapper, TransactionContext

TIMEOUT_SECONDS = 4.0
"""How long a read may take, the wait for a connection included, before it is answered as unavailable."""

_REFUSAL = "models only read: what is written goes through the journal"


class ReadingClient(BaseDBAsyncClient):
    """
    A tortoise client for reads alone.

    A write beside the journal would bypass its rules and what it remembers, and tortoise's transactions keep
    their connection for good when they are cancelled at the wrong moment.
    """

    @abstractmethod
    async def fetch(self, query: str, values: Sequence[object]) -> list[Any]:
        """
        Read rows, each a mapping of its columns.

        Raises:
            Unavailable: the database does not answer.
            tortoise.exceptions.OperationalError: the query is wrong.
        """

    @abstractmethod
    def moment(self) -> AbstractAsyncContextManager[ReadingClient]:
        """
        Have reads see the database as it is when the first of them begins, for as long as the context lasts.

        Few may last at once: they are for what has to agree with itself, and over as soon as that is read.

        Raises:
            Unavailable: the database does not answer.
        """

    # What tortoise's querysets and raw queries call. Its own signatures name `dict` and mean any mapping.

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, list[Any]]:
        """Read rows, and return how many they are as well."""
        rows = await self.fetch(query, values or ())
        return len(rows), rows

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        """Read rows as dictionaries."""
        return [dict(row) for row in await self.fetch(query, values or ())]

    async def execute_insert(self, *_: object, **__: object) -> Never:
        """Refuse to write."""
        raise UnSupportedError(_REFUSAL)

    async def execute_many(self, *_: object, **__: object) -> Never:
        """Refuse to write."""
        raise UnSupportedError(_REFUSAL)

    async def execute_script(self, *_: object, **__: object) -> Never:
        """Refuse to write."""
        raise UnSupportedError(_REFUSAL)

    async def db_create(self) -> Never:
        """Refuse to create a database."""
        raise UnSupportedError(_REFUSAL)

    async def db_delete(self) -> Never:
        """Refuse to delete a database."""
        raise UnSupportedError(_REFUSAL)

    def acquire_connection(self) -> ConnectionWrapper[Any] | PoolConnectionWrapper[Any]:
        """Refuse to lend a connection, which could write."""
        raise UnSupportedError(_REFUSAL)

    def _in_transaction(self) -> TransactionContext:
        raise UnSupportedError(_REFUSAL)
