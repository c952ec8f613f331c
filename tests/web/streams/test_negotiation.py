"""
Negotiation: who takes what, and that what is switched off is refused in so many words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import WSServerHandshakeError

from largesse.settings import Transport
from largesse.web.faults import RequestFault
from largesse.web.streams.negotiation import taken
from tests.web.house import house

if TYPE_CHECKING:
    from tests.web.house import House

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
EVENTS = "text/event-stream"
PARTS = "multipart/mixed;subscriptionSpec=1.0"
COUNT = {"query": "subscription { count(to: 1) }"}


@pytest.mark.parametrize(
    ("accept", "answer", "stream", "stream_first"),
    [
        (None, JSON, None, False),
        ("*/*", JSON, None, False),
        (f"{GRAPHQL}, {JSON}", GRAPHQL, None, False),
        (EVENTS, None, "event-stream", True),
        ("TEXT/Event-Stream", None, "event-stream", True),
        (PARTS, None, "multipart", True),
        (f"{EVENTS}, {PARTS}", None, "event-stream", True),
        (f"{EVENTS};q=0.5, {PARTS}", None, "multipart", True),
        # urql, for queries and for subscriptions.
        (f"{GRAPHQL}, application/graphql+json, {JSON}, {EVENTS}, multipart/mixed", GRAPHQL, "event-stream", False),
        (f"{EVENTS}, multipart/mixed", None, "event-stream", True),
        (f"{EVENTS}, {JSON};q=0.9", JSON, "event-stream", True),
        (f"{EVENTS};q=0.9, {JSON}", JSON, "event-stream", False),
        (f"{EVENTS};q=0, {JSON}", JSON, None, False),
        (f"{EVENTS};q=x, {JSON}", JSON, None, False),
        ("text/*, */*;q=0.1", JSON, None, False),
    ],
)
def test_what_a_client_takes(accept: str | None, answer: str | None, stream: str | None, stream_first: bool) -> None:  # noqa: FBT001 - a column of the table
    found = taken(accept, frozenset(Transport))
    assert (found.answer, found.stream and found.stream.transport, found.stream_first) == (answer, stream, stream_first)


@pytest.mark.parametrize("accept", ["text/plain", f"{EVENTS};q=0", "multipart/mixed", "text/*"])
def test_who_takes_nothing_that_is_served_is_told_what_is(accept: str) -> None:
    with pytest.raises(RequestFault) as refused:
        taken(accept, frozenset(Transport))
    assert refused.value.status == 406
    assert refused.value.errors[0]["message"] == (
        "Answers are application/graphql-response+json or application/json; subscriptions are told by"
        " text/event-stream or multipart/mixed;subscriptionSpec=1.0 or a websocket with graphql-transport-ws."
    )


async def asked(opened: House, accept: str) -> tuple[int, str]:
    async with opened.stream(COUNT["query"], accept) as answer:
        body = await answer.json() if answer.status == 406 else {"errors": [{"message": ""}]}
        return answer.status, body["errors"][0]["message"]


async def test_a_transport_that_is_switched_off_is_406_and_the_others_go_on() -> None:
    async with house(transports="websocket") as opened:
        beginnings = {EVENTS: "Answers are", PARTS: "Answers are", f"{EVENTS}, {JSON}": "A subscription has no"}
        for accept, beginning in beginnings.items():
            status, message = await asked(opened, accept)
            assert (status, message[: len(beginning)]) == (406, beginning)
            assert message.endswith("; subscriptions are told by a websocket with graphql-transport-ws.")
        async with opened.socket() as socket:
            assert socket.protocol == "graphql-transport-ws"
    async with house(transports="event-stream") as opened:
        assert (await asked(opened, EVENTS))[0] == 200
        assert (await asked(opened, PARTS))[0] == 406
        with pytest.raises(WSServerHandshakeError) as refused:
            await opened.socket().__aenter__()
        assert refused.value.status == 406
    async with house(transports=()) as opened:
        assert await asked(opened, JSON) == (
            406,
            "A subscription has no single answer; subscriptions are switched off.",
        )
        assert (await opened.ask({"query": "{ hello }"}))[0] == 200
