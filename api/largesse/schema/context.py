"""
The context of an operation: who calls, and what its resolvers reach the domain through.
"""

from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar, cast

import strawberry
from strawberry.dataloader import DataLoader

from largesse.errors import Forbidden, OutcomeUnknown, RateCardMissing, Unauthenticated, Unavailable
from largesse.people.caller import Caller, Role
from largesse.streams import Turns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Hashable, Mapping, Sequence

    from largesse.boards import Boards
    from largesse.boards.notices import BoardNotices
    from largesse.catalogue import Catalogue
    from largesse.clock import Clock
    from largesse.combos import Endings
    from largesse.database.reads import Reads
    from largesse.exchange import Exchange
    from largesse.gifts.pricing import Pricing
    from largesse.goals import GoalNotices
    from largesse.ledger.journal import Journal
    from largesse.ledger.table import AnyTable, Key, Table
    from largesse.messages.send import Means
    from largesse.people.registry import PersonRegistry
    from largesse.people.room_tokens import RoomTokens
    from largesse.plugins import Workers
    from largesse.presence import Presence
    from largesse.regions import RateCards
    from largesse.rooms.rows import RoomRow
    from largesse.schema.filling import Filling
    from largesse.schema.rows import Rows
    from largesse.streams import Hub
    from largesse.wallets.notices import WalletNotices

