"""
Queries: what can be read.
"""

import asyncio
from typing import Annotated

import strawberry

from largesse.boards import BOARD_REFUSALS
from largesse.offers import Channel
from largesse.schema.boards import Standing, standing_of
from largesse.schema.catalogue import GiftType, gift_types
from largesse.schema.context import Info
from largesse.schema.earnings import Earnings, earnings_node
from largesse.schema.exchange import ExchangeQuote, ExchangeRate, exchange_quote, exchange_rates
from largesse.schema.gift_quote import GiftQuote, gift_quote
from largesse.schema.gifts import Gift, gifts_of
from largesse.schema.ids import key_if_given, key_of
from largesse.schema.inputs import text
from largesse.schema.mutations.gifts import GIFT_TYPE_LENGTH_MAX
from largesse.schema.node import Node, checked_ids, node_of
from largesse.schema.page import Connection, cut_of
from largesse.schema.panel import GiftPanel, gift_panel
from largesse.schema.people import Person, person_node
from largesse.schema.regions import Quote, RateCard, history, quote
from largesse.schema.room_tokens import RoomToken, room_token
from largesse.schema.rooms import Room, RoomStatus, find_room, rooms
from largesse.schema.scalars import BigInt
from largesse.schema.server import ServerInfo, server_info
from largesse.schema.tray import tray_of
from largesse.schema.wallets import Wallet, wallet_node

REGION_LENGTH_MAX = 6


@strawberry.type
class Viewer:
    """Whoever calls, and what is theirs."""

    key: strawberry.Private[str]

    @strawberry.field
    def person(self) -> Person:
        """Return who they are."""
        return person_node(self.key)

    @strawberry.field
    def wallet(self) -> Wallet:
        """Return their coins."""
        return wallet_node(self.key)

    @strawberry.field
    def earnings(self) -> Earnings:
        """Return their diamonds."""
        return earnings_node(self.key)

    @strawberry.field
    async def standing(self, info: Info) -> Standing:
        """Return whether they have agreed to be listed on boards."""
        return await standing_of(info.context, self.key)

    @strawberry.field
    async def boards_shown(self, info: Info) -> bool:
        """Return whether boards are shown of what they are given, and in their rooms unless a room says otherwise."""
        refusal = await info.context.row(BOARD_REFUSALS, self.key)
        return refusal is None or not refusal.refused

    @strawberry.field
    async def gifts_sent(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Gift]:
        """Return what they gave, the newest first."""
        return await gifts_of(info.context, "sender_id", self.key, cut_of(first, after, last, before))

    @strawberry.field
    async def gifts_received(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Gift]:
        """Return what they were given, the newest first."""
        return await gifts_of(info.context, "recipient_id", self.key, cut_of(first, after, last, before))


