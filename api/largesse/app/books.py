"""
The journal of a server: over the store of its database, and with everybody who is told of what was committed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from largesse.database.address import Address, Dialect
from largesse.errors import ConfigurationError
from largesse.ledger.journal import Journal, JournalLimits
from largesse.ledger.store.postgresql.store import PostgresqlStore
from largesse.ledger.store.sqlite.store import SqliteStore
from largesse.ledger.store.store import AttemptFailed
from largesse.tables import TABLES

if TYPE_CHECKING:
    from largesse.clock import Clock
    from largesse.ledger.rows import EventRow
    from largesse.ledger.store.store import Store
    from largesse.ledger.table import AnyRows
    from largesse.settings import Settings
    from largesse.telemetry import Metrics

Heeding = Callable[["Mapping[str, Sequence[EventRow]]"], None]
"""Is told of every event that this node has committed, by stream."""


async def check_writing(journal: Journal) -> None:
    """
    See that the journal can be written to, before anybody is let in.

    Raises:
        ConfigurationError: it cannot.
    """
    try:
        await journal.check()
    except AttemptFailed as failed:
        raise ConfigurationError(f"The database cannot be written to: {failed}.") from failed


def journal_of(  # noqa: PLR0913, PLR0917 - the journal is where all of them meet
    settings: Settings,
    store: Store,
    heeding: Sequence[Heeding],
    moved: Callable[[Mapping[str, int]], None],
    appended: Callable[[AnyRows], None],
    metrics: Metrics,
) -> Journal:
    """
    Return the journal of a server.

    Args:
        settings: how many deeds may wait, and for how long.
        store: where it writes.
        heeding: who is told of events, in this order.
        moved: is told how far wallets go.
        appended: is told the rows that a commit appended, before whoever heeds its events.
        metrics: what is counted.
    """

    def on_batch(deeds: int, conflicts: int) -> None:
        metrics.journal_commits.inc()
        metrics.journal_batch_deeds.observe(deeds)
        metrics.journal_conflicts.inc(conflicts)

    def on_commit(events: Mapping[str, Sequence[EventRow]]) -> None:
        metrics.events.inc(sum(map(len, events.values())))
        for committed in heeding:
            committed(events)

    limits = JournalLimits(
        batch_max=settings.journal_batch_max,
        queue_max=settings.journal_queue_max,
        deadline_seconds=settings.journal_deadline_seconds,
    )
    return Journal(store, on_commit, limits, on_batch, moved, appended)


def store_of(address: Address, settings: Settings, clock: Clock) -> Store:
    """Return what writes the database: SQLite by the clock given, PostgreSQL by its own."""
    if address.dialect is Dialect.SQLITE:
        return SqliteStore(address.path, TABLES, clock)
    return PostgresqlStore(address.dsn, TABLES, remember=settings.journal_remember_rows)
