"""
Filling: an event holds identifiers alone; what it shows is read once per event, however many follow.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import orjson
from strawberry.dataloader import DataLoader

from largesse.gifts.rows import GIFT_TEXTS, GIFTS, GiftRow
from largesse.messages.rows import MESSAGE_TEXTS, MESSAGES, MessageRow
from largesse.people.rows import PEOPLE, PersonRow

if TYPE_CHECKING:
    from largesse.ledger.rows import EventRow
    from largesse.schema.rows import Rows
    from largesse.streams import Cursor

REMEMBERED_MAX = 4_096
"""Events that stay filled: more than all followers of a node are ever apart, unless one is about to be cut off."""


class Filled(NamedTuple):
    """
    An event and what it shows.

    Args:
        payload: the event's own identifiers and numbers.
        gift: the gift that it tells of, if it does.
        message: that gift's message; None if there is none, or it was erased.
        people: the rows of those whom it names and who have been seen.
        written: the message of the room that it tells of, if it does.
        text: what that message says; None if it was erased.
    """

    payload: Mapping[str, object]
    gift: GiftRow | None
    message: str | None
    people: Mapping[str, PersonRow]
    written: MessageRow | None = None
    text: str | None = None


class Filling:
    """
    Fills events, those of a moment together, and each of them once.

    Args:
        rows: what is read through.
        remembered_max: how many filled events are remembered.
    """

    def __init__(self, rows: "Rows", remembered_max: int = REMEMBERED_MAX) -> None:
        self._rows = rows
        self._remembered_max = remembered_max
        self._remembered: OrderedDict[tuple[str, int], asyncio.Future[Filled]] = OrderedDict()
        self._loader: DataLoader[EventRow, Filled] = DataLoader(load_fn=self._fill, cache=False)

    async def filled(self, event: "EventRow") -> Filled:
        """
        Return an event with what it shows.

        Raises:
            Unavailable: it could not be read; the next one who asks may succeed.
        """
        # Whoever stops waiting must not take it from the others.
        return await asyncio.shield(self._begun(event))

    def expect(self, events: "Sequence[EventRow]") -> None:
        """Begin to fill events that somebody follows, all together and before they are asked for."""
        for event in events:
            self._begun(event)

    def forget(self, place: "Cursor") -> None:
        """Let go of what the event at a place shows, since some of that was erased."""
        self._remembered.pop((place.stream_id, place.offset), None)

    def forget_message(self, stream_id: str, message_id: str) -> None:
        """Let go of what was read of a message: whoever is told of it from now on is told without its text."""
        self._let_go(stream_id, lambda written: written.id == message_id)

    def leave(self, stream_id: str) -> None:
        """Let go of the messages of a stream that nobody follows, since nobody tells here what becomes of them."""
        self._let_go(stream_id, lambda _: True)

    def _let_go(self, stream_id: str, meant: "Callable[[MessageRow], bool]") -> None:
        for place, future in list(self._remembered.items()):
            # What is being read now may have been read before the text was erased.
            if place[0] == stream_id and (not future.done() or _tells_of(future, meant)):
                del self._remembered[place]

    def _begun(self, event: "EventRow") -> "asyncio.Future[Filled]":
        place = (event.stream_id, event.stream_offset)
        future = self._remembered.get(place)
        if future is None:
            future = self._remembered[place] = asyncio.ensure_future(self._loader.load(event))
            future.add_done_callback(lambda done: self._forget_failed(place, done))
            if len(self._remembered) > self._remembered_max:
                self._remembered.popitem(last=False)
        return future

    def _forget_failed(self, place: tuple[str, int], done: "asyncio.Future[Filled]") -> None:
        if done.cancelled() or done.exception() is not None:
            self._remembered.pop(place, None)

    async def _fill(self, events: "Sequence[EventRow]") -> list[Filled]:
        payloads: list[dict[str, object]] = [orjson.loads(event.payload) for event in events]
        named = sorted({person_id for payload in payloads for person_id in _people_in(payload)})
        told = [(str(payload["gift_id"]),) for payload in payloads if "gift_id" in payload]
        written = [(str(payload["message_id"]),) for payload in payloads if "message_id" in payload]
        gifts, texts, people, messages, said = await asyncio.gather(
            self._rows.by_keys(GIFTS, told),
            self._rows.by_keys(GIFT_TEXTS, told),
            self._rows.by_keys(PEOPLE, [(person_id,) for person_id in named]),
            self._rows.by_keys(MESSAGES, written),
            self._rows.by_keys(MESSAGE_TEXTS, written),
        )
        filled = []
        for payload in payloads:
            key = (str(payload.get("gift_id")),)
            text = texts.get(key)
            seen = {each: people[each,] for each in _people_in(payload) if (each,) in people}
            message = (str(payload.get("message_id")),)
            words = said.get(message)
            filled.append(
                Filled(
                    payload,
                    gifts.get(key),
                    text.message if text else None,
                    seen,
                    messages.get(message),
                    words.text or None if words else None,
                )
            )
        return filled


def _tells_of(done: "asyncio.Future[Filled]", meant: "Callable[[MessageRow], bool]") -> bool:
    if done.cancelled() or done.exception() is not None:
        return False
    written = done.result().written
    return written is not None and meant(written)


def _people_in(payload: Mapping[str, object]) -> list[str]:
    """Return whom a payload names: the host, guests, a sender, a recipient."""
    guests = payload.get("guest_ids")
    named = [payload.get(name) for name in ("host_id", "sender_id", "recipient_id")]
    if isinstance(guests, list):
        named += guests
    return [str(each) for each in named if each]
