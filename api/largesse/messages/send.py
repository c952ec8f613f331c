"""
`messageSend`: somebody writes in a room; what all moderators allow is seen at once, in one order with the gifts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from largesse.clock import MICROSECONDS
from largesse.errors import (
    InvalidInput,
    LargesseError,
    MessageRefused,
    NotFound,
    RateLimited,
    RoomNotOpen,
    SenderBlocked,
    WalletFrozen,
)
from largesse.ledger.deed import Decision, Deed, Event, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.messages.letters import problem_of, tidied
from largesse.messages.outcome import Outcome
from largesse.messages.rows import MESSAGE_TEXTS, MESSAGES, MessageRow, MessageState, MessageTextRow
from largesse.messages.told import message_sent
from largesse.messages.verdict import ALLOWED, Judged
from largesse.offers import Ruling
from largesse.rooms.rows import ROOM_BLOCKS, ROOMS, Status
from largesse.rooms.standing import name_room

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from largesse.clock import Clock
    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal
    from largesse.messages.moderation import Moderation
    from largesse.messages.outcome import Became
    from largesse.rates import Rates
    from largesse.wallets.rows import WalletRow

OPERATION = "messageSend"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageOrder:
    """
    What somebody wants to say.

    Args:
        caller_id: who.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        room_id: where.
        text: what; it is tidied before it is looked at.
        locale: BCP 47 of the sender's language, which moderators are told; None if unknown.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    room_id: str
    text: str
    locale: str | None = None


class MessageSent(NamedTuple):
    """The answer of a message that was sent or held."""

    message: MessageRow
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """
    What has a say before a message is sent.

    Args:
        moderation: asks plugins.
        rates: counts messages, on all nodes together.
        per_minute: how many messages one person may write in one room in a minute.
        find_wallet: reads the wallet of a person, or None if they have none.
        clock: tells when a rate has room again.
        became: is told what became of each message.
    """

    moderation: Moderation
    rates: Rates
    per_minute: int
    find_wallet: Callable[[str], Awaitable[WalletRow | None]]
    clock: Clock
    became: Became


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSend(Deed):
    """
    Send a message; it takes the deed's identifier.

    Args:
        order: what the sender wants to say.
        text: it, tidied.
        judged: what plugins have made of it.
    """

    yields: ClassVar[bool] = True
    order: MessageOrder
    text: str
    judged: Judged = ALLOWED

    def needs(self, needs: Needs) -> None:
        """Name the room, and whether the sender is blocked in it."""
        name_room(needs, self.order.room_id)
        needs.row(ROOM_BLOCKS, self.order.room_id, self.caller_id)

    def decide(self, state: State) -> Decision:
        """
        Write the message, and tell the room of it unless it is held.

        Raises:
            NotFound: there is no such room.
            RoomNotOpen: it is closed; in one that is paused only gifts rest.
            SenderBlocked: the sender is blocked in the room.
        """
        room_id = self.order.room_id
        room = state.get(ROOMS, room_id)
        if room is None:
            raise NotFound("room", room_id)
        if room.status == Status.CLOSED.value:
            raise RoomNotOpen(room_id, room.status)
        block = state.get(ROOM_BLOCKS, room_id, self.caller_id)
        if block is not None and block.blocked:
            raise SenderBlocked(room_id)
        held = self.judged.ruling is Ruling.HOLD
        message = MessageRow(
            id=self.id,
            room_id=room_id,
            sender_id=self.caller_id,
            state=(MessageState.HELD if held else MessageState.SHOWN).value,
            held_by=self.judged.plugin,
            held_reason=self.judged.reason,
            sent_at=state.now,
            changed_by=None,
            changed_at=None,
            version=1,
        )
        events: tuple[Event, ...] = () if held else (message_sent(message),)
        return Decision(
            writes=(Write(MESSAGES, message), Write(MESSAGE_TEXTS, MessageTextRow(self.id, self.text, 1))),
            events=events,
            result={"message_id": self.id},
            answer=MessageSent(message, self.text),
        )


async def send(journal: Journal, means: Means, order: MessageOrder) -> Applied:
    """
    Send a message.

    What stands in its way is found before the deed and travels in it: a replay answers what was committed, whatever
    plugins and rates say by now.

    Args:
        journal: commits the deed.
        means: what has a say before.
        order: what the sender wants to say.

    Returns:
        The result `{"message_id"}`; the answer is a `MessageSent`.

    Raises:
        InvalidInput: the text says nothing, is too long, or has characters that no message may have.
        RateLimited: the sender has written too much in this room within a minute.
        WalletFrozen: the sender's wallet is frozen by an operator, who thinks that something is wrong with them.
        MessageRefused: a plugin refuses it.
        PluginFailed: a plugin that must be asked fails, or is in quarantine.
        Overloaded: too many wait for that plugin, or for the journal.
        KeyReused: the key stands for something else.
        Refusal: as `MessageSend.decide` lists them.
    """
    text, judged, failure = tidied(order.text), ALLOWED, None
    try:
        judged = await _judged(means, order, text)
    except LargesseError as found:
        failure = found
    deed = MessageSend(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        failure=failure,
        order=order,
        text=text,
        judged=judged,
    )
    try:
        applied = await journal.submit(deed)
    except MessageRefused:
        means.became(Outcome.REFUSED)
        raise
    if not applied.replayed:
        means.became(Outcome.HELD if judged.ruling is Ruling.HOLD else Outcome.SENT)
    return applied


async def _judged(means: Means, order: MessageOrder, text: str) -> Judged:
    """Return what plugins make of a message; they are asked last, of what nothing else stands in the way of."""
    problem = problem_of(text)
    if problem is not None:
        raise InvalidInput("text", problem)
    name = f"messages/{order.room_id}/{order.caller_id}"
    seconds = await means.rates.take(name, 1, means.per_minute)
    if seconds:
        raise RateLimited("messages in this room", means.per_minute, means.clock.now() + seconds * MICROSECONDS)
    wallet = await means.find_wallet(order.caller_id)
    if wallet is not None and wallet.frozen:
        raise WalletFrozen(wallet.frozen_reason)
    judged = await means.moderation.judged(text, order.room_id, order.caller_id, order.locale)
    if judged.ruling is Ruling.REFUSE:
        raise MessageRefused(judged.plugin, judged.reason)
    return judged
