"""
The toy that three contenders serve: `giftSend` as Largesse has it, with a resolver that does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Annotated, NewType

import strawberry
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from largesse.schema.resolvers import call_directly

if TYPE_CHECKING:
    from largesse.people.caller import Caller

BigInt = NewType("BigInt", int)


@dataclass(frozen=True, slots=True)
class Context:
    """What Largesse's doors make for an operation; the other contenders' resolvers see their own."""

    caller: Caller | None
    request_id: str


@strawberry.enum
class Payer(Enum):
    SENDER = "SENDER"


@strawberry.input
class NothingInput:
    idempotency_key: str
    room_id: strawberry.ID
    recipient_id: strawberry.ID | None = strawberry.UNSET
    gift_type: str
    quantity: int | None = strawberry.UNSET
    price_seen: BigInt
    payer: Payer | None = strawberry.UNSET
    anonymous: bool | None = strawberry.UNSET
    message: str | None = strawberry.UNSET


@strawberry.interface
class UserError:
    message: str
    code: str


@strawberry.type
class RoomClosedError(UserError):
    status: str


@strawberry.type
class TooFewCoinsError(UserError):
    needed_coins: BigInt


NothingError = Annotated[RoomClosedError | TooFewCoinsError, strawberry.union("NothingError")]


@strawberry.type
class Gift:
    id: strawberry.ID
    quantity: int
    total_coins: BigInt


@strawberry.type
class Wallet:
    id: strawberry.ID
    balance: strawberry.Private[int]

    @strawberry.field
    async def balance_coins(self) -> BigInt:
        return BigInt(self.balance)


@strawberry.type
class NothingPayload:
    gift: Gift | None
    wallet: Wallet | None
    replayed: bool
    errors: list[NothingError]


@strawberry.type
class Query:
    @strawberry.field
    def hello(self) -> str:
        return "world"


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def nothing(self, sent: Annotated[NothingInput, strawberry.argument(name="input")]) -> NothingPayload | None:
        gift = Gift(id=sent.room_id, quantity=1, total_coins=sent.price_seen)
        return NothingPayload(gift=gift, wallet=Wallet(id=sent.room_id, balance=1), replayed=False, errors=[])


_BIG_INT = strawberry.scalar(name="BigInt", serialize=str, parse_value=int)


def ours() -> strawberry.Schema:
    """Return the schema with its resolvers called as those of Largesse's are."""
    schema = toy()
    call_directly(schema)
    return schema


def toy(*, cached: bool = False) -> strawberry.Schema:
    """
    Return the schema.

    Args:
        cached: with strawberry's caches of parsed and of validated documents.
    """
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        config=StrawberryConfig(scalar_map={BigInt: _BIG_INT}),
        extensions=[ParserCache, ValidationCache] if cached else [],
    )
