"""
All groups of a node: which subscriptions are the same, and who executes for them.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from largesse.streams import Turns
from largesse.web.faults import RequestFault
from largesse.web.groups.group import Group
from largesse.web.groups.member import Told, place_after
from largesse.web.groups.subscription import Subscription
from largesse.web.http.answers import encoded

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from collections.abc import Set as AbstractSet

    from graphql import FormattedExecutionResult

    from largesse.telemetry import Metrics
    from largesse.web.documents.documents import Operation
    from largesse.web.engine import Engine
    from largesse.web.groups.member import Member, Place

CALLER = "caller"
"""What a document asks about that can be shared by nobody."""
ASKED_MAX = 1_000
"""Of how many documents it is remembered what they ask about."""


class Shareable(Protocol):
    """The context of an operation that others may ask for alike."""

    @property
    def audience(self) -> Mapping[str, Hashable]:
        """What callers may have in common, by its name, such as their language."""

    def shared(self) -> Shared:
        """Return a context of the same operation for all who have that in common."""


@runtime_checkable
class Held(Protocol):
    """The context of an operation that holds something until it is over."""

    def over(self) -> None:
        """Let go of it."""


class Shared(Protocol):
    """The context of an operation of many callers at once."""

    @property
    def asked(self) -> AbstractSet[str]:
        """What it was asked about them so far: names of their audience, or `caller`."""


class _Key(NamedTuple):
    """What subscriptions have in common that are the same; the document by its identity, since it is kept."""

    document: int
    name: str | None
    variables: bytes
    audience: tuple[tuple[str, Hashable], ...]


class _Asked(NamedTuple):
    """An operation, kept for its document's identity, and what its executions have asked about callers."""

    operation: Operation
    names: frozenset[str]


class Groups:
    """
    The groups of this node.

    That two callers are shown the same is found out: a document begins as one that asks nothing about them. What it
    turns out to ask splits its groups, and a document that asks who calls has none any more.

    Args:
        engine: executes for them.
        metrics: counts them, and those who hear them.
    """

    def __init__(self, engine: Engine, metrics: Metrics) -> None:
        self.engine = engine
        self._metrics = metrics
        self._groups: dict[_Key, Group] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._asked: dict[int, _Asked] = {}
        self._beginnings: Turns[Told | None] = Turns()

    async def tell(
        self,
        operation: Operation,
        variables: Mapping[str, object] | None,
        context: object,
        member: Member,
        cursor: str | None = None,
    ) -> None:
        """
        Tell a subscription to its end: alone at first, and with all that are the same as soon as it has caught up.

        Args:
            operation: a subscription.
            variables: by name.
            context: of the operation; only one that is `Shareable` has a group.
            member: who is told.
            cursor: where it goes on, whatever the operation says.

        Raises:
            RequestFault: its variables will not do, its stream could not be opened, or broke.
        """
        try:
            await Subscription(self, operation, variables or {}, context, member).tell(cursor)
        finally:
            if isinstance(context, Held):
                context.over()

    async def beginning(self, asking: Subscription) -> Told | None:
        """
        Return what a subscription is told first that does not go on after anything.

        It is executed once for all who came while it was last executed: a thousand who open a room at once cost the
        room's snapshot a few times.

        Returns:
            None if it is no event, not the same for all of them, or a stream that is opened to nobody in particular:
            then each begins alone, and is told why if it cannot.
        """
        key = self._key_of(asking)
        if key is None:
            return None
        # Whose turn it is not waits before anybody shares with them.
        async with asking.member.lane:
            return await self._beginnings.share(key, lambda: self._begun(key, asking))

    async def _begun(self, key: _Key, asking: Subscription) -> Told | None:
        shared: Shared = asking.context.shared()  # type: ignore[attr-defined]  # what has a key is shareable
        payload: FormattedExecutionResult | None = None
        place: Place | None = None

        def hear(event: object) -> None:
            nonlocal place
            place = place_after(event, None)

        with suppress(RequestFault):
            async with aclosing(await self.engine.opened(asking.operation, asking.variables, shared, hear)) as payloads:
                payload = await anext(payloads, None)
        self._note(key, asking.operation, shared.asked)
        if payload is None or place is None or place.last or not shared.asked <= {name for name, _ in key.audience}:
            return None
        return Told(place, encoded(payload))

    def found(self, asking: Subscription, place: Place, *, catching_up: bool) -> Group | None:
        """
        Return the group that a subscription is a member of from now on, begun if there is none.

        Args:
            asking: the subscription.
            place: where it stands.
            catching_up: whether it may be told what it has missed, or begin a group from there; one that was too slow
                has to catch up by itself.

        Returns:
            None if it is to be told alone for now; else it has to `leave`.
        """
        key = self._key_of(asking)
        if key is None:
            return None
        group = self._groups.get(key)
        if group is None and catching_up and asking.member.ready:
            group = self._begin(key, asking, place)
        if group is None or not group.admit(asking.member, place, catching_up=catching_up):
            return None
        self._metrics.group_members.inc()
        return group

    def leave(self, group: Group, member: Member) -> None:
        """Let a member of a group go."""
        group.leave(member)
        self._metrics.group_members.dec()

    def forget(self, cursor: str) -> None:
        """Let go of how the event at a cursor was told, since some of its words were erased."""
        for group in self._groups.values():
            group.forget(cursor)

    def _key_of(self, asking: Subscription) -> _Key | None:
        document = id(asking.operation.document)
        asked = self._asked.get(document)
        names = asked.names if asked is not None else frozenset[str]()
        if asking.common is None or CALLER in names:
            return None
        audience = tuple((name, value) for name, value in asking.audience.items() if name in names)
        return _Key(document, asking.operation.name, asking.common, audience)

    def _begin(self, key: _Key, asking: Subscription, place: Place) -> Group:
        shared: Shared = asking.context.shared()  # type: ignore[attr-defined]  # what has a key is shareable
        known = {name for name, _ in key.audience}

        def emptied() -> None:
            task.cancel()

        group = self._groups[key] = Group(place, lambda: not shared.asked <= known, emptied)
        task = asyncio.create_task(self._run(key, asking, shared, group), name="group")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._metrics.groups.set(len(self._groups))
        return group

    async def _run(self, key: _Key, asking: Subscription, shared: Shared, group: Group) -> None:
        operation = self.engine.resumed(asking.operation, group.place.cursor)
        try:
            await group.run(lambda: self.engine.opened(operation, asking.variables, shared, group.hear, group.turn))
        finally:
            del self._groups[key]
            self._metrics.groups.set(len(self._groups))
            self._note(key, asking.operation, shared.asked)

    def _note(self, key: _Key, operation: Operation, names: AbstractSet[str]) -> None:
        before = self._asked.pop(key.document, None)
        if before is None and not names:
            return
        asked = frozenset(names) | (before.names if before else frozenset())
        if CALLER in asked and (before is None or CALLER not in before.names):
            self._metrics.ungrouped.inc()
        self._asked[key.document] = _Asked(operation, asked)
        if len(self._asked) > ASKED_MAX:
            del self._asked[next(iter(self._asked))]
