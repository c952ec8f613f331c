"""
A house: a journal on a SQLite file, the bundled plugins, and a graph that is asked as a client would ask it.
"""

from __future__ import annotations

import asyncio
import itertools
from contextlib import asynccontextmanager
from functools import cache
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, cast

from graphql import ExecutionResult, parse, subscribe

from largesse.boards import Boards
from largesse.boards.notices import BoardNotices
from largesse.boards.reading import BoardReads
from largesse.catalogue import Catalogue
from largesse.clock import DAY
from largesse.combos import Endings
from largesse.combos.rows import COMBOS
from largesse.database.address import sqlite_at
from largesse.database.migration import migrate
from largesse.database.reads import open_reads
from largesse.earnings.rows import BUCKETS
from largesse.exchange import Exchange
from largesse.gifts.pricing import Pricing
from largesse.gifts.rows import GIFT_REMAINDERS, GIFT_TEXTS, GIFT_THANKS, GIFTS
from largesse.goals import GoalNotices
from largesse.ledger.journal import Journal
from largesse.ledger.store.sqlite.store import SqliteStore
from largesse.messages.moderation import Moderation
from largesse.messages.rows import MESSAGE_TEXTS, MESSAGES
from largesse.messages.send import Means
from largesse.people.caller import Caller, Role, person_id
from largesse.people.models import find_people
from largesse.people.registry import PersonRegistry
from largesse.people.rows import PEOPLE
from largesse.plugins import Policy, Workers, load_plugins
from largesse.presence import Presence
from largesse.rates import Rates
from largesse.regions import RateCards
from largesse.rooms.models import find_room
from largesse.rooms.rows import ROOM_BLOCKS, ROOM_TEXTS, ROOMS
from largesse.schema.build import graph
from largesse.schema.context import Context, Server, Services
from largesse.schema.filling import Filling
from largesse.schema.ids import global_id
from largesse.schema.rows import TortoiseRows
from largesse.streams import DatabaseReader, Hub
from largesse.telemetry import Metrics
from largesse.wallets.models import find_wallet
from largesse.wallets.notices import WalletNotices
from largesse.wallets.rows import LIMITS, LOTS, WALLETS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

    from largesse.clock import Instant
    from largesse.database.client import ReadingClient
    from largesse.database.reads import Reads
    from largesse.errors import LargesseError
    from largesse.ledger.deed import Applied, Deed
    from largesse.ledger.table import AnyTable, Key, R, Table
    from largesse.plugins import Plugins

Json = Any
"""What JSON holds."""
NOW: Instant = 1_790_000_000_000_000
"""In September 2026, when cards of all bundled regions are in force."""
TABLES = cast(
    "list[AnyTable]",
    [
        WALLETS,
        LOTS,
        LIMITS,
        ROOM_BLOCKS,
        COMBOS,
        BUCKETS,
        PEOPLE,
        GIFT_REMAINDERS,
        GIFT_THANKS,
        ROOMS,
        GIFTS,
        GIFT_TEXTS,
        *(MESSAGES, MESSAGE_TEXTS),
        ROOM_TEXTS,
    ],
)
_NOUNS = ("ledger", "wallets", "earnings", "rooms", "combos", "gifts", "people")
MODULES = [f"largesse.{name}.models" for name in _NOUNS]
ISSUER = "https://platform.example"


def person(subject: str, *roles: Role, region: str | None = "US", age_min: int | None = 30) -> Caller:
    return Caller(
        id=person_id(subject, ISSUER),
        subject=subject,
        roles=frozenset(roles),
        expires_at=NOW + DAY,
        region=region,
        age_min=age_min,
        name=subject.capitalize(),
    )


ANN = person("ann", Role.VIEWER)
BOB = person("bob", Role.VIEWER)
CLEO = person("cleo", Role.CREATOR, region="DE")
DORA = person("dora", Role.CREATOR, region="JP")
MODERATOR = person("mo", Role.MODERATOR)
OPERATOR = person("oz", Role.OPERATOR)


class TurnedClock:
    """A clock that goes when it is told to; each look is a microsecond later."""

    def __init__(self) -> None:
        self.instant = NOW

    def now(self) -> Instant:
        self.instant += 1
        return self.instant


class CountedRows(TortoiseRows):
    """Reads as the server does, and counts how often which table was read."""

    def __init__(self, client: ReadingClient | None = None, reads: list[str] | None = None) -> None:
        super().__init__(client=client)
        self.reads: list[str] = [] if reads is None else reads

    def at(self, reads: Reads) -> CountedRows:
        return CountedRows(reads.client, self.reads)

    async def by_keys(self, table: Table[R], keys: Sequence[Key]) -> Mapping[Key, R]:
        self.reads.append(table.name)
        return await super().by_keys(table, keys)

    async def page(  # noqa: PLR0913 - as it is declared
        self,
        table: Table[R],
        where: Mapping[str, object],
        order: Sequence[str],
        limit: int,
        *,
        after: Key | None = None,
        descending: bool = False,
    ) -> list[R]:
        self.reads.append(table.name)
        return await super().page(table, where, order, limit, after=after, descending=descending)


class FailingJournal:
    """A journal that does nothing but fail."""

    def __init__(self, error: LargesseError | Exception) -> None:
        self.error = error

    async def submit(self, _deed: Deed) -> Applied:
        raise self.error


