"""
Seams of the journal where a test does something at a chosen moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from largesse.ledger.journal import Journal
    from largesse.ledger.store.postgresql.store import PostgresqlStore


def store_of(journal: Journal) -> PostgresqlStore:
    """Return the store of a node on PostgreSQL."""
    return cast("PostgresqlStore", journal._store)


def before_write(journal: Journal, work: Callable[[], Awaitable[object]], times: int = 1) -> None:
    """Have a node do something between its decision and its write, so many times; its write goes on after it."""
    store = store_of(journal)
    written = store._written
    left = times

    async def late(*arguments: object) -> list[int]:
        nonlocal left
        if left:
            left -= 1
            await work()
        return await written(*arguments)  # type: ignore[arg-type]  # what the store itself passes

    store._written = late  # type: ignore[method-assign, assignment]  # the seam
