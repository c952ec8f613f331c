"""
Running: everything put together for as long as a server runs, in the one file that knows everyone.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from largesse.app.books import check_writing, journal_of, store_of
from largesse.app.database import address_for, migrated, writing
from largesse.app.folding import folding
from largesse.app.health import notices_of, probes_of
from largesse.boards import Boards
from largesse.boards.notices import BoardNotices
from largesse.boards.reading import BoardReads
from largesse.bus.choice import bus_of
from largesse.catalogue import Catalogue
from largesse.clock import MICROSECONDS, SystemClock
from largesse.combos import Endings
from largesse.database.address import Address, Dialect
from largesse.database.migration import refuse_to_serve, status
from largesse.database.reads import open_reads
from largesse.exchange import Exchange
from largesse.folds import FoldMeans
from largesse.gifts.pricing import Pricing
from largesse.goals import GoalNotices
from largesse.ledger.identifiers import new_id
from largesse.messages.moderation import Moderation
from largesse.messages.send import Means as MessageMeans
from largesse.people.admission import Admission
from largesse.people.models import find_people
from largesse.people.registry import PersonRegistry
from largesse.plugins import Budget, Workers, load_plugins
from largesse.presence import Presence
from largesse.quarantine import Quarantines
from largesse.quarantine.models import quarantines_in_force
from largesse.rates import Rates
from largesse.regions import RateCards
from largesse.regions.publish import publish
from largesse.rooms.models import find_room
from largesse.schema.arriving import arrived
from largesse.schema.build import graph
from largesse.schema.context import Context, Server, Services
from largesse.schema.filling import Filling
from largesse.schema.rows import TortoiseRows
from largesse.streams import DatabaseReader, Hub
from largesse.tables import MODELS
from largesse.telemetry import Metrics
from largesse.tellings import Means, Tellings
from largesse.wallets.models import find_wallet
from largesse.wallets.notices import WalletNotices
from largesse.wallets.sweep import sweep_for_ever
from largesse.web import Doors, web_application
from largesse.web.callers.fetching import fetched_from
from largesse.web.documents.limits import Limits

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from aiohttp import web

    from largesse.clock import Clock
    from largesse.database.reads import Reads
    from largesse.ledger.journal import Journal
    from largesse.plugins import Candidate, Plugins, Policy
    from largesse.settings import Settings
    from largesse.web.doors import Exposed


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
async def running(  # noqa: PLR0913 - what a server is put together from
    settings: Settings,
    policy: Policy,
    command: str,
    clock: Clock | None = None,
    candidates: Iterable[Candidate] | None = None,
    *,
    exposed: Exposed | None = None,
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
        exposed: tells what is counted, where other processes count for the same server.

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
            refuse_to_serve(await status(address), address)
        plugins = load_plugins(policy, candidates, settings.plugins)
        async with (
            open_reads(
                address, MODELS, pool_min=settings.database_pool_min, pool_max=settings.database_pool_max
            ) as reads,
            _assembled(settings, clock, plugins, reads, address, exposed) as app,
        ):
            yield app


@asynccontextmanager
async def _assembled(  # noqa: PLR0913, PLR0917 - what a server is put together from
    settings: Settings, clock: Clock, plugins: Plugins, reads: Reads, address: Address, exposed: Exposed | None
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
    hub = Hub(DatabaseReader(), bus, arrived=lambda events: arrived(hub, filling, events), left=filling.leave)
    hub.on_forget(filling.forget)
    presence = Presence(hub.notice, bus)
    metrics.hub_subscribers.set_function(lambda: hub.followers)
    admission = Admission(settings, clock, bus, fetched_from)
    tellings = Tellings(plugins.tellings, bus)
    quarantines = Quarantines(workers, DatabaseReader(), quarantines_in_force, bus)
    board_notices, goal_notices = BoardNotices(hub, bus), GoalNotices(hub, bus)
    wallet_notices = WalletNotices(hub, bus)
    folds = folding(settings, board_notices, goal_notices)
    endings = Endings(clock, round(settings.combo_window_seconds * MICROSECONDS))
    upkeeps = (admission.revocations.upkeep, quarantines.upkeep)
    followers = (tellings, folds, endings)
    heeding = (hub.committed, *(each.committed for each in (*upkeeps, *followers)))
    journal = journal_of(settings, store_of(address, settings, clock), heeding, hub.moved, filling.know, metrics)
    sweeping: asyncio.Task[None] | None = None
    try:
        await check_writing(journal)
        await publish(journal, cards.regions)
        people = PersonRegistry(journal, find_people)
        services = Services(
            journal=journal,
            reads=reads,
            rows=rows,
            catalogue=catalogue,
            cards=cards,
            exchange=exchange,
            workers=workers,
            pricing=Pricing(workers, find_room, plugins.reports, clock),
            messages=MessageMeans(
                moderation=Moderation(plugins.moderators, workers, clock),
                rates=rates,
                per_minute=settings.messages_per_minute,
                find_wallet=find_wallet,
                clock=clock,
                became=lambda outcome: metrics.messages.labels(outcome.value).inc(),
            ),
            endings=endings,
            hub=hub,
            presence=presence,
            filling=filling,
            people=people,
            boards=Boards(BoardReads(reads), clock, settings.boards_time_zone),
            board_notices=board_notices,
            goal_notices=goal_notices,
            wallet_notices=wallet_notices,
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
            probes=probes_of(address, reads, journal, plugins),
            notices=lambda: notices_of(workers),
            exposed=exposed,
            rates=rates,
            media=catalogue.media.find,
            on_forget=lambda listener: hub.on_forget(lambda place: listener(place.text)),
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
            presence.kept_up(),
            tellings.kept_up(means),
            board_notices.kept_up(reads),
            goal_notices.kept_up(),
            wallet_notices.kept_up(),
            folds.kept_up(FoldMeans(journal=journal, reads=reads, reader=DatabaseReader())),
            endings.kept_up(journal),
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


def _server(settings: Settings) -> Server:
    limits = Limits.of(settings).by_name()
    return Server(version=version("largesse"), token_issuer=settings.token_issuer, limits=limits)
