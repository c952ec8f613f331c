"""
The crowd: simulated viewers who connect as real clients, watch the room, send gifts and say something now and then.
"""

from __future__ import annotations

import asyncio
import uuid
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from largesse.cli.demo.client import CallFailed
from largesse.cli.demo.documents import GIFT_SEND, MENU, MESSAGE_SEND, ROOM_EVENTS, STANDING_SET, WALLET_GRANT
from largesse.cli.demo.saying import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from largesse.cli.demo.client import Client

PAUSE_SECONDS = 4.0
"""How long a viewer waits before giving again, on average."""
STREAKS = (1, 1, 1, 1, 2, 3, 5, 8)
"""How often a viewer gives the same in a row: mostly once, sometimes as long as it is fun."""
TAP_SECONDS = 0.3
"""How long a viewer waits within a streak, on average; less than any combo's window."""
DELIVERIES_PER_SECOND = 1_500
"""About how many messages a second the room may cause: each gift is told to everyone who watches."""
ARRIVALS_PER_SECOND = 40
"""How many viewers come in a second, so that their handshakes are no flood."""
LISTED_SHARE = 0.8
"""How many agree to be listed on boards."""
SAYING_SHARE = 0.15
"""How often somebody says something instead of giving."""
SAID = ("Encore!", "That voice.", "Play the other one", "Hello from the night shift", "Goosebumps", "One more, please")
LIKED_SHARE = 0.7
"""How much of what is given is of the gift types that are liked, if any are."""
BETWEEN = frozenset({"RoomSnapshot", "Lagged", "StreamEnded"})
"""What a follower is told beside events, each of which has the offset after the one before."""
TOP_UP_COINS = 1_000
BACK_SECONDS = 1.0
"""How long a viewer whose socket broke waits before coming back."""


@dataclass(slots=True)
class Tally:
    """What the crowd has met with so far."""

    watching: int = 0
    heard: int = 0
    out_of_order: int = 0
    sent: int = 0
    refused: int = 0
    failed: int = 0
    topped_up: int = 0

    def __str__(self) -> str:
        """Say it in a few words."""
        words = [f"{counted(self.watching, 'viewer')} watching", f"{counted(self.heard, 'message')} heard"]
        if self.out_of_order:
            words.append(f"{self.out_of_order:,} lost, doubled or out of order")
        words += [
            counted(count, what)
            for count, what in ((self.topped_up, "top-up"), (self.refused, "refusal"), (self.failed, "failed call"))
            if count
        ]
        return ", ".join(words)


@dataclass(frozen=True, slots=True)
class Menu:
    """What can be given, and to whom: gift types (key, price, most at once), and who is on stage, the host first."""

    gift_types: Sequence[tuple[str, int, int]]
    stage: Sequence[str]


