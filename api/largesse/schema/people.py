"""
People as the graph shows them: a name and a picture, and to themselves what is theirs.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import strawberry

from largesse.errors import InvalidInput
from largesse.people.caller import Role, person_id
from largesse.people.rows import PEOPLE, PersonRow
from largesse.schema.context import Context, Info
from largesse.schema.ids import global_id, is_uuid, key_of
from largesse.schema.inputs import given, text
from largesse.schema.node import Node, finds
from largesse.schema.periods import BoardPeriod
from largesse.schema.scalars import DateTime

if TYPE_CHECKING:
    from largesse.schema.boards import Board
    from largesse.schema.earnings import Earnings
    from largesse.schema.wallets import Wallet

SUBJECT_LENGTH_MAX = 255
ISSUER_LENGTH_MAX = 2_048
strawberry.enum(Role)


@dataclass(frozen=True, slots=True)
class Seen:
    """A person's row as it was read already; none if they were never seen, or were erased."""

    row: PersonRow | None


@strawberry.type
class Person(Node):
    """Somebody on the platform; known here by what their tokens said when they last called."""

    key: strawberry.Private[str]
    seen: strawberry.Private[Seen | None] = None

    @strawberry.field
    async def name(self, info: Info) -> str | None:
        """Return the name to show; null if the platform told none, or it was erased."""
        row = await self._row(info.context)
        return row.name or None if row else None

    @strawberry.field
    async def picture(self, info: Info) -> str | None:
        """Return the address of a picture; null if the platform told none, or it was erased."""
        row = await self._row(info.context)
        return row.picture or None if row else None

    @strawberry.field
    def wallet(self, info: Info) -> Annotated["Wallet", strawberry.lazy("largesse.schema.wallets")] | None:
        """Return their wallet; null for everybody but themselves and operators."""
        from largesse.schema.wallets import wallet_node  # noqa: PLC0415 - a person has a wallet, and a wallet an owner

        return wallet_node(self.key) if info.context.may_see(self.key) else None

    @strawberry.field
    def earnings(self, info: Info) -> Annotated["Earnings", strawberry.lazy("largesse.schema.earnings")] | None:
        """Return their earnings; null for everybody but themselves and operators."""
        from largesse.schema.earnings import earnings_node  # noqa: PLC0415 - as with the wallet

        return earnings_node(self.key) if info.context.may_see(self.key) else None

    @strawberry.field
    async def board(
        self, info: Info, period: BoardPeriod, at: DateTime | None = None
    ) -> Annotated["Board", strawberry.lazy("largesse.schema.boards")] | None:
        """
        Return a board of what they were given; null if they want none to be shown.

        Args:
            info: the operation.
            period: `STREAM` for the room that they opened last, and null if they never did; otherwise in all rooms.
            at: an instant of the period, to look back; now if left out. A room has one board alone.
        """
        from largesse.schema.boards import creator_board  # noqa: PLC0415 - as with the wallet

        return await creator_board(info.context, self.key, period, at)

    async def _row(self, context: Context) -> PersonRow | None:
        return self.seen.row if self.seen else await context.row(PEOPLE, self.key)


@strawberry.input
class PersonSubjectInput:
    """Somebody as the host platform's tokens name them; they need not have called yet."""

    subject: str
    """The claim `sub`."""
    issuer: str | None = strawberry.UNSET
    """The claim `iss`; the one that this server expects, if left out."""


@strawberry.input(one_of=True)
class PersonSelector:
    """One way to say who is meant."""

    id: strawberry.Maybe[strawberry.ID]
    """By the id of a `Person`; left out if another way is taken."""
    subject: strawberry.Maybe[PersonSubjectInput]
    """By the platform's own name for them; left out if another way is taken."""


def person_node(key: str, seen: Seen | None = None) -> Person:
    """
    Return a person.

    Args:
        key: the person's uuid.
        seen: their row, if it was read already.
    """
    return Person(id=global_id("Person", key), key=key, seen=seen)


def selected_person(context: Context, selector: PersonSelector, path: str) -> str:
    """
    Return the uuid of whoever is meant.

    Raises:
        InvalidInput: the id is not a person's, or the subject can be nobody's.
    """
    if selector.id is not None:
        return key_of("Person", selector.id.value, f"{path}.id")
    if selector.subject is None:
        raise InvalidInput(path, "it must say who is meant")
    named = selector.subject.value
    issuer = given(named.issuer, context.services.server.token_issuer or "")
    subject = text(named.subject, f"{path}.subject.subject", 1, SUBJECT_LENGTH_MAX)
    if "\n" in text(issuer, f"{path}.subject.issuer", 0, ISSUER_LENGTH_MAX):
        raise InvalidInput(f"{path}.subject.issuer", "it must be one line")
    return person_id(subject, issuer or None)


@finds("Person")
async def find_person(context: Context, key: str) -> Person | None:
    """Return somebody who has been seen."""
    row = await context.row(PEOPLE, key) if is_uuid(key) else None
    return person_node(key, Seen(row)) if row else None
