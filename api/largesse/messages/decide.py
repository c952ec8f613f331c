"""
`messageDecide`: a message that a plugin has held is seen from now on, or never.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import Forbidden, MessageNotHeld, NotFound, RoomNotOpen
from largesse.ledger.deed import Decision, Deed, Event, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.messages.erased import erased
from largesse.messages.outcome import Outcome
from largesse.messages.rows import MESSAGE_TEXTS, MESSAGES, MessageState
from largesse.messages.told import message_sent
from largesse.rooms.rows import ROOMS, Status
from largesse.rooms.standing import name_room

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.errors import Refusal
    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal
    from largesse.messages.outcome import Became
    from largesse.messages.rows import MessageRow
    from largesse.rooms.rows import RoomRow

OPERATION = "messageDecide"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideOrder:
    """
    What a host or moderator decides.

    Args:
        caller_id: who decides.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        message_id: on which message.
        message: it as it was read; where it was written never changes. None if there is none.
        room: that room; whose it is never changes. None if there is no message.
        allowed: whether the room shall see it.
        moderates: whether the caller may decide in rooms of others.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    message_id: str
    message: MessageRow | None
    room: RoomRow | None
    allowed: bool
    moderates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDecide(Deed):
    """
    Decide on a message that is held.

    Args:
        order: what is decided.
        room_id: where it was written.
    """

    order: DecideOrder
    room_id: str = ""

    def needs(self, needs: Needs) -> None:
        """Name the message, its text, and the room where it would be seen."""
        needs.row(MESSAGES, self.order.message_id)
        needs.row(MESSAGE_TEXTS, self.order.message_id)
        name_room(needs, self.room_id)

    def decide(self, state: State) -> Decision:
        """
        Write what is decided; the room is told of what it may see.

        Raises:
            NotFound: there is no such message.
            MessageNotHeld: it is held no more, or never was.
            RoomNotOpen: it would be seen in a room that is closed.
        """
        order = self.order
        message = state.get(MESSAGES, order.message_id)
        if message is None:
            raise NotFound("message", order.message_id)
        if message.state != MessageState.HELD.value:
            raise MessageNotHeld(message.id, message.state)
        became = MessageState.SHOWN if order.allowed else MessageState.REFUSED
        changed = message.changed(became, self.caller_id, state.now)
        events: tuple[Event, ...] = ()
        if order.allowed:
            room = state.get(ROOMS, self.room_id)
            if room is None or room.status == Status.CLOSED.value:
                raise RoomNotOpen(self.room_id, Status.CLOSED.value)
            events = (message_sent(message),)
        return Decision(
            writes=(Write(MESSAGES, changed), *(() if order.allowed else erased(state, message.id))),
            events=events,
            result={"message_id": message.id},
            answer=changed,
        )


async def decide(journal: Journal, order: DecideOrder, became: Became) -> Applied:
    """
    Decide on a message that is held.

    Args:
        journal: commits the deed.
        order: what is decided.
        became: is told of it.

    Returns:
        The result `{"message_id"}`; the answer is the `MessageRow`.

    Raises:
        NotFound: there is no such message.
        Forbidden: the caller does not keep order in its room.
        MessageNotHeld: it is held no more, or never was.
        RoomNotOpen: it would be seen in a room that is closed.
        KeyReused: the key stands for something else.
    """
    deed = MessageDecide(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        failure=_problem_of(order),
        order=order,
        room_id=order.room.id if order.room is not None else "",
    )
    applied = await journal.submit(deed)
    if not applied.replayed:
        became(Outcome.SENT if order.allowed else Outcome.REFUSED)
    return applied


def _problem_of(order: DecideOrder) -> Refusal | None:
    if order.message is None or order.room is None:
        return NotFound("message", order.message_id)
    if not order.moderates and order.caller_id != order.room.host_id:
        return Forbidden("the room's host, a moderator or an operator")
    return None
