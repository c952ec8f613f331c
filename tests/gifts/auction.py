"""
A scene whose rose prices itself, by whatever a test says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.gifts.order import GiftOrder
from largesse.gifts.pricing import Pricing
from largesse.gifts.submit import send
from largesse.ledger.identifiers import new_id
from largesse.offers import Price
from largesse.plugins import PluginReport, PluginState
from largesse.rooms.rows import ROOMS
from tests.gifts.scene import Scene, Shelf, caller, offer

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.ledger.deed import Applied
    from largesse.offers import PriceQuestion
    from largesse.plugins import Workers
    from largesse.rooms.rows import RoomRow

    Answer = Callable[[PriceQuestion], Price]
    Priced = Callable[..., "Auction"]

REPORTS = (PluginReport(name="classics", version="1.2.0", state=PluginState.LOADED),)
MINUTE = 60_000_000


def per_piece(question: PriceQuestion) -> Price:
    """A coin less for each of ten or more, for a minute."""
    coins = question.price_coins - (question.quantity >= 10)
    return Price(coins=coins, holds_until=question.now + MINUTE, reason="ten or more are cheaper")


class Auction:
    """A scene whose rose prices itself, and what its pricing was asked."""

    def __init__(self, scene: Scene, workers: Workers, answer: Answer, **fields: object) -> None:
        self.scene = scene
        self.workers = workers
        self.answer = answer
        self.questions: list[PriceQuestion] = []
        self.rose = offer(more={"pricing": self._price, **fields})
        scene.shelf = Shelf(self.rose, offer("adults", sender_age_min=99, more={"pricing": self._price}))
        self.pricing = Pricing(workers, self.find_room, REPORTS, self)

    def now(self) -> int:
        return self.scene.state.now

    def _price(self, question: PriceQuestion) -> Price:
        self.questions.append(question)
        return self.answer(question)

    async def find_room(self, room_id: str) -> RoomRow | None:
        return next((room for room in self.scene.state.rows(ROOMS) if room.id == room_id), None)

    def order(self, price_seen: int, key: str = "", **fields: object) -> GiftOrder:
        values: dict[str, object] = {"room_id": self.scene.room_id, "gift_type": "rose", "sender": caller(), **fields}
        return GiftOrder(key=key or new_id(), content={}, price_seen=price_seen, **values)  # type: ignore[arg-type]  # by name

    async def send(self, price_seen: int, key: str = "", **fields: object) -> Applied:
        return await send(self.scene.sending(self.pricing), self.order(price_seen, key, **fields))

    async def refused(self, kind: type[Exception], price_seen: int, **fields: object) -> Exception:
        """Return what a gift is refused with, having seen that nothing moved."""
        before = self.scene.state.snapshot()
        with pytest.raises(kind) as caught:
            await self.send(price_seen, **fields)
        assert self.scene.state.snapshot() == before
        return caught.value
