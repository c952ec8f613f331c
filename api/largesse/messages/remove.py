"""
`messageRemove`: a message is taken away, and its text erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from largesse.errors import Forbidden, NotFound
from largesse.ledger.deed import Decision, Deed, Event, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.messages.erased import erased
from largesse.messages.outcome import Outcome
from largesse.messages.rows import MESSAGE_TEXTS, MESSAGES, MessageState
from largesse.messages.told import message_removed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.errors import Refusal
    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal
    from largesse.messages.outcome import Became
    from largesse.messages.rows import MessageRow
    from largesse.rooms.rows import RoomRow

OPERATION = "messageRemove"
_GONE = frozenset({MessageState.REFUSED.value, MessageState.REMOVED.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveOrder:
    """
    What a sender, host or moderator asks for.

    Args:
        caller_id: who takes it away.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        message_id: which message.
        message: it as it was read; who wrote it and where never changes. None if there is none.
        room: where it was written; whose room it is never changes. None if there is no message.
        moderates: whether the caller may take away what others wrote in rooms of others.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    message_id: str
    message: MessageRow | None
    room: RoomRow | None
    moderates: bool = False


class MessageRemoved(NamedTuple):
    """The answer: the message, and whether it was there until now."""

    message: MessageRow
    anew: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRemove(Deed):
    """Take a message away; one that is gone already stays so, without an event."""

    order: RemoveOrder

    def needs(self, needs: Needs) -> None:
        """Name the message and its text."""
        needs.row(MESSAGES, self.order.message_id)
        needs.row(MESSAGE_TEXTS, self.order.message_id)

    def decide(self, state: State) -> Decision:
        """
        Write that it is removed, and tell the room if it was seen there.

        Raises:
            NotFound: there is no such message.
        """
        message = state.get(MESSAGES, self.order.message_id)
        if message is None:
            raise NotFound("message", self.order.message_id)
        result = {"message_id": message.id}
        if message.state in _GONE:
            return Decision(result=result, answer=MessageRemoved(message, anew=False))
        changed = message.changed(MessageState.REMOVED, self.caller_id, state.now)
        seen = message.state == MessageState.SHOWN.value
        events: tuple[Event, ...] = (message_removed(message),) if seen else ()
        return Decision(
            writes=(Write(MESSAGES, changed), *erased(state, message.id)),
            events=events,
            result=result,
            answer=MessageRemoved(changed, anew=True),
        )


async def remove(journal: Journal, order: RemoveOrder, became: Became) -> Applied:
    """
    Take a message away.

    Args:
        journal: commits the deed.
        order: what is asked for.
        became: is told of it, unless the message was gone already.

    Returns:
        The result `{"message_id"}`; the answer is a `MessageRemoved`.

    Raises:
        NotFound: there is no such message.
        Forbidden: the caller neither wrote it nor keeps order in its room.
        KeyReused: the key stands for something else.
    """
    deed = MessageRemove(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        failure=_problem_of(order),
        order=order,
    )
    applied = await journal.submit(deed)
    if not applied.replayed and cast("MessageRemoved", applied.answer).anew:
        became(Outcome.REMOVED)
    return applied


def _problem_of(order: RemoveOrder) -> Refusal | None:
    message, room = order.message, order.room
    if message is None or room is None:
        return NotFound("message", order.message_id)
    if order.moderates or order.caller_id in {message.sender_id, room.host_id}:
        return None
    return Forbidden("its sender, the room's host, a moderator or an operator")
