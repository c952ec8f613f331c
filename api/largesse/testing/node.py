"""
A node: a server that tests talk to as its users do, and what they do to it most.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING
from uuid import uuid4

from largesse.app import address_for
from largesse.clock import DAY
from largesse.people.admission import token_rules
from largesse.people.tokens import sign
from largesse.settings import Transport
from largesse.testing.books import assert_books_balance, contents_of, nothing_moves
from largesse.testing.client import GraphClient
from largesse.testing.documents import (
    GIFT_SEND,
    ROOM_EVENTS,
    ROOM_OPEN,
    ROOM_STAGE_SET,
    WALLET_EVENTS,
    WALLET_GRANT,
    WHO_AM_I,
)
from largesse.testing.follower import following
from largesse.testing.people import CREATOR, OPERATOR

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager

    import aiohttp

    from largesse.clock import Clock, Instant
    from largesse.settings import Settings
    from largesse.testing.books import Contents
    from largesse.testing.client import Json
    from largesse.testing.follower import Follower
    from largesse.testing.people import Persona


class Node(GraphClient):
    """
    A server that runs, wherever it does.

    Args:
        url: its root.
        session: whose connections are used.
        settings: what it runs with.
        clock: by which its tokens are signed.
    """

    def __init__(self, url: str, session: aiohttp.ClientSession, settings: Settings, clock: Clock) -> None:
        super().__init__(url, session)
        self.settings = settings
        self.clock = clock
        self.database = address_for(settings)
        # Two nodes of one database must not name two deeds the same.
        self._run = uuid4().hex[:8]
        self._numbers = itertools.count(1)

    def key(self) -> str:
        """Return an idempotency key that nobody has used."""
        return f"key {self._run} {next(self._numbers)}"

    def token(self, persona: Persona, expires_at: Instant | None = None) -> str:
        """Return somebody's bearer token, good for a day or until an instant."""
        now = self.clock.now()
        caller = persona.caller(now + DAY if expires_at is None else expires_at)
        return sign(caller, token_rules(self.settings), now)

    async def meet(self, *personas: Persona) -> None:
        """Have people call once, so that the server knows them and a stage can name them."""
        for persona in personas:
            await self.query(WHO_AM_I, token=self.token(persona))

    async def act(self, document: str, actor: Persona, **sent: object) -> Json:
        """
        Do a mutation of one root field and return its payload, errors included.

        Args:
            document: takes the variable `input`.
            actor: who does it.
            sent: the input; a fresh idempotency key is added if there is none.

        Raises:
            AssertionError: the answer has errors at the top.
        """
        content = {"idempotencyKey": self.key(), **sent}
        data = await self.query(document, {"input": content}, token=self.token(actor))
        (payload,) = data.values()
        return payload

    async def grant(self, owner: Persona, coins: int, **more: object) -> Json:
        """
        Have an operator grant coins, as a bonus unless said otherwise, and return the lot.

        Raises:
            AssertionError: they are not granted.
        """
        sent = {"owner": {"id": owner.id}, "coins": str(coins), "origin": "BONUS", "reason": "a test", **more}
        return _done(await self.act(WALLET_GRANT, OPERATOR, **sent))["lot"]

    async def open_room(self, host: Persona = CREATOR, guests: Sequence[Persona] = (), title: str = "A room") -> str:
        """
        Have a host open a room with guests on its stage, and return its id.

        Raises:
            AssertionError: it is not opened.
        """
        room = str(_done(await self.act(ROOM_OPEN, host, title=title))["room"]["id"])
        if guests:
            await self.meet(*guests)
            _done(await self.act(ROOM_STAGE_SET, host, roomId=room, guestIds=[guest.id for guest in guests]))
        return room

    async def order_gift(self, sender: Persona, room: str, **more: object) -> Json:
        """Have somebody send a gift, a rose unless said otherwise, and return the payload, errors included."""
        return await self.act(GIFT_SEND, sender, **{"roomId": room, "giftType": "rose", "priceSeen": "1", **more})

    async def send_gift(self, sender: Persona, room: str, **more: object) -> Json:
        """
        Have somebody send a gift, a rose unless said otherwise, and return it.

        Raises:
            AssertionError: it is not sent.
        """
        return _done(await self.order_gift(sender, room, **more))["gift"]

    async def coins_of(self, owner: Persona) -> int:
        """Return what somebody can spend."""
        data = await self.query("{ viewer { wallet { availableCoins } } }", token=self.token(owner))
        return int(data["viewer"]["wallet"]["availableCoins"])

    async def earnings_of(self, owner: Persona) -> int:
        """Return what somebody has earned that is not mature, in millionths of a diamond."""
        data = await self.query("{ viewer { earnings { pending { units } } } }", token=self.token(owner))
        return int(data["viewer"]["earnings"]["pending"]["units"])

    def follow(
        self,
        follower: Persona,
        room: str,
        after: str | None = None,
        *,
        transport: Transport = Transport.WEBSOCKET,
        last_event_id: str = "",
    ) -> AbstractAsyncContextManager[Follower]:
        """Have somebody follow a room for as long as the block lasts, from a cursor on if there is one."""
        token = self.token(follower)
        return self.follow_as(token, room, after, transport=transport, last_event_id=last_event_id)

    def follow_as(
        self,
        token: str,
        room: str,
        after: str | None = None,
        *,
        transport: Transport = Transport.WEBSOCKET,
        last_event_id: str = "",
    ) -> AbstractAsyncContextManager[Follower]:
        """Follow a room with a bearer token, or with none if it is empty; see `follow`."""
        return following(
            self.session,
            self.url,
            ROOM_EVENTS,
            {"roomId": room, "after": after},
            field="roomEvents",
            token=token,
            transport=transport,
            last_event_id=last_event_id,
        )

    def follow_wallet(
        self,
        owner: Persona,
        after: str | None = None,
        *,
        token: str = "",
        transport: Transport = Transport.WEBSOCKET,
        last_event_id: str = "",
    ) -> AbstractAsyncContextManager[Follower]:
        """Have somebody follow their own wallet, with a token of their own if one is given; see `follow`."""
        return following(
            self.session,
            self.url,
            WALLET_EVENTS,
            {"after": after},
            field="walletEvents",
            token=token or self.token(owner),
            transport=transport,
            last_event_id=last_event_id,
        )

    async def assert_books_balance(self) -> None:
        """
        Verify the books.

        Raises:
            AssertionError: they do not balance.
        """
        await assert_books_balance(self.database)

    async def contents(self) -> Contents:
        """Return every row of the database, by table."""
        return await contents_of(self.database)

    def nothing_moves(self) -> AbstractAsyncContextManager[None]:
        """Hold that the database is the same at the end of the block, row by row."""
        return nothing_moves(self.database)


def _done(payload: Json) -> Json:
    if payload["errors"]:
        raise AssertionError(payload["errors"])
    return payload
