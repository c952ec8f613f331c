"""
Combos as the room sees them: whose streak it is, how far it has come, and how it ended.
"""

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Annotated, NamedTuple, cast

import strawberry

from largesse.combos.rows import COMBOS, ComboEndReason, ComboRow
from largesse.combos.streak import Told
from largesse.errors import InvalidInput
from largesse.gifts.rows import GIFT_THANKS, GiftRow
from largesse.schema.catalogue import GiftType, gift_type_or_none
from largesse.schema.context import Context, Info
from largesse.schema.filling import Filled
from largesse.schema.ids import global_id, is_uuid
from largesse.schema.money import Money, diamonds
from largesse.schema.node import Node, finds
from largesse.schema.people import Person, Seen, person_node
from largesse.schema.scalars import BigInt, DateTime

if TYPE_CHECKING:
    from largesse.schema.gifts import Gift
    from largesse.schema.rooms import Room

strawberry.enum(ComboEndReason, name="ComboEndReason")
LIST_MAX = 50
"""How many combos of a room are listed at most."""


@strawberry.enum
class ComboStatus(Enum):
    """Whether a combo goes on."""

    RUNNING = "RUNNING"
    """The next gift goes on with it, if it comes in time."""
    ENDED = "ENDED"
    """It is over, for good."""


class Parties(NamedTuple):
    """Which combo it is, where, from whom and to whom."""

    combo_id: str
    room_id: str
    sender_id: str
    recipient_id: str


@strawberry.type
class Combo(Node):
    """
    A streak of one gift type from one sender to one recipient in one room.

    Its figures are all of it so far, never a difference, and stay what was sent: what is taken back of a gift is told
    by the gift.
    """

    parties: strawberry.Private[Parties]
    earned: strawberry.Private[int]
    filled: strawberry.Private[Filled | None] = None
    unlisted: strawberry.Private[bool] = False
    status: ComboStatus
    """Whether it goes on."""
    gift_type_key: str
    """The `key` of the gift type."""
    price_coins: BigInt
    """The price of one, the same for all of it."""
    count: BigInt
    """How many were given."""
    total_coins: BigInt
    """What they cost together."""
    started_at: DateTime
    """When its first gift was sent."""
    ends_at: DateTime | None = None
    """From when on a gift is too late for it, which each gift moves; null once it has ended."""
    ended_at: DateTime | None = None
    """When it ended; null while it goes on."""
    end_reason: ComboEndReason | None = None
    """Why it ended; null while it goes on."""

    @strawberry.field
    def sender(self, info: Info) -> Person | None:
        """
        Return who sends; an anonymous gift belongs to no combo.

        It is null among the top combos of a recap, where nobody is named who has not agreed to be listed on boards.
        """
        hidden = self.unlisted and not info.context.may_see(self.parties.sender_id)
        return None if hidden else self._person(self.parties.sender_id)

    @strawberry.field
    def recipient(self) -> Person:
        """Return who receives."""
        return self._person(self.parties.recipient_id)

    @strawberry.field
    async def room(self, info: Info) -> Annotated["Room", strawberry.lazy("largesse.schema.rooms")] | None:
        """Return where; null while it cannot be read."""
        from largesse.schema.rooms import find_room  # noqa: PLC0415 - a room has combos, and a combo a room

        return await find_room(info.context, self.parties.room_id)

    @strawberry.field
    def gift_type(self, info: Info) -> GiftType | None:
        """Return the gift type as it is offered now; null if it is no longer."""
        return gift_type_or_none(info.context, self.gift_type_key)

    @strawberry.field
    async def first_gift(self, info: Info) -> Annotated["Gift", strawberry.lazy("largesse.schema.gifts")] | None:
        """Return the gift that it began with, which tells what was given as it was; null while it cannot be read."""
        from largesse.schema.gifts import find_gift  # noqa: PLC0415 - a gift has a combo, and a combo gifts

        return await find_gift(info.context, self.parties.combo_id)

    @strawberry.field
    async def thanked_at(self, info: Info) -> DateTime | None:
        """Return when its recipient said thank you for it first; null if they have not."""
        row = await info.context.row(GIFT_THANKS, self.parties.combo_id)
        return row.thanked_at if row else None

    @strawberry.field
    def total_diamonds(self, info: Info) -> Money | None:
        """Return what the recipient earned by it; null for everybody but themselves and operators."""
        return diamonds(self.earned) if info.context.may_see(self.parties.recipient_id) else None

    def _person(self, person_id: str) -> Person:
        seen = self.filled.people.get(person_id) if self.filled else None
        return person_node(person_id, Seen(seen) if seen else None)


