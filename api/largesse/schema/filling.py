"""
Filling: an event holds identifiers alone; what it shows is read once per event, however many follow.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, cast

import orjson
from strawberry.dataloader import DataLoader

from largesse.gifts.rows import GIFT_TEXTS, GIFTS, GiftRow, GiftTextRow
from largesse.messages.rows import MESSAGE_TEXTS, MESSAGES, MessageRow, MessageTextRow
from largesse.people.rows import PEOPLE, PersonRow

if TYPE_CHECKING:
    from largesse.ledger.rows import EventRow
    from largesse.ledger.table import AnyRows, Key
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


class Appended:
    """
    Rows that a commit of this node has just appended: what an event tells of that came about by it need not be read.

    Args:
        rows: by table.
    """

    def __init__(self, rows: "AnyRows") -> None:
        self._rows = rows

    @cached_property
    def gifts(self) -> "dict[Key, GiftRow]":
        """The gifts, by key."""
        return {GIFTS.key_of(row): cast("GiftRow", row) for row in self._rows.get(GIFTS, ())}

    @cached_property
    def texts(self) -> "dict[Key, GiftTextRow]":
        """Their messages, by key; a gift that has none here has none."""
        return {GIFT_TEXTS.key_of(row): cast("GiftTextRow", row) for row in self._rows.get(GIFT_TEXTS, ())}


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
        self._appended = Appended({})
        self._loader: DataLoader[tuple[EventRow, Appended], Filled] = DataLoader(load_fn=self._fill, cache=False)

    async def filled(self, event: "EventRow") -> Filled:
        """
        Return an event with what it shows.

        Raises:
            Unavailable: it could not be read; the next one who asks may succeed.
        """
        # Whoever stops waiting must not take it from the others.
        return await asyncio.shield(self._begun(event))

    def know(self, appended: "AnyRows") -> None:
        """Take note of what was appended by the commit whose events are told next."""
        self._appended = Appended(appended)

    def expect(self, events: "Sequence[EventRow]") -> None:
        """Begin to fill events that somebody follows, all together and before they are asked for."""
        for event in events:
            self._begun(event)

    def forget(self, place: "Cursor") -> None:
        """Let go of what the event at a place shows, since some of that was erased."""
        self._appended = Appended({})
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
            future = self._remembered[place] = asyncio.ensure_future(self._loader.load((event, self._appended)))
            future.add_done_callback(lambda done: self._forget_failed(place, done))
            if len(self._remembered) > self._remembered_max:
                self._remembered.popitem(last=False)
        return future

    def _forget_failed(self, place: tuple[str, int], done: "asyncio.Future[Filled]") -> None:
        if done.cancelled() or done.exception() is not None:
            self._remembered.pop(place, None)

    async def _fill(self, arrived: "Sequence[tuple[EventRow, Appended]]") -> list[Filled]:
        payloads: list[dict[str, object]] = [orjson.loads(event.payload) for event, _ in arrived]
        named = sorted({person_id for payload in payloads for person_id in _people_in(payload)})
        gifts: dict[Key, GiftRow] = {}
        texts: dict[Key, GiftTextRow] = {}
        unread = []
        for payload, (_, appended) in zip(payloads, arrived, strict=True):
            key = (str(payload.get("gift_id")),)
            if key in appended.gifts:
                gifts[key] = appended.gifts[key]
                texts |= {key: appended.texts[key]} if key in appended.texts else {}
            elif "gift_id" in payload:
                unread.append(key)
        written = [(str(payload["message_id"]),) for payload in payloads if "message_id" in payload]
        found, said, people, messages, words = await asyncio.gather(
            self._rows.by_keys(GIFTS, unread),
            self._rows.by_keys(GIFT_TEXTS, unread),
            self._rows.by_keys(PEOPLE, [(person_id,) for person_id in named]),
            self._rows.by_keys(MESSAGES, written),
            self._rows.by_keys(MESSAGE_TEXTS, written),
        )
        gifts |= found
        texts |= said
        return [_filled(payload, gifts, texts, people, messages, words) for payload in payloads]


def _filled(  # noqa: PLR0913, PLR0917 - all that an event may show
    payload: "Mapping[str, object]",
    gifts: "Mapping[Key, GiftRow]",
    texts: "Mapping[Key, GiftTextRow]",
    people: "Mapping[Key, PersonRow]",
    messages: "Mapping[Key, MessageRow]",
    words: "Mapping[Key, MessageTextRow]",
) -> Filled:
    gift, message = (str(payload.get("gift_id")),), (str(payload.get("message_id")),)
    text, said = texts.get(gift), words.get(message)
    return Filled(
        payload,
        gifts.get(gift),
        text.message if text else None,
        {each: people[each,] for each in _people_in(payload) if (each,) in people},
        messages.get(message),
        said.text or None if said else None,
    )


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
