"""
Asking plugins what a gift costs that they price themselves: before the deed, in their own threads, on frozen questions.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from largesse.errors import QuantityOutOfRange
from largesse.gifts.proposal import Proposal, asked
from largesse.offers import PriceQuestion
from largesse.rooms.rows import Status
from largesse.rooms.stage import member_of, stage_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from largesse.catalogue import Offer
    from largesse.clock import Clock, Instant
    from largesse.offers import GiftVariant
    from largesse.plugins import PluginReport, Workers
    from largesse.rooms.rows import RoomRow
    from largesse.rooms.stage import StageMember

HOOK = "pricing"
"""What these calls are known as in logs and metrics."""
REMEMBERED_MAX = 10_000
"""Prices that are remembered for whoever only looks."""


class Wanted(NamedTuple):
    """
    What would be given: a gift type that prices itself, in a variant and a quantity.

    Args:
        offer: the gift type on offer.
        variant: which of its variants; None if it has none.
        quantity: how many at once.
    """

    offer: Offer
    variant: GiftVariant | None
    quantity: int = 1


class Pricing:
    """
    Asks plugins for prices.

    Whoever sends a gift has it priced anew; whoever only looks is told what was answered before, while it holds.

    Args:
        workers: calls plugins.
        find_room: reads a room.
        reports: what became of each plugin at the start, for their versions.
        clock: tells the time.
        remembered_max: how many prices are remembered.
    """

    def __init__(
        self,
        workers: Workers,
        find_room: Callable[[str], Awaitable[RoomRow | None]],
        reports: Iterable[PluginReport],
        clock: Clock,
        remembered_max: int = REMEMBERED_MAX,
    ) -> None:
        self._workers = workers
        self._find_room = find_room
        self._versions = {report.name: report.version for report in reports}
        self._clock = clock
        self._remembered_max = remembered_max
        self._remembered: OrderedDict[tuple[object, ...], asyncio.Task[Proposal]] = OrderedDict()

    async def proposed(self, wanted: Wanted, room_id: str, recipient_id: str | None) -> Proposal | None:
        """
        Return what a plugin asks for a gift in a room now, or None where it would be refused whatever it costs.

        Args:
            wanted: what would be given.
            room_id: in which room.
            recipient_id: somebody on stage; the host if None.

        Raises:
            PluginFailed: the plugin fails, or is in quarantine.
            Overloaded: too many wait for the plugin.
            Unavailable: the room cannot be read.
        """
        room = await self._find_room(room_id)
        recipient = None if room is None else member_of(stage_of(room.stage), recipient_id)
        if room is None or room.status != Status.OPEN.value or recipient is None:
            return None
        if not 1 <= wanted.quantity <= wanted.offer.gift_type.quantity_max:
            return None
        return await self._ask(wanted, room, recipient)

    async def shown(self, wanted: Wanted, room: RoomRow, recipient: StageMember) -> Proposal:
        """
        Return what a plugin asks for a gift, or what it asked when somebody else looked, while that holds.

        Args:
            wanted: what would be given.
            room: where.
            recipient: who would receive it.

        Raises:
            QuantityOutOfRange: the quantity is not between one and the gift type's most.
            PluginFailed: the plugin fails, or is in quarantine.
            Overloaded: too many wait for the plugin.
        """
        offer, variant, quantity = wanted
        if not 1 <= quantity <= offer.gift_type.quantity_max:
            raise QuantityOutOfRange(quantity, offer.gift_type.quantity_max)
        now = self._clock.now()
        nominal = offer.price_at(variant, now)
        place = (offer.hash, variant and variant.key, quantity, room.id, recipient.region, nominal)
        task = self._remembered.get(place)
        if task is None or self._is_over(task, offer.plugin, now):
            task = self._remembered[place] = asyncio.ensure_future(self._ask(wanted, room, recipient))
            task.add_done_callback(lambda done: self._forget_failed(place, done))
            if len(self._remembered) > self._remembered_max:
                self._remembered.popitem(last=False)
        # Whoever stops waiting must not take it from the others.
        return await asyncio.shield(task)

    def _is_over(self, task: asyncio.Task[Proposal], plugin: str, now: Instant) -> bool:
        """Tell whether what was answered is good no more: it does not hold, or its plugin is in quarantine by now."""
        if not task.done():
            return False
        return now >= task.result().holds_until or self._workers.quarantine_of(plugin) is not None

    def _forget_failed(self, place: tuple[object, ...], done: asyncio.Task[Proposal]) -> None:
        failed = done.cancelled() or done.exception() is not None
        if failed and self._remembered.get(place) is done:
            del self._remembered[place]

    async def _ask(self, wanted: Wanted, room: RoomRow, recipient: StageMember) -> Proposal:
        offer, variant, quantity = wanted
        now = self._clock.now()
        question = PriceQuestion(
            gift_type=offer.gift_type.key,
            variant=variant.key if variant else None,
            quantity=quantity,
            price_coins=offer.price_at(variant, now),
            room_id=room.id,
            room_opened_at=room.opened_at,
            recipient_region=recipient.region or None,
            now=now,
        )
        price = await self._workers.ask(offer.plugin, HOOK, lambda: asked(offer, question))
        version = self._versions.get(offer.plugin, "")
        return Proposal(
            price.coins, price.holds_until, price.reason, offer.plugin, version, recipient.region, asked_at=now
        )