LOCALE_DEFAULT = "en"
MODERATES = frozenset({Role.MODERATOR, Role.OPERATOR})
"""Who may change rooms of others."""
R = TypeVar("R", bound=tuple[object, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """
    What the server says of itself.

    Args:
        version: of Largesse.
        token_issuer: the issuer of a subject that is named without one; None if the platform names none.
        limits: the limits of the doors, by name, such as `depth`.
    """

    version: str
    token_issuer: str | None = None
    limits: "Mapping[str, int]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What all operations share."""

    journal: "Journal"
    reads: "Reads"
    rows: "Rows"
    catalogue: "Catalogue"
    cards: "RateCards"
    exchange: "Exchange"
    workers: "Workers"
    pricing: "Pricing"
    messages: "Means"
    endings: "Endings"
    hub: "Hub"
    presence: "Presence"
    filling: "Filling"
    people: "PersonRegistry"
    boards: "Boards"
    board_notices: "BoardNotices"
    goal_notices: "GoalNotices"
    wallet_notices: "WalletNotices"
    clock: "Clock"
    server: Server
    room_tokens: "RoomTokens | None" = None
    openings: "Turns[RoomRow | None]" = field(default_factory=Turns)
    """Reads of rooms that somebody begins to follow: they come in crowds."""

    @asynccontextmanager
    async def moment(self) -> "AsyncIterator[Services]":
        """
        Have all that is read through what is given agree with itself: it is read as it was at one moment.

        Raises:
            Unavailable: the database does not answer.
        """
        async with self.reads.moment() as reads:
            yield replace(self, reads=reads, rows=self.rows.at(reads), boards=self.boards.at(reads))


class Context:
    """
    One operation.

    Args:
        services: what all operations share.
        caller: who calls; None without a token.
        request_id: the request it came in.
    """

    __slots__ = (
        "_attending",
        "_caller",
        "_loaders",
        "_moment",
        "admitted",
        "lasting",
        "request_id",
        "services",
        "turn",
    )
    of_many = False
    """Whether it is of many callers at once."""

    def __init__(self, services: Services, caller: Caller | None, request_id: str) -> None:
        self.services = self.lasting = services
        """The services; `lasting` are those that outlast a moment."""
        self.turn: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
        """Returns what a moment begins in, and all of its reads are done in."""
        self._moment: AsyncExitStack | None = None
        self._caller = caller
        self.request_id = request_id
        self.admitted: str | None = None
        """The room that the caller was let into last."""
        self._loaders: dict[str, DataLoader[Key, tuple[object, ...] | None]] = {}
        self._attending: dict[str, tuple[Callable[[], None], ...]] = {}

    @property
    def caller(self) -> Caller | None:
        """Who calls; None without a token."""
        return self._caller

    @property
    def locale(self) -> str:
        """The language of the caller, or English where it is not known."""
        return (self._caller and self._caller.locale) or LOCALE_DEFAULT

    @property
    def audience(self) -> "Mapping[str, Hashable]":
        """What callers may have in common to whom the same is shown."""
        return {"locale": self.locale, "region": self.region}

    @property
    def region(self) -> str | None:
        """Where the caller is, by ISO 3166; None where it is not known."""
        return self._caller.region if self._caller else None

    def known_caller(self) -> Caller:
        """
        Return who calls.

        Raises:
            Unauthenticated: nobody that we know.
            Forbidden: whoever was handed a room token.
        """
        caller = self.caller
        if caller is None:
            raise Unauthenticated
        if caller.room_id is not None:
            raise Forbidden("a bearer token: a room token reads its room alone")
        return caller

    def admit_reader(self, room_id: str) -> None:
        """
        Let whoever calls read a room: anybody we know, and whoever was handed a token for this room.

        Raises:
            Unauthenticated: nobody that we know.
            Forbidden: whoever was handed a token for another room.
        """
        if self.caller is None or self.caller.room_id != room_id:
            self.known_caller()
        self.admitted = room_id

    def caller_with(self, *roles: Role) -> Caller:
        """
        Return who calls, if they have one of the roles.

        Raises:
            Unauthenticated: the call carries no token.
            Forbidden: they have none of them.
        """
        caller = self.known_caller()
        if caller.roles.isdisjoint(roles):
            raise Forbidden(f"the role {' or '.join(role.value for role in roles)}")
        return caller

    def is_operator(self) -> bool:
        """Tell whether an operator calls."""
        return self.caller is not None and Role.OPERATOR in self.caller.roles

    def may_see(self, person_id: str) -> bool:
        """Tell whether what is a person's own may be shown to who calls: to themselves, and to operators."""
        if self.caller is None or self.caller.room_id is not None:
            return False
        return self.caller.id == person_id or self.is_operator()

    def attend(self, room_id: str) -> None:
        """
        Count whoever calls among those who follow a room, until the operation is over.

        As long as that, what is noticed in the room is kept for them, by whatever source they are told.

        Raises:
            Unavailable: the server is shutting down.
        """
        if room_id not in self._attending:
            kept = self.services.hub.keep(room_id)
            caller = self.caller if self.caller is not None and self.caller.room_id is None else None
            leave = self.services.presence.attend(
                room_id, caller.id if caller else None, named=caller is not None and bool(caller.name)
            )
            self._attending[room_id] = (leave, kept)

    def over(self) -> None:
        """Let go of what the operation holds; whoever tells a subscription calls this at its end."""
        while self._attending:
            for let_go in self._attending.popitem()[1]:
                let_go()

    async def begin_moment(self) -> None:
        """
        Have everything read as it is now, until the moment is ended: what an event shows then agrees with itself.

        Raises:
            Unavailable: the database does not answer.
        """
        await self.end_moment()
        self.forget_rows()
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.turn())
            self.services = await stack.enter_async_context(self.lasting.moment())
            self._moment = stack.pop_all()

    @property
    def in_moment(self) -> bool:
        """Whether a moment has begun and is not over."""
        return self._moment is not None

    async def end_moment(self) -> None:
        """Let go of the moment, if there is one; whoever executes a subscription calls this after each event."""
        moment, self._moment = self._moment, None
        if moment is not None:
            self.services = self.lasting
            await moment.aclose()

    def moderates(self, host_id: str) -> bool:
        """Tell whether who calls keeps order in a room: its host, a moderator or an operator."""
        caller = self.caller
        if caller is None or caller.room_id is not None:
            return False
        return caller.id == host_id or not caller.roles.isdisjoint(MODERATES)

    async def note_caller(self) -> None:
        """Have the caller's name known, if that can be written now: nothing that is read waits for it."""
        if self.caller is None or self.caller.room_id is not None:
            return  # A room token tells no name, and what is known stays known.
        with suppress(Unavailable, OutcomeUnknown):
            await self.services.people.note(self.caller)

    async def row(self, table: "Table[R]", *key: object) -> R | None:
        """Return a row by its key, or None; rows that are asked for at once are read at once."""
        loader = self._loaders.get(table.name)
        if loader is None:
            plain = cast("AnyTable", table)

            async def load(keys: "Sequence[Key]") -> "list[tuple[object, ...] | None]":
                found = await self.services.rows.by_keys(plain, keys)
                return [found.get(each) for each in keys]

            loader = self._loaders[table.name] = DataLoader(load_fn=load)
        return cast("R | None", await loader.load(key))

    def shared(self) -> "SharedContext":
        """Return a context of the same operation for all who ask alike, in the same language and region."""
        return SharedContext(self)

    def forget_rows(self) -> None:
        """Forget what was read, after a deed has changed it."""
        self._loaders.clear()

    def time_zone(self) -> str:
        """Return the IANA zone in which the caller's days are counted: their region's, or UTC."""
        try:
            return self.services.cards.resolve(self.known_caller().region).time_zone
        except RateCardMissing:
            return "UTC"


class SharedContext(Context):
    """
    An operation of many callers at once, each of whom was let into the same room.

    Args:
        first: the context of one of them.
    """

    __slots__ = ("_locale", "_region", "asked")
    of_many = True

    def __init__(self, first: Context) -> None:
        super().__init__(first.lasting, None, first.request_id)
        self._locale, self._region = first.locale, first.region
        self.admitted = first.admitted
        self.asked: set[str] = set()
        """What was asked about them: what was answered is good for those alone who have it in common."""

    @property
    def caller(self) -> Caller | None:
        """Nobody: there is more than one, and nothing that is answered with one of them in mind is good for any."""
        self.asked.add("caller")
        return None

    @property
    def locale(self) -> str:
        """The language of all of them."""
        self.asked.add("locale")
        return self._locale

    @property
    def region(self) -> str | None:
        """Where all of them are."""
        self.asked.add("region")
        return self._region

    def admit_reader(self, room_id: str) -> None:
        """Let them read the room that each of them was let into; whether they may read another is a private matter."""
        if room_id != self.admitted:
            super().admit_reader(room_id)

    def attend(self, room_id: str) -> None:
        """Count nobody: each of them is counted already."""

    async def note_caller(self) -> None:
        """Note nobody: each of them was noted before."""


Info = strawberry.Info[Context, None]
"""What a resolver is given of its operation."""
