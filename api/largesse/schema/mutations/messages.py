"""
Mutations of messages: sent, removed, and decided on.
"""

from enum import Enum
from typing import Annotated, NamedTuple

import strawberry

from largesse.ledger.deed import Applied
from largesse.messages.decide import DecideOrder, decide
from largesse.messages.letters import CHARACTERS_MAX
from largesse.messages.remove import MessageRemoved, RemoveOrder, remove
from largesse.messages.rows import MESSAGES, MessageRow
from largesse.messages.send import MessageOrder, MessageSent, send
from largesse.rooms.rows import ROOMS, RoomRow
from largesse.schema.context import Context, Info
from largesse.schema.errors import answers
from largesse.schema.ids import key_of
from largesse.schema.inputs import text
from largesse.schema.messages import Message, find_message, message_node
from largesse.schema.mutations.acting import Act, acting, moderates
from largesse.schema.unions import MessageDecideError, MessageRemoveError, MessageSendError


@strawberry.input
class MessageSendInput:
    """A message to send in a room."""

    idempotency_key: str
    """Of this message alone; 1 to 200 characters. The same call with the same key sends it once."""
    room_id: strawberry.ID
    """In which room; one that is paused takes messages, one that is closed does not."""
    text: str
    """One line of 1 to 300 letters, as a reader counts them; space at its ends is left out."""


@strawberry.type
class MessageSendPayload:
    """What became of a message to send."""

    message: Message | None = None
    """The message; null if it was not sent. While its `state` is `HELD`, the room does not see it."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[MessageSendError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.input
class MessageRemoveInput:
    """A message to remove. For its sender, the room's host, moderators and operators."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    message_id: strawberry.ID
    """Which message."""


@strawberry.type
class MessageRemovePayload:
    """What became of a message to remove."""

    message: Message | None = None
    """The message, without its text; null if it was not removed."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[MessageRemoveError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.enum
class MessageDecision(Enum):
    """What somebody who keeps order decides on a message that is held."""

    ALLOW = "ALLOW"
    """The room sees it from now on."""
    REFUSE = "REFUSE"
    """Nobody sees it any more, and its text is erased."""


@strawberry.input
class MessageDecideInput:
    """What is to become of a message that is held. For the room's host, moderators and operators."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    message_id: strawberry.ID
    """Which message."""
    decision: MessageDecision
    """What is to become of it."""


@strawberry.type
class MessageDecidePayload:
    """What became of a message that was held."""

    message: Message | None = None
    """The message; null if nothing was decided."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[MessageDecideError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.type
class MessageMutations:
    """Deeds on messages."""

    @strawberry.mutation
    @answers(lambda errors: MessageSendPayload(errors=errors), MessageSendError)
    async def message_send(
        self, info: Info, sent: Annotated[MessageSendInput, strawberry.argument(name="input")]
    ) -> MessageSendPayload | None:
        """
        Write in a room. Plugins may hold or refuse it; what they allow stands in one order with the room's gifts.

        There is a rate for each person in each room: `LARGESSE_MESSAGES_PER_MINUTE`.
        """
        context = info.context
        room_id = key_of("Room", sent.room_id, "roomId")
        words = text(sent.text, "text", 1, CHARACTERS_MAX)
        act = await acting(context, sent.idempotency_key, sent)
        order = MessageOrder(**act.asked, room_id=room_id, text=words, locale=act.caller.locale)
        applied = await act.done(send(context.services.journal, context.services.messages, order))
        done = applied.answer
        if isinstance(done, MessageSent):
            return MessageSendPayload(message=message_node(done.message, done.text))
        return MessageSendPayload(message=await _message_of(act, applied), replayed=applied.replayed)

    @strawberry.mutation
    @answers(lambda errors: MessageRemovePayload(errors=errors), MessageRemoveError)
    async def message_remove(
        self, info: Info, sent: Annotated[MessageRemoveInput, strawberry.argument(name="input")]
    ) -> MessageRemovePayload | None:
        """Take a message away, and erase what it says. For its sender, the room's host, moderators and operators."""
        context = info.context
        message_id = key_of("Message", sent.message_id, "messageId")
        act = await acting(context, sent.idempotency_key, sent)
        place = await _place_of(context, message_id)
        order = RemoveOrder(
            **act.asked,
            message_id=message_id,
            message=place.message,
            room=place.room,
            moderates=moderates(act.caller),
        )
        applied = await act.done(remove(context.services.journal, order, context.services.messages.became))
        return MessageRemovePayload(message=await _message_of(act, applied), replayed=applied.replayed)

    @strawberry.mutation
    @answers(lambda errors: MessageDecidePayload(errors=errors), MessageDecideError)
    async def message_decide(
        self, info: Info, sent: Annotated[MessageDecideInput, strawberry.argument(name="input")]
    ) -> MessageDecidePayload | None:
        """Decide on a message that a plugin has held. For the room's host, moderators and operators."""
        context = info.context
        message_id = key_of("Message", sent.message_id, "messageId")
        act = await acting(context, sent.idempotency_key, sent)
        place = await _place_of(context, message_id)
        order = DecideOrder(
            **act.asked,
            message_id=message_id,
            message=place.message,
            room=place.room,
            allowed=sent.decision is MessageDecision.ALLOW,
            moderates=moderates(act.caller),
        )
        applied = await act.done(decide(context.services.journal, order, context.services.messages.became))
        return MessageDecidePayload(message=await _message_of(act, applied), replayed=applied.replayed)


class _Place(NamedTuple):
    """A message and its room, as far as they never change."""

    message: MessageRow | None
    room: RoomRow | None


async def _place_of(context: Context, message_id: str) -> _Place:
    message = await context.row(MESSAGES, message_id)
    return _Place(message, await context.row(ROOMS, message.room_id) if message is not None else None)


async def _message_of(act: Act, applied: Applied) -> Message | None:
    """Return the message that a deed answered, or of a replay the message as it is now."""
    if isinstance(applied.answer, MessageRow):
        return message_node(applied.answer)
    if isinstance(applied.answer, MessageRemoved):
        return message_node(applied.answer.message)
    return await act.read(find_message(act.context, str(applied.result["message_id"])))