class House:
    """What tests ask."""

    def __init__(self, services: Services, clock: TurnedClock, rows: CountedRows) -> None:
        self.services = services
        self.clock = clock
        self.rows = rows
        self._keys = itertools.count(1)

    def key(self) -> str:
        return f"key {next(self._keys)}"

    async def ask(
        self, caller: Caller | None, document: str, services: Services | None = None, **variables: Json
    ) -> Json:
        """Return the data of an answer without errors."""
        data, errors = await self.answer(caller, document, services, **variables)
        assert not errors, errors
        return data

    async def answer(
        self,
        caller: Caller | None,
        document: str,
        services: Services | None = None,
        **variables: Json,
    ) -> tuple[Json, list[tuple[str, list[str | int]]]]:
        """Return data, and of each error its code (of its class, if it has none) and path."""
        context = Context(services or self.services, caller, "request")
        result = await graph().execute(document, variable_values=variables, context_value=context)
        errors = [
            (str(getattr(error.original_error, "code", error.message)), list(error.path or []))
            for error in result.errors or []
        ]
        return result.data, errors

    @asynccontextmanager
    async def following(self, caller: Caller | None, document: str, **variables: Json) -> AsyncIterator[Json]:
        """Follow a subscription; what is given takes the next item's data."""
        context = Context(self.services, caller, "request")
        source = await graph().subscribe(document, variable_values=variables, context_value=context)
        if not hasattr(source, "__anext__"):
            raise AssertionError(source)

        async def following() -> Json:
            async with asyncio.timeout(5):
                result = await anext(source)
                await context.end_moment()
            assert not result.errors, result.errors
            return result.data

        try:
            yield following
        finally:
            await source.aclose()
            context.over()

    async def refused(self, caller: Caller | None, document: str, **variables: Json) -> list[str]:
        """Return the codes that a subscription is refused with."""
        context = Context(self.services, caller, "request")
        schema = graph()._schema
        result = subscribe(schema, parse(document), variable_values=variables, context_value=context)
        result = await result if isawaitable(result) else result
        assert isinstance(result, ExecutionResult)
        return [str(getattr(error.original_error, "code", error.message)) for error in result.errors or []]

    async def grant(self, owner: Caller, coins: int, **more: Json) -> Json:
        document = (
            "mutation ($input: WalletGrantInput!) { walletGrant(input: $input) { lot { id } errors { __typename } } }"
        )
        sent = {
            "idempotencyKey": self.key(),
            "owner": {"id": global_id("Person", owner.id)},
            "coins": str(coins),
            "origin": "BONUS",
            "reason": "a test",
            **more,
        }
        payload = (await self.ask(OPERATOR, document, input=sent))["walletGrant"]
        assert payload["errors"] == []
        return payload["lot"]["id"]

    async def open_room(self, host: Caller = CLEO, title: str = "Songs") -> str:
        document = "mutation ($input: RoomOpenInput!) { roomOpen(input: $input) { room { id } errors { __typename } } }"
        payload = (await self.ask(host, document, input={"idempotencyKey": self.key(), "title": title}))["roomOpen"]
        assert payload["errors"] == []
        return str(payload["room"]["id"])

    async def send(self, sender: Caller, room: str, selection: str = "gift { id }", **more: Json) -> Json:
        """Send a rose, or what else is said; return the payload with its errors by name."""
        document = f"""
            mutation ($input: GiftSendInput!) {{
              giftSend(input: $input) {{ {selection}
                replayed errors {{ __typename ... on UserError {{ message code path }} }}
              }}
            }}"""
        sent = {
            "idempotencyKey": self.key(),
            "roomId": room,
            "giftType": ROSE,
            "priceSeen": str(ROSE_COINS * more.get("quantity", 1)),
            **more,
        }
        return (await self.ask(sender, document, input=sent))["giftSend"]


@cache
def bundled() -> tuple[Plugins, Catalogue, RateCards]:
    """What the bundled plugins offer; the same for every house."""
    plugins = load_plugins(Policy())
    return plugins, Catalogue(plugins.gift_types), RateCards(plugins.regions)


@asynccontextmanager
async def house_at(directory: Path) -> AsyncIterator[House]:
    """A house whose file is in a directory."""
    address = sqlite_at(directory / "largesse.db")
    await migrate(address)
    plugins, catalogue, cards = bundled()
    clock, rows = TurnedClock(), CountedRows()
    filling = Filling(rows)
    hub = Hub(DatabaseReader())
    store = SqliteStore(address.path, TABLES, clock)
    journal = Journal(store, hub.committed, on_moved=hub.moved, on_appended=filling.know)
    workers = Workers(plugins.reports, clock, Metrics())
    messages = Means(
        moderation=Moderation(plugins.moderators, workers, clock),
        rates=Rates(),
        per_minute=1_000,
        find_wallet=find_wallet,
        clock=clock,
        became=lambda _: None,
    )
    async with open_reads(address, MODULES) as reads:
        services = Services(
            journal=journal,
            reads=reads,
            rows=rows,
            catalogue=catalogue,
            cards=cards,
            exchange=Exchange(plugins.exchange_rates, workers, clock),
            workers=workers,
            pricing=Pricing(workers, find_room, plugins.reports, clock),
            messages=messages,
            endings=Endings(clock),
            hub=hub,
            presence=Presence(hub.notice),
            filling=filling,
            people=PersonRegistry(journal, find_people),
            boards=Boards(BoardReads(reads), clock, "UTC"),
            board_notices=BoardNotices(hub),
            goal_notices=GoalNotices(hub),
            wallet_notices=WalletNotices(hub),
            clock=clock,
            server=Server(version="0.1.0", token_issuer=ISSUER, limits={"depth": 12}),
        )
        yield House(services, clock, rows)
        await workers.close()
        await hub.close()
        await journal.close()


ROSE = "rose"
ROSE_COINS = 1
