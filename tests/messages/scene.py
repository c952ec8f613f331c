"""
A room where people write, with what has a say before they do.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from largesse.errors import LargesseError
from largesse.messages.decide import DecideOrder, decide
from largesse.messages.remove import RemoveOrder, remove
from largesse.messages.rows import MESSAGE_TEXTS, MESSAGES
from largesse.messages.send import Means, MessageOrder, send
from largesse.messages.verdict import ALLOWED, Judged
from largesse.offers import Ruling
from largesse.rooms.block import BlockOrder, set_block
from largesse.rooms.close import CloseOrder, close
from largesse.rooms.pause import PauseOrder, pause
from largesse.rooms.rows import ROOMS
from largesse.testing import TurnedClock
from tests.gifts.scene import HOST, NOW, SENDER
from tests.gifts.scene import Scene as Room

if TYPE_CHECKING:
    from largesse.ledger.deed import Applied, Event
    from largesse.messages.outcome import Outcome
    from largesse.messages.rows import MessageRow
    from largesse.wallets.rows import WalletRow

HELD = Judged(Ruling.HOLD, "wordlist", "It has a word.")
REFUSED = Judged(Ruling.REFUSE, "wordlist", "It has a bad word.")
_keys = itertools.count(1)


class Scene:
    """An open room, and means that say what a test has them say."""

    def __init__(self) -> None:
        self.room = Room()
        self.state = self.room.state
        self.says: Judged | LargesseError = ALLOWED
        self.asked: list[tuple[str, str, str, str | None]] = []
        self.seconds = 0
        self.taken: list[tuple[str, int, int]] = []
        self.wallet: WalletRow | None = None
        self.clock = TurnedClock(NOW)
        self.became: list[Outcome] = []
        self.means = Means(
            moderation=self,  # type: ignore[arg-type]  # it judges, too
            rates=self,  # type: ignore[arg-type]  # it counts, too
            per_minute=20,
            find_wallet=self._find_wallet,
            clock=self.clock,
            became=self.became.append,
        )

    async def judged(self, text: str, room_id: str, sender_id: str, locale: str | None) -> Judged:
        self.asked.append((text, room_id, sender_id, locale))
        if isinstance(self.says, LargesseError):
            raise self.says
        return self.says

    async def take(self, name: str, amount: int, maximum: int) -> int:
        self.taken.append((name, amount, maximum))
        return self.seconds

    async def _find_wallet(self, _owner_id: str) -> WalletRow | None:
        return self.wallet

    # What people do.

    async def write(self, text: str = "hello", caller_id: str = SENDER, **fields: object) -> Applied:
        order = MessageOrder(
            caller_id=caller_id,
            key=f"message {next(_keys)}",
            content={},
            room_id=self.room.room_id,
            text=text,
        )
        return await send(self.state, self.means, replace(order, **fields))  # type: ignore[arg-type]  # a state submits

    async def remove(self, message_id: str, caller_id: str, *, moderates: bool = False) -> Applied:
        order = RemoveOrder(
            caller_id=caller_id,
            key=f"remove {next(_keys)}",
            content={},
            message_id=message_id,
            message=self.message(message_id),
            room=self.state.tables[ROOMS.name].get((self.room.room_id,)),  # type: ignore[arg-type]  # rooms' rows
            moderates=moderates,
        )
        return await remove(self.state, order, self.became.append)  # type: ignore[arg-type]  # as above

    async def decide(
        self, message_id: str, caller_id: str = HOST, *, allowed: bool, moderates: bool = False
    ) -> Applied:
        order = DecideOrder(
            caller_id=caller_id,
            key=f"decide {next(_keys)}",
            content={},
            message_id=message_id,
            message=self.message(message_id),
            room=self.state.tables[ROOMS.name].get((self.room.room_id,)),  # type: ignore[arg-type]  # rooms' rows
            allowed=allowed,
            moderates=moderates,
        )
        return await decide(self.state, order, self.became.append)  # type: ignore[arg-type]  # as above

    async def block(self, person_id: str) -> None:
        await set_block(
            self.state,  # type: ignore[arg-type]  # as above
            BlockOrder(
                caller_id=HOST, key="block", content={}, room_id=self.room.room_id, person_id=person_id, blocked=True
            ),
        )

    async def pause(self) -> None:
        order = PauseOrder(caller_id=HOST, key="pause", content={}, room_id=self.room.room_id, paused=True)
        await pause(self.state, order)  # type: ignore[arg-type]  # as above

    async def close(self) -> None:
        order = CloseOrder(caller_id=HOST, key="close", content={}, room_id=self.room.room_id)
        await close(self.state, order)  # type: ignore[arg-type]  # as above

    # What tests ask.

    def message(self, message_id: str) -> MessageRow | None:
        return self.state.tables[MESSAGES.name].get((message_id,))  # type: ignore[return-value]  # messages' rows

    def text(self, message_id: str) -> str:
        return str(self.state.tables[MESSAGE_TEXTS.name][message_id,][1])

    @property
    def last(self) -> Event:
        return self.state.events[-1]
