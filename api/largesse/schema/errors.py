"""
Typed errors: what a deed was refused for, as a member of its mutation's union.
"""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import Any, ParamSpec, TypeVar, get_args

import strawberry

from largesse import errors as domain

M = TypeVar("M", bound="UserError")
A = TypeVar("A")
P = ParamSpec("P")
Resolver = Callable[P, Coroutine[Any, Any, A]]
INPUT = "input"
"""The argument that a path begins with."""


@strawberry.enum
class ErrorCode(Enum):
    """What kind of error it is; each has a type of its own that carries its numbers."""

    INVALID_INPUT = "INVALID_INPUT"
    """
    A value can never be right; `path` and `reason` say which and why.

    Mend what was sent; the same input is refused each time.
    """
    NOT_FOUND = "NOT_FOUND"
    """
    Nothing of that kind has this id.

    Read the list anew that the id came from.
    """
    FORBIDDEN = "FORBIDDEN"
    """
    The caller may not do this.

    Offer it only to whoever `needs` names.
    """
    UNAUTHENTICATED = "UNAUTHENTICATED"
    """
    The call needs a bearer token.

    Sign in, and send the same call with a token.
    """
    KEY_REUSED = "KEY_REUSED"
    """
    The idempotency key stands for something else.

    Use a new key for each new call, and the old one only to repeat the very same.
    """
    RATE_LIMITED = "RATE_LIMITED"
    """
    The caller has done this too often within a minute.

    Wait until `resetsAt`, and say so; then send the same call with the same key.
    """
    AMOUNT_OUT_OF_RANGE = "AMOUNT_OUT_OF_RANGE"
    """
    An amount does not fit 64 bits.

    Ask for less than `limit`.
    """
    INSUFFICIENT_COINS = "INSUFFICIENT_COINS"
    """
    The wallet holds too few coins.

    Offer a top-up of `neededCoins` less `availableCoins`.
    """
    WALLET_FROZEN = "WALLET_FROZEN"
    """
    The wallet is frozen by an operator.

    Show `reason`, and whom to turn to; nothing can be spent meanwhile.
    """
    SPENDING_CAP_REACHED = "SPENDING_CAP_REACHED"
    """
    The wallet's own cap leaves too little for now.

    Say that the cap is reached, and when the next window begins: `resetsAt`.
    """
    GIFT_TYPE_UNKNOWN = "GIFT_TYPE_UNKNOWN"
    """
    No gift type on offer has this key.

    Read `giftTypes` or `giftPanel` anew: the tray is out of date.
    """
    GIFT_VARIANT_UNKNOWN = "GIFT_VARIANT_UNKNOWN"
    """
    The gift type has no variant of this key.

    Offer what its `variants` name; read `giftTypes` or `giftPanel` anew.
    """
    QUANTITY_OUT_OF_RANGE = "QUANTITY_OUT_OF_RANGE"
    """
    The quantity is not between 1 and the gift type's most.

    Offer `quantityMax` at most.
    """
    PRICE_CHANGED = "PRICE_CHANGED"
    """
    The total is not the one that was seen.

    Show `priceCoins`, and ask the viewer again before sending it as `priceSeen`.
    """
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    """
    Sender or recipient may not give or receive this gift type.

    Do not offer it: `giftPanel` tells beforehand what is eligible, and why not.
    """
    GIFT_TO_SELF = "GIFT_TO_SELF"
    """
    Sender and recipient are the same person.

    Offer other recipients.
    """
    SENDER_BLOCKED = "SENDER_BLOCKED"
    """
    The sender may send neither gifts nor messages in this room.

    Hide the tray and the line to write in, in this room.
    """
    ROOM_NOT_OPEN = "ROOM_NOT_OPEN"
    """
    The room is paused or closed.

    Wait for `RoomResumedEvent` if `status` is `PAUSED`; leave the room if it is `CLOSED`.
    """
    RECIPIENT_NOT_ON_STAGE = "RECIPIENT_NOT_ON_STAGE"
    """
    The recipient is neither the host nor a guest.

    Offer who is on `stage`, which `roomEvents` keeps up to date.
    """
    MESSAGE_REFUSED = "MESSAGE_REFUSED"
    """
    A plugin refuses the message.

    Show `reason` beside what was written, so that it can be written otherwise; with a new key.
    """
    MESSAGE_NOT_HELD = "MESSAGE_NOT_HELD"
    """
    There is nothing to decide on: somebody else has decided, or the message was never held.

    Read `heldMessages` anew.
    """
    STAGE_INVALID = "STAGE_INVALID"
    """
    The stage cannot be so: too many guests, one twice, or the host among them.

    Name each guest once, `guestsMax` at most, and never the host.
    """
    GOALS_REFUSED = "GOALS_REFUSED"
    """
    The host of the room wants no goals.

    Offer none while `goalsRefused` of the room is true.
    """
    GOALS_FULL = "GOALS_FULL"
    """
    The room has as many goals as it may have, at a time or ever.

    Cancel one of them first; wait for the next room where there were `goalsMax` in all.
    """
    RATE_CARD_MISSING = "RATE_CARD_MISSING"
    """
    No rate card is in force for a region.

    Tell the operator the `region`: nothing can be given there until a card holds.
    """
    PLUGIN_FAILED = "PLUGIN_FAILED"
    """
    A plugin that this depends on failed.

    Try again later, and tell the operator which `plugin`.
    """
    EXCHANGE_RATE_MISSING = "EXCHANGE_RATE_MISSING"
    """
    No exchange rate can be told of two currencies.

    Offer another currency; tell the operator which pair is missing, and why: `reason`.
    """
    EXCHANGE_RATE_STALE = "EXCHANGE_RATE_STALE"
    """
    The exchange rate of two currencies is too old.

    Try again later, and tell the operator which `plugin` has told nothing since `asOf`.
    """
    PLUGIN_NOT_RESTORABLE = "PLUGIN_NOT_RESTORABLE"
    """
    The plugin was not loaded when the server started.

    Mend what `reason` says, and start the server anew.
    """
    ALREADY_REVERSED = "ALREADY_REVERSED"
    """
    Less of the gift is left than was asked to be reversed.

    Ask for `remainingQuantity` at most.
    """
    EARNINGS_INSUFFICIENT = "EARNINGS_INSUFFICIENT"
    """
    The recipient no longer holds the diamonds that would be taken back.

    Take back less, or settle it with the recipient by other means.
    """
    UNAVAILABLE = "UNAVAILABLE"
    """
    Nothing was done; the same call may succeed later.

    Repeat it with the same key after a second, and longer each time.
    """
    OVERLOADED = "OVERLOADED"
    """
    Nothing was done, since too much waits already.

    Repeat it with the same key after a second or more, and longer each time.
    """
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"
    """
    It may have been done.

    Repeat the same call with the same key at once: it is done once, and the answer tells what became of it.
    """


