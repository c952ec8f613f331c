"""
Recaps: what became of a room, read when it is over.
"""

import asyncio
from collections.abc import Collection

import strawberry

from largesse.boards import STANDINGS, Period
from largesse.offers import Tier
from largesse.recaps.highlights import TIER_UNKNOWN, TierTotal, tiers_of, top_of
from largesse.recaps.rows import RECAPS, RecapRow
from largesse.rooms.rows import RoomRow
from largesse.schema.boards import Board, room_board
from largesse.schema.combos import Combo, find_combos
from largesse.schema.context import Context, Info
from largesse.schema.gifts import Gift, find_gifts
from largesse.schema.money import Money, diamonds
from largesse.schema.scalars import BigInt, DateTime


@strawberry.type
class RecapTotal:
    """How much was given, or taken back."""

    times: BigInt
    """How often something was sent, or taken back."""
    gifts: BigInt
    """How many gifts that were, each unit of a quantity for one."""
    coins: BigInt
    """What they cost."""
    host_id: strawberry.Private[str]
    diamonds: strawberry.Private[int]

    @strawberry.field
    def earned(self, info: Info) -> Money | None:
        """Return the diamonds that they brought to all who received them; null for everybody but host and operators."""
        return diamonds(self.diamonds) if info.context.may_see(self.host_id) else None


@strawberry.type
class RecapTier:
    """How much was given of a tier."""

    tier: Tier | None
    """The tier; null of what was sent before it was kept."""
    times: BigInt
    """How often something was sent."""
    gifts: BigInt
    """How many gifts that were, each unit of a quantity for one."""
    coins: BigInt
    """What they cost."""
    reversed_coins: BigInt
    """What of that was taken back later."""


@strawberry.type
class Recap:
    """
    What became of a room, from its beginning to its last combo's end.

    It is kept. What is taken back later is shown beside what was given, and never taken off it.
    """

    row: strawberry.Private[RecapRow]
    host_id: strawberry.Private[str]
    opened_at: DateTime
    """When the room was opened."""
    closed_at: DateTime
    """When it was closed."""
    total: RecapTotal
    """What was given."""
    reversed: RecapTotal
    """What of that was taken back, up to now."""
    combo_count: BigInt
    """How many combos there were."""

    @strawberry.field
    def tiers(self) -> list[RecapTier]:
        """Return what was given of each tier, one entry for each at most, the smallest gestures first."""
        tiers = tiers_of(self.row.tiers)
        return [_tier(tier, tiers[name]) for name, tier in _TIERS.items() if name in tiers]

    @strawberry.field
    async def top_gifts(self, info: Info) -> list[Gift]:
        """Return the gifts that cost most, ten at most; `remainingQuantity` tells what was taken back of them."""
        gifts = await find_gifts(info.context, [top.id for top in top_of(self.row.top_gifts)])
        listed = await _listed(info.context, [gift.row.sender_id for gift in gifts])
        for gift in gifts:
            gift.unlisted = gift.row.sender_id not in listed
        return gifts

    @strawberry.field
    async def top_combos(self, info: Info) -> list[Combo]:
        """Return the combos that cost most, ten at most."""
        combos = await find_combos(info.context, [top.id for top in top_of(self.row.top_combos)])
        listed = await _listed(info.context, [combo.parties.sender_id for combo in combos])
        for combo in combos:
            combo.unlisted = combo.parties.sender_id not in listed
        return combos

    @strawberry.field
    async def board(self, info: Info) -> Board | None:
        """Return who gave the most in the room, of those who agreed to be listed; null if the host wants no boards."""
        return await room_board(info.context, self.row.room_id, self.host_id, Period.STREAM)


async def _listed(context: Context, person_ids: Collection[str]) -> set[str]:
    """Return those who have agreed to be named where it is told who gave the most."""
    found = await asyncio.gather(*(context.row(STANDINGS, person_id) for person_id in person_ids))
    return {standing.person_id for standing in found if standing is not None and standing.shown}


_TIERS: dict[str, Tier | None] = {TIER_UNKNOWN: None, **{tier.value: tier for tier in Tier}}


def _tier(tier: Tier | None, total: TierTotal) -> RecapTier:
    return RecapTier(
        tier=tier,
        times=total.sends,
        gifts=total.quantity,
        coins=total.coins,
        reversed_coins=total.reversed_coins,
    )


async def recap_of(context: Context, room: RoomRow) -> Recap | None:
    """Return the recap of a room; None until it is over, and counted to its end."""
    row = await context.row(RECAPS, room.id)
    if row is None or row.closed_at is None or not row.complete:
        return None
    return Recap(
        row=row,
        host_id=room.host_id,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        total=RecapTotal(
            times=row.sends, gifts=row.quantity, coins=row.coins, diamonds=row.diamonds, host_id=room.host_id
        ),
        reversed=RecapTotal(
            times=row.reversals,
            gifts=row.reversed_quantity,
            coins=row.reversed_coins,
            diamonds=row.reversed_diamonds,
            host_id=room.host_id,
        ),
        combo_count=row.combos,
    )
