"""
A client that sends gifts and keeps a log of its own, synced before an answer counts.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from typing import TYPE_CHECKING, NamedTuple

import orjson

from bench.faults.door import Answer, Kind, Order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.faults.door import Door

RETRY_SECONDS = 0.1
WRONG_PRICE, REPLAY = 0.1, 0.2
"""How many of ten orders are to be refused, and up to where they repeat an old key."""


class Told(NamedTuple):
    """One answer: when it came, how long it took, and what it said."""

    at: float
    seconds: float
    answer: Answer


class Client:
    """
    Sends one gift after another until told to stop, each until its outcome is definite.

    Args:
        number: which one of all.
        caller_id: who it sends as.
        doors: to one server, or to several, which then get every order at the same time.
        rooms: as clients know them.
        price_coins: of one gift.
        log: where to.
        pause_seconds: between two gifts.
    """

    def __init__(  # noqa: PLR0913 - what a client needs to know
        self,
        number: int,
        *,
        caller_id: str,
        doors: Sequence[Door],
        rooms: Sequence[str],
        price_coins: int,
        log: Path,
        pause_seconds: float,
    ) -> None:
        self.caller_id = caller_id
        self.told: list[Told] = []
        self.applied: dict[str, tuple[str, int]] = {}
        self.refused: set[str] = set()
        self.unknown: set[str] = set()
        self.changed = 0
        self._number = number
        self._doors = doors
        self._rooms = rooms
        self._price_coins = price_coins
        self._log = log.open("ab")
        self._pause_seconds = pause_seconds
        self._dice = random.Random(number)  # noqa: S311 - the same orders in every run
        self._orders: dict[str, Order] = {}

    async def run(self, stop: asyncio.Event, give_up: asyncio.Event) -> None:
        """
        Send gifts.

        Args:
            stop: no more new ones.
            give_up: what is unknown now stays so.
        """
        count = 0
        while not stop.is_set():
            count += 1
            await self._settle(self._next(count), give_up)
            await asyncio.sleep(self._pause_seconds * self._dice.uniform(0.5, 1.5))
        self._log.close()

    def _next(self, count: int) -> Order:
        drawn = self._dice.random()
        if WRONG_PRICE <= drawn < REPLAY and self.applied:
            return self._orders[self._dice.choice(list(self.applied))]
        quantity = self._dice.randint(1, 3)
        total = quantity * self._price_coins
        seen = total + 1 if drawn < WRONG_PRICE else total
        order = Order(f"c{self._number}-{count}", self._dice.choice(self._rooms), quantity, total, seen)
        self._orders[order.key] = order
        return order

    async def _settle(self, order: Order, give_up: asyncio.Event) -> None:
        self._write(order, None)
        unsure = False
        while True:
            answers = await asyncio.gather(*(self._give(door, order) for door in self._doors))
            for answer in answers:
                self._write(order, answer)
                self._count(order, answer)
            unsure = unsure or any(answer.kind is Kind.UNKNOWN for answer in answers)
            open_still = any(answer.kind is Kind.UNKNOWN for answer in answers)
            not_done = any(answer.kind is Kind.UNAVAILABLE for answer in answers)
            if not open_still and not (not_done and (unsure or len(self._doors) > 1 or self._dice.random() < 0.5)):
                self.unknown.discard(order.key)
                return
            self.unknown.add(order.key)
            if give_up.is_set():
                return
            await asyncio.sleep(RETRY_SECONDS)

    async def _give(self, door: Door, order: Order) -> Answer:
        begun = time.monotonic()
        answer = await door.give(order)
        now = time.monotonic()
        self.told.append(Told(now, now - begun, answer))
        return answer

    def _count(self, order: Order, answer: Answer) -> None:
        known = self.applied.get(order.key)
        if answer.kind is Kind.APPLIED:
            self.refused.discard(order.key)
            if known is not None and known[0] != answer.gift_id:
                self.changed += 1
            self.applied.setdefault(order.key, (answer.gift_id, order.total_coins))
        elif known is not None:
            self.changed += answer.kind is Kind.REFUSED
        elif answer.kind is not Kind.UNKNOWN:
            self.refused.add(order.key)

    def _write(self, order: Order, answer: Answer | None) -> None:
        said = [answer.kind.value, answer.gift_id, answer.code] if answer is not None else None
        self._log.write(orjson.dumps([order.key, order.total_coins, said]) + b"\n")
        self._log.flush()
        if answer is not None:
            os.fdatasync(self._log.fileno())