@strawberry.interface
class UserError:
    """Something that whoever calls can understand, and often mend."""

    message: str
    """One sentence in English, for a person; not to be parsed."""
    code: ErrorCode
    """What kind of error it is."""
    path: list[str]
    """Where in the arguments the cause stands, such as `["input", "quantity"]`; empty if it is no argument's."""


@dataclass(frozen=True, slots=True)
class _Member:
    """How a member of a union is made from an error of the domain."""

    type: type[UserError]
    path: str
    values: "Mapping[str, str | Callable[[Any], object]]"

    def of(self, error: domain.LargesseError) -> UserError:
        stated = error.path if isinstance(error, domain.InvalidInput) else self.path
        values = {
            name: getattr(error, source) if isinstance(source, str) else source(error)
            for name, source in self.values.items()
        }
        path = [INPUT, *stated.split(".")] if stated else []
        return self.type(message=error.message, code=ErrorCode(error.code), path=path, **values)


_members: dict[type[domain.LargesseError], _Member] = {}


def shows(
    kind: type[domain.LargesseError], path: str = "", /, **values: "str | Callable[[Any], object]"
) -> Callable[[type[M]], type[M]]:
    """
    Declare that a type of the graph shows an error of the domain.

    Args:
        kind: the error.
        path: the field of the input that it stems from, if that is always the same.
        values: for each field of the type the error's attribute, or what tells the value from the error.
    """

    def declare(member: type[M]) -> type[M]:
        _members[kind] = _Member(member, path, values)
        return member

    return declare


def told(error: domain.LargesseError, union: object) -> UserError:
    """
    Return an error as a member of a union.

    Args:
        error: what a deed was refused for.
        union: `Annotated[A | B | …, strawberry.union(…)]`.

    Raises:
        LargesseError: the error itself, if the union has no member for it.
    """
    known = _member_for(error)
    if known is None or known.type not in members_of(union):
        raise error
    return known.of(error)


def typed(error: domain.LargesseError) -> UserError:
    """
    Return an error as the type that shows it, whatever unions have it.

    Raises:
        LargesseError: the error itself, if no type shows it.
    """
    known = _member_for(error)
    if known is None:
        raise error
    return known.of(error)


def _member_for(error: domain.LargesseError) -> _Member | None:
    return next((_members[each] for each in type(error).__mro__ if each in _members), None)


def members_of(union: object) -> tuple[type, ...]:
    """Return the members of `Annotated[A | B | …, strawberry.union(…)]`."""
    return get_args(get_args(union)[0])


def shown() -> Mapping[type[domain.LargesseError], type[UserError]]:
    """Return the type that shows each error of the domain."""
    return {kind: member.type for kind, member in _members.items()}


def answers(make: Callable[[list[Any]], A], union: object) -> Callable[[Resolver[P, A | None]], Resolver[P, A | None]]:
    """
    Have a mutation answer what its deed was refused for as its payload's errors.

    Args:
        make: makes a payload that holds nothing but errors.
        union: the type of these errors.
    """

    def around(resolver: Resolver[P, A | None]) -> Resolver[P, A | None]:
        @wraps(resolver)
        async def answer(*args: P.args, **kwargs: P.kwargs) -> A | None:
            try:
                return await resolver(*args, **kwargs)
            except domain.LargesseError as error:
                return make([told(error, union)])

        return answer

    return around
