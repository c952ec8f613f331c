"""
Mutations of access: what was issued to somebody, revoked.
"""

from typing import Annotated

import strawberry

from largesse.errors import InvalidInput
from largesse.people.caller import Role
from largesse.people.revoke import REASON_LENGTH_MAX, RevokeOrder, revoke, token_key
from largesse.people.rows import Target
from largesse.schema.context import Context, Info
from largesse.schema.errors import answers
from largesse.schema.inputs import text
from largesse.schema.mutations.acting import acting
from largesse.schema.people import Person, PersonSelector, person_node, selected_person
from largesse.schema.scalars import DateTime
from largesse.schema.unions import AccessRevokeError

TOKEN_ID_LENGTH_MAX = 255


@strawberry.input(one_of=True)
class AccessSelector:
    """One way to say what is revoked."""

    person: strawberry.Maybe[PersonSelector]
    """Whatever tokens somebody has been issued up to now; left out if another way is taken."""
    token_id: strawberry.Maybe[str]
    """One token, by its claim `jti`, in 1 to 255 characters; left out if another way is taken."""


@strawberry.input
class AccessRevokeInput:
    """Whose access ends. For operators."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    selector: AccessSelector
    """What is revoked."""
    reason: str
    """Why, in 1 to 500 characters; kept, and told to nobody."""


@strawberry.type
class Access:
    """What tokens give, once some of them have been revoked."""

    person: Person | None
    """Whose tokens were revoked; null if it was a single token."""
    revoked_at: DateTime
    """When; what a person was issued up to here gives nothing any more."""


@strawberry.type
class AccessRevokePayload:
    """What became of a revocation."""

    access: Access | None = None
    """What tokens give now; null if nothing was done."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[AccessRevokeError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.type
class AccessMutations:
    """Deeds on access."""

    @strawberry.mutation
    @answers(lambda errors: AccessRevokePayload(errors=errors), AccessRevokeError)
    async def access_revoke(
        self, info: Info, sent: Annotated[AccessRevokeInput, strawberry.argument(name="input")]
    ) -> AccessRevokePayload | None:
        """
        Revoke what tokens somebody has been issued up to now, or one token. For operators.

        Every node refuses them within 15 seconds, and closes what was opened with them. A token that is issued later
        is good: whoever shall stay out must not be issued any.
        """
        context = info.context
        reason = text(sent.reason, "reason", 1, REASON_LENGTH_MAX)
        act = await acting(context, sent.idempotency_key, sent, Role.OPERATOR)
        target, target_id = _selected(context, sent.selector)
        order = RevokeOrder(
            **act.asked,
            target=target,
            target_id=target_id,
            reason=reason,
        )
        applied = await revoke(context.services.journal, order)
        access = Access(
            person=person_node(target_id) if target is Target.PERSON else None,
            revoked_at=int(str(applied.result["revoked_at"])),
        )
        return AccessRevokePayload(access=access, replayed=applied.replayed)


def _selected(context: Context, selector: AccessSelector) -> tuple[Target, str]:
    """
    Return what is meant, and the uuid of it.

    Raises:
        InvalidInput: it can be nobody's, or no token's.
    """
    if selector.token_id is not None:
        token_id = text(selector.token_id.value, "selector.tokenId", 1, TOKEN_ID_LENGTH_MAX)
        return Target.TOKEN, token_key(token_id)
    if selector.person is None:
        raise InvalidInput("selector", "it must say what is meant")
    return Target.PERSON, selected_person(context, selector.person.value, "selector.person")