@strawberry.type
class Query:
    """
    What can be read.

    Without a token: `serverInfo`, `giftTypes`, `rateCards`, `quote`, `exchangeRates`, `exchangeQuote`, and the nodes
    among these. A field that may not be read, or not be answered, is null, with an error that has a code.
    """

    @strawberry.field
    def server_info(self, info: Info) -> ServerInfo:
        """Return what the server says of itself. Public."""
        return server_info(info.context)

    @strawberry.field
    async def viewer(self, info: Info) -> Viewer | None:
        """Return whoever calls."""
        caller = info.context.known_caller()
        await info.context.note_caller()
        return Viewer(key=caller.id)

    @strawberry.field
    async def node(
        self,
        info: Info,
        node_id: Annotated[strawberry.ID, strawberry.argument(name="id")],
    ) -> Node | None:
        """
        Return whatever has an id; null if there is nothing, or nothing that the caller may see.

        Args:
            info: the operation.
            node_id: its id.
        """
        return await node_of(info.context, node_id)

    @strawberry.field
    async def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[Node | None] | None:
        """
        Return whatever has the ids, in their order; null where there is nothing, or nothing that the caller may see.

        Args:
            info: the operation.
            ids: 100 at most.
        """
        # At once, so that nodes of one kind are read together.
        return list(await asyncio.gather(*(node_of(info.context, each) for each in checked_ids(ids))))

    @strawberry.field
    async def room(
        self,
        info: Info,
        room_id: Annotated[strawberry.ID, strawberry.argument(name="id")],
    ) -> Room | None:
        """
        Return a room; null if there is none.

        Args:
            info: the operation.
            room_id: the room's id.
        """
        key = key_of("Room", room_id, "id")
        info.context.admit_reader(key)
        return await find_room(info.context, key)

    @strawberry.field
    async def room_token(self, info: Info, room_id: strawberry.ID) -> RoomToken | None:
        """
        Return a token that reads one room, for clients that cannot set headers.

        It is sent in the address, as `/graphql?roomToken=…`, and reads what any viewer may of this room: no wallet, no
        other room, no mutation. It ends with the token that it was asked for with, at the latest.

        Args:
            info: the operation.
            room_id: the room's id.
        """
        return await room_token(info.context, key_of("Room", room_id, "roomId"))

    @strawberry.field
    async def rooms(  # noqa: D417, PLR0913, PLR0917 - the arguments of all connections are described in one place
        self,
        info: Info,
        status: RoomStatus | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Room] | None:
        """
        Return rooms, the newest first.

        Args:
            info: the operation.
            status: only rooms that are so; all if left out.
        """
        info.context.known_caller()
        return await rooms(info.context, status, cut_of(first, after, last, before))

    @strawberry.field
    def gift_types(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[GiftType] | None:
        """Return every gift type on offer, in the order of a tray. Public."""
        return gift_types(info.context, cut_of(first, after, last, before))

    @strawberry.field
    async def gift_panel(
        self, info: Info, room_id: strawberry.ID, recipient_id: strawberry.ID | None = None
    ) -> GiftPanel | None:
        """
        Return all that a tray of gifts needs, for whoever calls.

        Args:
            info: the operation.
            room_id: in which room.
            recipient_id: somebody on stage; the host if left out.
        """
        info.context.known_caller()
        recipient = key_if_given("Person", recipient_id, "recipientId")
        return await gift_panel(info.context, key_of("Room", room_id, "roomId"), recipient)

    @strawberry.field
    async def gift_quote(  # noqa: PLR0913, PLR0917 - all that a price may depend on
        self,
        info: Info,
        room_id: strawberry.ID,
        gift_type: str,
        variant: str | None = None,
        quantity: int | None = None,
        recipient_id: strawberry.ID | None = None,
    ) -> GiftQuote | None:
        """
        Return what would be asked for a gift in a room, as whoever sends it has to have seen it.

        Args:
            info: the operation.
            room_id: in which room.
            gift_type: the `key` of a gift type.
            variant: the `key` of one of its variants; the first if left out.
            quantity: how many at once; 1 if left out.
            recipient_id: somebody on stage; the host if left out.
        """
        info.context.known_caller()
        recipient = key_if_given("Person", recipient_id, "recipientId")
        room = key_of("Room", room_id, "roomId")
        key = text(gift_type, "giftType", 1, GIFT_TYPE_LENGTH_MAX)
        chosen = None if variant is None else text(variant, "variant", 1, GIFT_TYPE_LENGTH_MAX)
        tray = await tray_of(info.context, room, recipient)
        return await gift_quote(info.context, tray, key, chosen, 1 if quantity is None else quantity)

    @strawberry.field
    def rate_cards(  # noqa: D417, PLR0913, PLR0917 - as above
        self,
        info: Info,
        region: str,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[RateCard] | None:
        """
        Return every rate card that ever held in a region, or will, the oldest first. Public.

        Args:
            info: the operation.
            region: ISO 3166 of a country or subdivision, or the letters of a bloc.
        """
        place = text(region, "region", 1, REGION_LENGTH_MAX)
        return history(info.context, place, cut_of(first, after, last, before))

    @strawberry.field
    def quote(
        self, info: Info, gift_type: str, region: str, quantity: int | None = None, channel: Channel | None = None
    ) -> Quote | None:
        """
        Return what a gift comes to in a region, by the card in force and the very code that pays. Public.

        Args:
            info: the operation.
            gift_type: the `key` of a gift type.
            region: ISO 3166 of where its recipient is.
            quantity: how many at once; 1 if left out.
            channel: only this channel's packs; all if left out.
        """
        key = text(gift_type, "giftType", 1, GIFT_TYPE_LENGTH_MAX)
        place = text(region, "region", 1, REGION_LENGTH_MAX)
        return quote(info.context, key, 1 if quantity is None else quantity, place, channel)

    @strawberry.field
    def exchange_rates(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[ExchangeRate] | None:
        """Return every exchange rate that is told, stale ones too, by base and quote. Public."""
        return exchange_rates(info.context, cut_of(first, after, last, before))

    @strawberry.field
    def exchange_quote(self, info: Info, base: str, quote: str, units: BigInt) -> ExchangeQuote | None:
        """
        Return what an amount comes to in another currency, by the very code that pays. Public.

        Args:
            info: the operation.
            base: ISO 4217 of what is given.
            quote: ISO 4217 of what is received.
            units: how much is given, in minor units of `base`.
        """
        return exchange_quote(info.context, base, quote, units)
