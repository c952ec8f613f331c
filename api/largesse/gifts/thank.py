"""
`giftThank`: the recipient of a gift, or of a combo, says thank you, and the room hears of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import orjson

from largesse.errors import Forbidden, NotFound
from largesse.gifts.detail import detail_of
from largesse.gifts.rows import GIFT_THANKS, GiftRow, GiftThanksRow
from largesse.ledger.deed import Decision, Deed, Event, Write
from largesse.ledger.identifiers import fingerprint, new_id

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from largesse.errors import Refusal
    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "giftThank"
THANKED = "giftThanked"


class GiftThanked(NamedTuple):
    """The answer of thanks: the gift, and since when it is thanked for."""

    gift: GiftRow
    thanked_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThankOrder:
    """
    What a recipient asks for.

    Args:
        caller_id: who thanks.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        gift_id: for which gift.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    gift_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftThank(Deed):
    """
    Thank for a gift, once: a gift that is thanked for already stays so, without an event.

    Who thanks for a gift of a combo thanks for the combo: nobody says thank you for each of a hundred roses. Neither
    the room nor what is left of the gift is asked: thanks come after the show as well, and nothing of value rests on
    them.

    Args:
        gift: the gift; its row never changes, so that it may be read before.
    """

    gift: GiftRow

    def needs(self, needs: Needs) -> None:
        """Name the thanks."""
        needs.row(GIFT_THANKS, thanked_as(self.gift))

    def decide(self, state: State) -> Decision:
        """Write the thanks, and tell the room."""
        gift = self.gift
        result = {"gift_id": gift.id}
        subject_id = thanked_as(gift)
        known = state.get(GIFT_THANKS, subject_id)
        if known is not None:
            return Decision(result=result, answer=GiftThanked(gift, known.thanked_at))
        return Decision(
            writes=(Write(GIFT_THANKS, GiftThanksRow(subject_id, state.now, 1)),),
            events=(self._event(state.now),),
            result=result,
            answer=GiftThanked(gift, state.now),
        )

    def _event(self, thanked_at: int) -> Event:
        gift = self.gift
        payload = {"gift_id": gift.id, "recipient_id": gift.recipient_id, "thanked_at": thanked_at}
        if not gift.anonymous:
            payload["sender_id"] = gift.sender_id
        return Event(gift.room_id, THANKED, orjson.dumps(payload).decode())


def thanked_as(gift: GiftRow) -> str:
    """Return what thanks for a gift are kept under: its combo if it belongs to one, else itself."""
    return detail_of(gift.detail).get("combo") or gift.id


async def thank(journal: Journal, find: Callable[[str], Awaitable[GiftRow | None]], order: ThankOrder) -> Applied:
    """
    Thank for a gift.

    Args:
        journal: commits the deed.
        find: reads a gift from the primary, such as `gifts.models.find_gift`.
        order: what the recipient asks for.

    Returns:
        The result `{"gift_id"}`; the answer is a `GiftThanked`.

    Raises:
        NotFound: there is no such gift.
        Forbidden: somebody else received it.
        KeyReused: the key stands for something else.
    """
    return await journal.submit(deed_of(await find(order.gift_id), order))


def deed_of(gift: GiftRow | None, order: ThankOrder) -> Deed:
    """Return the deed of an order, with a failure in it if it cannot be done whatever the state."""
    deed_id = new_id()
    hashed = fingerprint(OPERATION, order.content)
    failure = _problem_of(gift, order)
    if gift is None or failure is not None:
        return Deed(
            id=deed_id,
            caller_id=order.caller_id,
            key=order.key,
            operation=OPERATION,
            fingerprint=hashed,
            failure=failure,
        )
    return GiftThank(
        id=deed_id,
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=hashed,
        gift=gift,
    )


def _problem_of(gift: GiftRow | None, order: ThankOrder) -> Refusal | None:
    if gift is None:
        return NotFound("gift", order.gift_id)
    if gift.recipient_id != order.caller_id:
        return Forbidden("the gift's recipient")
    return None
