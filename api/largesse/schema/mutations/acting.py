"""
Acting: who does a deed, and under which key.
"""

from typing import TYPE_CHECKING, NamedTuple

from largesse.people.caller import Caller, Role
from largesse.schema.context import Context
from largesse.schema.inputs import content_of, key_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import DataclassInstance

MODERATES = frozenset({Role.MODERATOR, Role.OPERATOR})
"""Who may change rooms of others."""


class Act(NamedTuple):
    """
    A deed that is asked for.

    Args:
        caller: who asks, noted by now.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
    """

    caller: Caller
    key: str
    content: "Mapping[str, object]"


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
    act = Act(caller, key_text(key), content_of(sent))
    await context.services.people.note(caller)
    return act


def moderates(caller: Caller) -> bool:
    """Tell whether a caller may change rooms of others."""
    return not caller.roles.isdisjoint(MODERATES)
