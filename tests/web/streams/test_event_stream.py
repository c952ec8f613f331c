"""
Event streams: server-sent events byte by byte, by POST and by address, resumed by the header that browsers send.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.house import house, token
from tests.web.http.test_http import code_of

if TYPE_CHECKING:
    from tests.web.house import House
    from tests.web.toy import Happenings

EVENTS = "text/event-stream"
COMPLETE = "event: complete\ndata:\n\n"


async def told(opened: House, query: str, variables: object = None, **headers: str) -> str:
    """Return what follows the hint of when to come back."""
    async with opened.stream(query, EVENTS, variables, **headers) as answer:
        assert answer.status == 200
        return after_hint(await answer.text())


def after_hint(body: str) -> str:
    hint = re.match(r"retry: (\d+)\n\n", body)
    assert hint is not None
    assert 500 <= int(hint[1]) <= 2_000
    return body[hint.end() :]


def following(payload: Any, cursor: str | None = None) -> str:  # noqa: ANN401 - what JSON holds
    place = "" if cursor is None else f"id: {cursor}\n"
    return f"event: next\n{place}data: {json.dumps(payload, separators=(',', ':'))}\n\n"


async def test_a_subscription_is_told_event_by_event(open_house: House) -> None:
    query = "subscription($n: Int!) { count(to: $n) }"
    assert await told(open_house, query, {"n": 2}) == (
        following({"data": {"count": 0}}) + following({"data": {"count": 1}}) + COMPLETE
    )


async def test_its_head_keeps_it_from_being_stored_gathered_or_compressed(open_house: House) -> None:
    async with open_house.stream(
        "subscription { count(to: 1) }", EVENTS, **{"Accept-Encoding": "gzip, deflate", "X-Request-ID": "r1"}
    ) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Accel-Buffering"] == "no"
        assert answer.headers["Vary"] == "Accept, Authorization"
        assert answer.headers["X-Request-ID"] == "r1"
        assert "Content-Encoding" not in answer.headers


async def test_an_event_carries_its_cursor_whatever_was_selected(open_house: House) -> None:
    for selection, shown in (("number", {"number": 1}), ("c: cursor", {"c": "1"})):
        assert await told(open_house, f"subscription {{ t: ticks(to: 1) {{ {selection} }} }}") == (
            following({"data": {"t": shown}}, "1") + COMPLETE
        )


@pytest.mark.parametrize(
    "query",
    [
        "subscription { ticks(to: 4) { number } }",
        'subscription { ticks(to: 4, after: "1") { number } }',
        "subscription($after: String) { ticks(after: $after, to: 4) { number } }",
        "subscription { ...F } fragment F on Subscription { ticks(to: 4) { number } }",
        "subscription A { ... on Subscription { ticks(to: 4) { ...T } } } fragment T on Tick { number }",
    ],
)
async def test_the_last_event_id_resumes_after_it_wherever_the_cursor_stood(query: str, open_house: House) -> None:
    assert await told(open_house, query, {"after": "1"}, **{"Last-Event-ID": "3"}) == (
        following({"data": {"ticks": {"number": 4}}}, "4") + COMPLETE
    )


async def test_a_document_that_was_resumed_is_remembered_as_it_was_written(open_house: House) -> None:
    query = "subscription { ticks(to: 4) { number } }"
    for headers, events in (({}, 4), ({"Last-Event-ID": "3"}, 1), ({}, 4)):
        assert (await told(open_house, query, **headers)).count("event: next") == events


async def test_what_cannot_be_resumed_ignores_the_last_event_id(open_house: House) -> None:
    for query, told_before in (("subscription { count(to: 1) }", "count"), ("{ hello }", "hello")):
        assert told_before in await told(open_house, query, **{"Last-Event-ID": "7"})
    assert (await told(open_house, "subscription { ticks(to: 1) { number } }", **{"Last-Event-ID": ""})).startswith(
        following({"data": {"ticks": {"number": 1}}}, "1")
    )


async def test_queries_and_mutations_are_answered_in_a_stream_too(open_house: House, seen: Happenings) -> None:
    assert await told(open_house, "{ hello }") == following({"data": {"hello": "hello world"}}) + COMPLETE
    assert await told(open_house, "mutation { add(number: 2) }") == following({"data": {"add": 2}}) + COMPLETE
    assert seen.adds == [2]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ hello", "GRAPHQL_PARSE_FAILED"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { hello } query B { hello }", "OPERATION_RESOLUTION_FAILURE"),
        ("subscription($n: Int!) { count(to: $n) }", "BAD_USER_INPUT"),
        ("query($n: String!) { hello(name: $n) }", "BAD_USER_INPUT"),
        ("subscription { count(to: -1) }", "INVALID_INPUT"),
        ("{ box " * 16 + "{ size }" + "}" * 16, "LIMIT_EXCEEDED"),
        ("{" + "hello " * 2_000 + "}", "LIMIT_EXCEEDED"),
    ],
)
async def test_what_is_wrong_with_a_document_is_told_in_the_stream(query: str, code: str, open_house: House) -> None:
    body = await told(open_house, query)
    assert body.startswith("event: next\ndata: ")
    assert body.endswith(COMPLETE)
    assert code_of(json.loads(body.removeprefix("event: next\ndata: ").removesuffix(COMPLETE))) == code


async def test_what_is_wrong_with_the_request_is_told_by_its_status(open_house: House) -> None:
    for body, status, code in ((b"{", 400, "BAD_REQUEST"), (b" " * 262_145, 413, "LIMIT_EXCEEDED")):
        found, answer = await open_house.ask(body, EVENTS)
        assert (found, code_of(answer)) == (status, code)
    forged = {"Authorization": f"Bearer {token(secret='somebody else signs with this very secret')}"}
    status, answer = await open_house.ask({"query": "subscription { count(to: 1) }"}, EVENTS, **forged)
    assert (status, code_of(answer)) == (401, "UNAUTHENTICATED")


async def test_a_stream_that_breaks_ends_in_a_masked_error(open_house: House) -> None:
    body = await told(open_house, "subscription { breaks }")
    first, second, end = body.split("\n\n", 2)
    assert first + "\n\n" == following({"data": {"breaks": 0}})
    (error,) = json.loads(second.removeprefix("event: next\ndata: "))["errors"]
    assert (error["message"], error["extensions"]["code"]) == ("Internal error", "INTERNAL")
    assert end == COMPLETE


async def test_a_text_of_several_lines_stays_one_event(open_house: House) -> None:
    name = "one\ntwo\r\n\ndata: three\n\nevent: complete"
    query = "query($n: String!) { hello(name: $n) }"
    assert await told(open_house, query, {"n": name}) == following({"data": {"hello": f"hello {name}"}}) + COMPLETE


async def test_a_subscription_by_address_is_for_pages_of_our_own_and_for_those_allowed(seen: Happenings) -> None:
    async with house(allowed_origins="https://good.example") as opened:
        url = f"{opened.url}/graphql"
        parameters = {"query": "subscription { ticks(to: 1) { number } }"}
        for headers, status in (
            ({}, 200),
            ({"Origin": opened.url}, 200),
            ({"Origin": "https://good.example"}, 200),
            ({"Origin": "https://GOOD.example:443", "Sec-Fetch-Site": "cross-site"}, 200),
            ({"Sec-Fetch-Site": "same-origin"}, 200),
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Sec-Fetch-Site": "cross-site"}, 403),
            ({"Sec-Fetch-Site": "same-site", "Origin": "https://also.evil.example"}, 403),
        ):
            async with opened.client.get(url, params=parameters, headers={"Accept": EVENTS, **headers}) as answer:
                assert answer.status == status, headers
                if status == 200:
                    assert after_hint(await answer.text()).startswith("event: next\nid: 1\n")
                else:
                    assert code_of(await answer.json()) == "FORBIDDEN"
    assert seen.streams_closed == 0


async def test_a_mutation_by_address_is_refused_and_does_nothing(open_house: House, seen: Happenings) -> None:
    parameters = {"query": "mutation { add(number: 1) }"}
    async with open_house.client.get(
        f"{open_house.url}/graphql", params=parameters, headers={"Accept": EVENTS}
    ) as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
    assert seen.adds == []


async def test_a_stream_is_told_to_a_client_of_http_1_0_until_it_is_closed(open_house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", open_house.port)
    body = b'{"query": "subscription { count(to: 1) }"}'
    writer.write(
        b"POST /graphql HTTP/1.0\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: "
        + str(len(body)).encode()
        + b"\r\n\r\n"
        + body
    )
    head, _, rest = (await asyncio.wait_for(reader.read(-1), 5)).partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert after_hint(rest.decode()) == following({"data": {"count": 0}}) + COMPLETE
    writer.close()
