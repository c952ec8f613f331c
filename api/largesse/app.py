"""
The application: everything put together, in the one file that knows everyone.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

import asyncpg

from largesse.bus.choice import bus_of
from largesse.catalogue import Catalogue
from largesse.clock import SystemClock
from largesse.database.address import Address, Dialect, address_of, sqlite_at
from largesse.database.grants import Grants
from largesse.database.lock import exclusive
from largesse.database.migration import migrate, refuse_to_serve, status
from largesse.database.reads import open_reads
from largesse.errors import ConfigurationError, Unavailable
from largesse.exchange import Exchange
from largesse.gifts.pricing import Pricing
from largesse.ledger.account import ACCOUNTS
from largesse.ledger.identifiers import new_id
from largesse.ledger.journal import Journal, JournalLimits
from largesse.ledger.rows import STREAMS
from largesse.ledger.store.postgresql.definition import Definition
from largesse.ledger.store.postgresql.store import PostgresqlStore
from largesse.ledger.store.sqlite.store import SqliteStore
from largesse.ledger.store.store import AttemptFailed
from largesse.ledger.table import Mode
from largesse.ledger.verification import verify_postgresql, verify_sqlite
from largesse.people.admission import Admission
from largesse.people.models import find_person
from largesse.people.registry import PersonRegistry
from largesse.plugins import Budget, Workers, load_plugins
from largesse.quarantine import Quarantines
from largesse.quarantine.models import quarantines_in_force
from largesse.rates import Rates
from largesse.regions import RateCards
from largesse.regions.publish import publish
from largesse.rooms.models import find_room
from largesse.schema.build import graph
from largesse.schema.context import Context, Server, Services
from largesse.schema.filling import Filling
from largesse.schema.rows import TortoiseRows
from largesse.streams import DatabaseReader, Hub
from largesse.tables import CHECKS, MODELS, TABLES
from largesse.telemetry import Metrics
from largesse.tellings import Means, Tellings
from largesse.wallets.sweep import sweep_for_ever
from largesse.web import Doors, web_application
from largesse.web.callers.fetching import fetched_from
from largesse.web.documents.limits import Limits

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Mapping, Sequence

    from aiohttp import web

    from largesse.clock import Clock
    from largesse.database.executor import Executor
    from largesse.database.migration import Status
    from largesse.database.reads import Reads
    from largesse.ledger.rows import EventRow
    from largesse.ledger.store.store import Store
    from largesse.ledger.table import AnyTable
    from largesse.ledger.verification import Report
    from largesse.plugins import Candidate, Plugins, Policy
    from largesse.settings import Settings
    from largesse.web.doors import Probe

    Heeding = Callable[[Mapping[str, Sequence[EventRow]]], None]
    """Is told of every event that this node has committed, by stream."""

SQLITE_FILE = "largesse.db"
"""The name of the SQLite file in the data directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A server that is put together: what its doors lead to, and the doors."""

    settings: Settings
    clock: Clock
    plugins: Plugins
    workers: Workers
    catalogue: Catalogue
    cards: RateCards
    journal: Journal
    people: PersonRegistry
    hub: Hub
    metrics: Metrics
    web: web.Application


@asynccontextmanager
async def running(
    settings: Settings,
    policy: Policy,
    command: str,
    clock: Clock | None = None,
    candidates: Iterable[Candidate] | None = None,
) -> AsyncGenerator[App]:
    """
    Put a server together, and take it apart again when the context is left: doors first, database last.

    A SQLite file is created and migrated here, since nobody else can be using it; PostgreSQL has been migrated by its
    owner.

    Args:
        settings: what the operator chose.
        policy: which plugins are wanted.
        command: what runs here, told to whoever wants the same SQLite file.
        clock: the machine's, unless a test turns one of its own.
        candidates: the plugins to choose from; all that is installed if absent.

    Raises:
        ConfigurationError: something is set up in a way that no server can start with.
        Unavailable: the database does not answer.
    """
    address = address_for(settings)
    clock = clock or SystemClock()
    with writing(settings, command):
        if address.dialect is Dialect.SQLITE:
            await migrated(settings)
        else:
            refuse_to_serve(await status(address))
        plugins = load_plugins(policy, candidates, settings.plugins)
        async with (
            open_reads(
                address, MODELS, pool_min=settings.database_pool_min, pool_max=settings.database_pool_max
            ) as reads,
            _assembled(settings, clock, plugins, reads, address) as app,
        ):
            yield app


@contextmanager
def writing(settings: Settings, command: str) -> Generator[None]:
    """
    Be the only process that writes the SQLite file of these settings; on PostgreSQL anybody may.

    Raises:
        ConfigurationError: another process writes it, or the data directory cannot be written to.
    """
    address = address_for(settings)
    if address.dialect is not Dialect.SQLITE:
        yield
        return
    directory = address.path.parent
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"The data directory {directory} cannot be created: {error.strerror}.") from None
    with exclusive(address.path, command):
        yield


def address_for(settings: Settings) -> Address:
    """Return where the database of these settings is."""
    if settings.database is None:
        return sqlite_at(settings.data_dir / SQLITE_FILE)
    return address_of(settings.database.get_secret_value())


async def migrated(settings: Settings) -> tuple[str, ...]:
    """
    Bring the database of these settings to this release; on SQLite, whoever calls holds its lock.

    Returns:
        The names of the migrations that were applied.
    """
    address = address_for(settings)
    if address.dialect is Dialect.SQLITE:
        return await migrate(address)
    role = settings.serve_role
    return await migrate(address, _define, grants=grants_of(role) if role else None)


def grants_of(role: str) -> Grants:
    """Return what the role that serves may do: change what is mutable, delete what is erasable."""
    tables: tuple[AnyTable, ...] = (*TABLES, ACCOUNTS, STREAMS)
    return Grants(
        role=role,
        updates=frozenset(table.name for table in tables if table.mode is not Mode.APPEND),
        deletes=frozenset(table.name for table in tables if table.erasable),
    )


async def standing(address: Address) -> Status:
    """
    Return where a database stands against this release.

    Raises:
        ConfigurationError: it cannot be read, or is none.
        Unavailable: it does not answer.
    """
    with _readable(address):
        return await status(address)


async def verified(address: Address) -> Report:
    """
    Verify the books of a database, while others write it.

    Raises:
        ConfigurationError: it is not at this release, or cannot be read to its end.
        Unavailable: it does not answer.
    """
    refuse_to_serve(await standing(address))
    with _readable(address):
        if address.dialect is Dialect.SQLITE:
            return await verify_sqlite(address.path, CHECKS)
        return await verify_postgresql(address.dsn, CHECKS)


@contextmanager
def _readable(address: Address) -> Generator[None]:
    try:
        yield
    except (sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise ConfigurationError(f"The database {address} cannot be read: {error}.") from error


@asynccontextmanager
async def _assembled(
    settings: Settings, clock: Clock, plugins: Plugins, reads: Reads, address: Address
) -> AsyncGenerator[App]:
    metrics = Metrics()
    budget = Budget(faults=settings.faults_max, seconds=settings.faults_seconds)
    workers = Workers(plugins.reports, clock, metrics, budget)
    catalogue, cards = Catalogue(plugins.gift_types), RateCards(plugins.regions)
    exchange = Exchange(plugins.exchange_rates, workers, clock)
    setting = settings.bus.get_secret_value()
    bus = None if setting == "local" else bus_of(setting)
    rates = Rates(None if setting == "local" else setting, metrics.rates_apart.inc)
    rows = TortoiseRows()
    filling = Filling(rows)
    hub = Hub(DatabaseReader(), bus, arrived=filling.expect)
    metrics.hub_subscribers.set_function(lambda: hub.followers)
    admission = Admission(settings, clock, bus, fetched_from)
    tellings = Tellings(plugins.tellings, bus)
    quarantines = Quarantines(workers, DatabaseReader(), quarantines_in_force, bus)
    upkeeps = (admission.revocations.upkeep, quarantines.upkeep)
    heeding = (hub.committed, *(upkeep.committed for upkeep in upkeeps), tellings.committed)
    journal = _journal(settings, _store(address, settings, clock), heeding, metrics)
    sweeping: asyncio.Task[None] | None = None
    try:
        await _check_writing(journal)
        await publish(journal, cards.regions)
        people = PersonRegistry(journal, find_person)
        services = Services(
            journal=journal,
            rows=rows,
            catalogue=catalogue,
            cards=cards,
            exchange=exchange,
            workers=workers,
            pricing=Pricing(workers, find_room, plugins.reports, clock),
            hub=hub,
            filling=filling,
            people=people,
            clock=clock,
            server=_server(settings),
            room_tokens=admission.room_tokens,
        )
        doors = Doors(
            settings=settings,
            clock=clock,
            metrics=metrics,
            verify=admission.verify,
            verify_room_token=admission.verify_room_token,
            revoked=admission.revocations.cover,
            context_for=lambda caller, request_id: Context(services, caller, request_id),
            probes=_probes(address, reads, journal, plugins),
            notices=lambda: _notices(workers),
            rates=rates,
            media=catalogue.media.find,
            on_shutdown=(hub.close,),
        )
        if bus is not None:
            await bus.start()
        sweeping = asyncio.create_task(sweep_for_ever(journal, clock), name="sweep")
        means = Means(
            node_id=new_id(), journal=journal, reads=reads, reader=DatabaseReader(), workers=workers, clock=clock
        )
        async with (
            admission.kept_up(),
            quarantines.kept_up(journal),
            exchange.kept_up(),
            tellings.kept_up(means),
        ):
            yield App(
                settings=settings,
                clock=clock,
                plugins=plugins,
                workers=workers,
                catalogue=catalogue,
                cards=cards,
                journal=journal,
                people=people,
                hub=hub,
                metrics=metrics,
                web=web_application(graph(), doors),
            )
    finally:
        if sweeping is not None:
            sweeping.cancel()
            await asyncio.wait({sweeping})
        await workers.close()
        await journal.close()
        await hub.close()
        await rates.close()
        if bus is not None:
            await bus.close()


async def _check_writing(journal: Journal) -> None:
    try:
        await journal.check()
    except AttemptFailed as failed:
        raise ConfigurationError(f"The database cannot be written to: {failed}.") from failed


def _journal(settings: Settings, store: Store, heeding: Sequence[Heeding], metrics: Metrics) -> Journal:
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
    return Journal(store, on_commit, limits, on_batch)


def _store(address: Address, settings: Settings, clock: Clock) -> Store:
    if address.dialect is Dialect.SQLITE:
        return SqliteStore(address.path, TABLES, clock)
    return PostgresqlStore(address.dsn, TABLES, remember=settings.journal_remember_rows)


def _probes(address: Address, reads: Reads, journal: Journal, plugins: Plugins) -> dict[str, Probe]:
    async def database() -> str | None:
        try:
            await reads.check()
        except Unavailable:
            return "does not answer"
        return None

    async def migrations() -> str | None:
        try:
            found = await status(address)
        except Unavailable:
            return "cannot be read"
        return None if found.current else "not at this release"

    async def journal_works() -> str | None:
        try:
            await journal.check()
        except AttemptFailed:
            return "cannot be written to"
        return None

    async def plugins_loaded() -> str | None:
        return "; ".join(f"{report.name}: {report.reason}" for report in plugins.failed) or None

    return {"database": database, "migrations": migrations, "journal": journal_works, "plugins": plugins_loaded}


def _notices(workers: Workers) -> dict[str, str]:
    """
    Return what leaves the server ready and somebody should look at.

    A quarantine holds on every node: if it made one not ready, it would take all of them from their callers at once.
    """
    held = [each.report for each in workers.standings() if each.quarantined_at is not None]
    return {f"plugin {report.name}": f"in quarantine: {report.reason}" for report in held}


def _server(settings: Settings) -> Server:
    limits = Limits.of(settings).by_name()
    return Server(version=version("largesse"), token_issuer=settings.token_issuer, limits=limits)


async def _define(executor: Executor) -> None:
    for statement in Definition(TABLES).statements():
        await executor.run(statement)
