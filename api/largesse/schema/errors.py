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
    """A value can never be right; `path` and `reason` say which and why."""
    NOT_FOUND = "NOT_FOUND"
    """Nothing of that kind has this id."""
    FORBIDDEN = "FORBIDDEN"
    """The caller may not do this."""
    UNAUTHENTICATED = "UNAUTHENTICATED"
    """The call needs a bearer token."""
    KEY_REUSED = "KEY_REUSED"
    """The idempotency key stands for something else; use a new key for a new call."""
    AMOUNT_OUT_OF_RANGE = "AMOUNT_OUT_OF_RANGE"
    """An amount does not fit 64 bits."""
    INSUFFICIENT_COINS = "INSUFFICIENT_COINS"
    """The wallet holds too few coins."""
    WALLET_FROZEN = "WALLET_FROZEN"
    """The wallet is frozen by an operator."""
    SPENDING_CAP_REACHED = "SPENDING_CAP_REACHED"
    """The wallet's own cap leaves too little for now."""
    GIFT_TYPE_UNKNOWN = "GIFT_TYPE_UNKNOWN"
    """No gift type on offer has this key."""
    QUANTITY_OUT_OF_RANGE = "QUANTITY_OUT_OF_RANGE"
    """The quantity is not between 1 and the gift type's most."""
    PRICE_CHANGED = "PRICE_CHANGED"
    """The total is not the one that was seen; show the new one and ask again."""
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    """Sender or recipient may not give or receive this gift type."""
    GIFT_TO_SELF = "GIFT_TO_SELF"
    """Sender and recipient are the same person."""
    SENDER_BLOCKED = "SENDER_BLOCKED"
    """The sender may send no gifts in this room."""
    ROOM_NOT_OPEN = "ROOM_NOT_OPEN"
    """The room is paused or closed."""
    RECIPIENT_NOT_ON_STAGE = "RECIPIENT_NOT_ON_STAGE"
    """The recipient is neither the host nor a guest."""
    STAGE_INVALID = "STAGE_INVALID"
    """The stage cannot be so: too many guests, one twice, or the host among them."""
    RATE_CARD_MISSING = "RATE_CARD_MISSING"
    """No rate card is in force for a region."""
    PLUGIN_FAILED = "PLUGIN_FAILED"
    """A plugin that this depends on failed."""
    ALREADY_REVERSED = "ALREADY_REVERSED"
    """Less of the gift is left than was asked to be reversed."""
    EARNINGS_INSUFFICIENT = "EARNINGS_INSUFFICIENT"
    """The recipient no longer holds the diamonds that would be taken back."""
    UNAVAILABLE = "UNAVAILABLE"
    """Nothing was done; the same call may succeed later."""
    OVERLOADED = "OVERLOADED"
    """Nothing was done, since too much waits already; try again a little later."""
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"
    """It may have been done; the same call with the same idempotency key tells."""


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
    known = next((_members[each] for each in type(error).__mro__ if each in _members), None)
    if known is None or known.type not in members_of(union):
        raise error
    return known.of(error)


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
