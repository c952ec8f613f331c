"""
Acting: who does a deed, and under which key.
"""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, NamedTuple, TypedDict, TypeVar

from largesse.errors import AnswerUnread, Unavailable
from largesse.people.caller import Caller, Role
from largesse.schema.context import MODERATES, Context
from largesse.schema.inputs import content_of, key_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import DataclassInstance

    from largesse.ledger.deed import Applied

T = TypeVar("T")


class Asked(TypedDict):
    """What every order says: who asks, under which key, and for what the key stands."""

    caller_id: str
    key: str
    content: "Mapping[str, object]"


class Act(NamedTuple):
    """
    A deed that is asked for.

    Args:
        context: the operation.
        caller: who asks, noted by now.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
    """

    context: Context
    caller: Caller
    key: str
    content: "Mapping[str, object]"

    @property
    def asked(self) -> Asked:
        """What goes into the order as it is."""
        return Asked(caller_id=self.caller.id, key=self.key, content=self.content)

    async def done(self, deed: "Awaitable[Applied]") -> "Applied":
        """Return what became of the deed once it is done; what was read before it is forgotten."""
        applied = await deed
        self.context.forget_rows()
        return applied

    async def read(self, read: Awaitable[T]) -> T:
        """
        Return what is read of the deed once it is done.

        Raises:
            AnswerUnread: it cannot be read; that nothing was done, as `Unavailable` says, would not be true any more.
        """
        try:
            return await read
        except Unavailable as failure:
            raise AnswerUnread(self.key) from failure


async def acting(context: Context, key: str, sent: "DataclassInstance", *roles: Role) -> Act:
    """
    Return what a deed is asked for with, and note who asks.

    Args:
        context: the operation.
        key: the idempotency key as it was sent.
        sent: the input; its texts are checked.
        roles: of which the caller must have one; anybody who is known, if there are none.

    Raises:
        Unauthenticated: nobody that we know asks.
        Forbidden: they have none of the roles.
        InvalidInput: the key cannot be one.
        Unavailable: who asks could not be noted.
    """
    caller = context.caller_with(*roles) if roles else context.known_caller()
    act = Act(context, caller, key_text(key), content_of(sent))
    await context.services.people.note(caller)
    return act


def moderates(caller: Caller) -> bool:
    """Tell whether a caller may change rooms of others."""
    return not caller.roles.isdisjoint(MODERATES)