class Crowd:
    """
    Viewers who come one after another, and stay until they are told to go.

    Args:
        viewers: a client for each, with the identifier in the graph of whoever it speaks for.
        operator: sells coins to whoever runs out.
        room: the room's identifier in the graph.
        seed: what chooses who gives what, and when.
        liked: the keys of gift types that are given more than all others.
        tally: counts on what it has met with, after a crowd that was there before.
    """

    def __init__(  # noqa: PLR0913 - who, where, and what they like
        self,
        viewers: Sequence[tuple[Client, str]],
        operator: Client,
        room: str,
        seed: int,
        *,
        liked: Collection[str] = (),
        tally: Tally | None = None,
    ) -> None:
        self.tally = tally or Tally()
        self._viewers = viewers
        self._operator = operator
        self._room = room
        self._liked = liked
        self._dice = Random(seed)  # noqa: S311 - a simulation that can be repeated, not a secret
        self._leaving = asyncio.Event()
        crowd = len(viewers)
        self._pause = max(PAUSE_SECONDS, crowd * crowd * sum(STREAKS) / len(STREAKS) / DELIVERIES_PER_SECOND)
        self._tap = TAP_SECONDS

    async def stay(self) -> None:
        """Be in the room until `leave` is called; calls in flight are waited for."""
        # Who watched before has gone; until others come they stay in the count, of which the last word is said.
        self.tally.watching = 0
        if not self._viewers:
            await self._leaving.wait()
            return
        menu = await self._menu()
        async with asyncio.TaskGroup() as group:
            for client, person in self._viewers:
                group.create_task(self._visit(client, person, menu, Random(self._dice.random())))  # noqa: S311 - as above
                if await self._left_within(1 / ARRIVALS_PER_SECOND):
                    break

    def leave(self) -> None:
        """Tell everybody to go."""
        self._leaving.set()

    async def _visit(self, client: Client, person: str, menu: Menu, dice: Random) -> None:
        watching = asyncio.create_task(self._watch(client))
        unlisted = dice.random() < LISTED_SHARE
        try:
            while not await self._left_within(dice.expovariate(1 / self._pause)):
                try:
                    if unlisted:
                        unlisted = not await self._do(client, STANDING_SET, "standingSet", shown=True)
                    elif dice.random() < SAYING_SHARE:
                        await self._do(client, MESSAGE_SEND, "messageSend", roomId=self._room, text=dice.choice(SAID))
                    else:
                        await self._give(client, person, menu, dice)
                except CallFailed:
                    self.tally.failed += 1
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def _watch(self, client: Client) -> None:
        cursor, offset = None, 0
        while True:
            self.tally.watching += 1
            with suppress(CallFailed):
                async for data in client.subscribe(ROOM_EVENTS, {"roomId": self._room, "after": cursor}):
                    item: Any = data["roomEvents"]
                    self.tally.heard += 1
                    if item["__typename"] not in BETWEEN and int(item["fromOffset"]) != offset + 1:
                        self.tally.out_of_order += 1
                    cursor, offset = item["cursor"], int(item["offset"])
            self.tally.watching -= 1
            await asyncio.sleep(BACK_SECONDS)

    async def _give(self, client: Client, person: str, menu: Menu, dice: Random) -> None:
        key, price, quantity_max = self._choice(menu, dice)
        quantity = min(dice.choice((1, 1, 1, 1, 2, 3, 5)), quantity_max)
        host, *guests = menu.stage
        recipient = host if not guests or dice.random() < 0.6 else dice.choice(guests)  # noqa: PLR2004 - most are for the host
        gift = {"roomId": self._room, "recipientId": recipient, "giftType": key, "quantity": quantity}
        taps = dice.choice(STREAKS)
        while await self._tapped(client, person, gift, price * quantity) and (taps := taps - 1):
            if await self._left_within(dice.expovariate(1 / self._tap)):
                break

    async def _tapped(self, client: Client, person: str, gift: dict[str, object], cost: int) -> bool:
        """Send a gift, and return whether it was sent; whoever has too few coins for it buys some."""
        errors = await self._send(client, gift, cost)
        if (changed := errors.get("PRICE_CHANGED")) is not None:
            # What prices itself costs more or less than its nominal price; the refusal says how much.
            errors = await self._send(client, gift, int(changed["priceCoins"]))
        if not errors:
            self.tally.sent += 1
        elif "INSUFFICIENT_COINS" in errors:
            await self._top_up(person, max(TOP_UP_COINS, cost))
        else:
            self.tally.refused += 1
        return not errors

    def _choice(self, menu: Menu, dice: Random) -> tuple[str, int, int]:
        """Choose a gift type: small gifts are common and large ones rare, as everywhere."""
        liked = [each for each in menu.gift_types if each[0] in self._liked]
        among = liked if liked and dice.random() < LIKED_SHARE else menu.gift_types
        return dice.choices(among, [1 / price for _, price, _ in among])[0]

    @staticmethod
    async def _send(client: Client, gift: dict[str, object], price_seen: int) -> dict[str, Any]:
        """Send a gift, and return its errors by their codes."""
        sent = gift | {"idempotencyKey": str(uuid.uuid4()), "priceSeen": str(price_seen)}
        answer: Any = await client.execute(GIFT_SEND, {"input": sent})
        return {error["code"]: error for error in answer["giftSend"]["errors"]}

    async def _top_up(self, person: str, coins: int) -> None:
        granted = {"owner": {"id": person}, "coins": str(coins), "origin": "BONUS", "reason": "A refill, in the demo"}
        if await self._do(self._operator, WALLET_GRANT, "walletGrant", **granted):
            self.tally.topped_up += 1

    async def _do(self, client: Client, document: str, field: str, **sent: object) -> bool:
        """Do a mutation, and return whether it was not refused."""
        answer: Any = await client.execute(document, {"input": {"idempotencyKey": str(uuid.uuid4()), **sent}})
        refused = bool(answer[field]["errors"])
        self.tally.refused += refused
        return not refused

    async def _menu(self) -> Menu:
        client, _ = self._viewers[0]
        answer: Any = await client.execute(MENU, {"roomId": self._room})
        gift_types = [
            (each["giftType"]["key"], int(each["priceCoins"]), each["giftType"]["quantityMax"])
            for each in answer["giftPanel"]["items"]["nodes"]
            # What is out of season is so for everybody; what this viewer may not give for another reason, others may.
            if (each["ineligibility"] or {}).get("reasonCode") not in {"NOT_YET", "OVER"}
        ]
        return Menu(gift_types, [member["id"] for member in answer["room"]["stage"]])

    async def _left_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._leaving.wait()
        return self._leaving.is_set()