def combo_node(row: ComboRow) -> Combo:
    """Return a combo as it is."""
    return Combo(
        id=global_id("Combo", row.id),
        parties=Parties(row.id, row.room_id, row.sender_id, row.recipient_id),
        earned=row.total_diamonds,
        status=ComboStatus.RUNNING if row.running else ComboStatus.ENDED,
        gift_type_key=row.gift_type,
        price_coins=row.price_coins,
        count=row.quantity,
        total_coins=row.total_coins,
        started_at=row.started_at,
        ends_at=row.ends_at if row.running else None,
        ended_at=row.ended_at,
        end_reason=ComboEndReason(row.reason) if row.reason else None,
    )


def combo_then(gift: GiftRow, told: Told | None, filled: Filled | None = None) -> Combo | None:
    """
    Return the combo of a gift as it was with that gift in it; None if it has none.

    Args:
        gift: the gift.
        told: what its room was told of the combo.
        filled: what the event of the gift has read already.
    """
    if told is None:
        return None
    return Combo(
        id=global_id("Combo", str(told["id"])),
        parties=Parties(str(told["id"]), gift.room_id, gift.sender_id, gift.recipient_id),
        earned=int(told["total_diamonds"]),
        filled=filled,
        status=ComboStatus.RUNNING,
        gift_type_key=gift.gift_type,
        price_coins=gift.price_coins,
        count=int(told["count"]),
        total_coins=int(told["total_coins"]),
        started_at=int(told["started_at"]),
        ends_at=int(told["ends_at"]),
    )


def combo_over(room_id: str, filled: Filled) -> Combo:
    """Return the combo whose end an event tells of."""
    told = cast("Told", filled.payload)
    count, total_coins = int(told["count"]), int(told["total_coins"])
    combo_id = str(told["combo_id"])
    return Combo(
        id=global_id("Combo", combo_id),
        parties=Parties(combo_id, room_id, str(told["sender_id"]), str(told["recipient_id"])),
        earned=int(told["total_diamonds"]),
        filled=filled,
        status=ComboStatus.ENDED,
        gift_type_key=str(told["gift_type"]),
        price_coins=total_coins // count,
        count=count,
        total_coins=total_coins,
        started_at=int(told["started_at"]),
        ended_at=int(told["ended_at"]),
        end_reason=ComboEndReason(told["reason"]),
    )


async def combos_of(context: Context, room_id: str, first: int) -> list[Combo]:
    """
    Return the combos that run in a room, those of the most coins first.

    Raises:
        InvalidInput: too many are asked for, or none.
    """
    if not 1 <= first <= LIST_MAX:
        raise InvalidInput("first", f"it must be from 1 to {LIST_MAX}")
    where = {"room_id": room_id, "running": True}
    rows = await context.services.rows.page(COMBOS, where, ("total_coins", "id"), first, descending=True)
    return [combo_node(row) for row in rows]


async def find_combos(context: Context, combo_ids: Sequence[str]) -> list[Combo]:
    """Return combos in the order in which they are asked for."""
    found = await context.services.rows.by_keys(COMBOS, [(combo_id,) for combo_id in combo_ids])
    return [combo_node(found[combo_id,]) for combo_id in combo_ids]


@finds("Combo")
async def find_combo(context: Context, key: str) -> Combo | None:
    """Return a combo."""
    row = await context.row(COMBOS, key) if is_uuid(key) else None
    return combo_node(row) if row else None
