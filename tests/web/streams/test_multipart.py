"""
Multipart: parts as Apollo's clients read them, each one readable as soon as it is written.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.http.test_http import code_of

if TYPE_CHECKING:
    from tests.web.house import House
    from tests.web.toy import Happenings

APOLLO = (
    "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9"
)
"""What Apollo Client 4 accepts for a subscription."""
ALONE = 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"'


def part(content: Any) -> bytes:  # noqa: ANN401 - what JSON holds
    body = json.dumps(content, separators=(",", ":")).encode()
    return b"\r\n--graphql\r\nContent-Type: application/json\r\n\r\n" + body


async def told(opened: House, query: str, accept: str = APOLLO, **headers: str) -> bytes:
    async with opened.stream(query, accept, **headers) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
        assert answer.headers["Cache-Control"] == "no-store"
        return await answer.read()


@pytest.mark.parametrize("accept", [APOLLO, ALONE])
async def test_a_subscription_is_told_part_by_part(accept: str, open_house: House) -> None:
    assert await told(open_house, "subscription { count(to: 2) }", accept) == (
        part({"payload": {"data": {"count": 0}}}) + part({"payload": {"data": {"count": 1}}}) + b"\r\n--graphql--\r\n"
    )


async def test_it_is_resumed_by_the_same_header(open_house: House) -> None:
    query = "subscription { ticks(to: 4) { number } }"
    assert await told(open_house, query, **{"Last-Event-ID": "3"}) == (
        part({"payload": {"data": {"ticks": {"number": 4}}}}) + b"\r\n--graphql--\r\n"
    )


async def test_a_stream_that_breaks_tells_so_in_its_payload(open_house: House) -> None:
    body = await told(open_house, "subscription { breaks }")
    (error,) = json.loads(body.split(b"\r\n\r\n")[2].removesuffix(b"\r\n--graphql--\r\n"))["payload"]["errors"]
    assert (error["message"], error["extensions"]["code"]) == ("Internal error", "INTERNAL")


async def test_a_subscription_that_is_refused_tells_so_in_its_payload(open_house: House) -> None:
    body = await told(open_house, "subscription { count(to: -1) }")
    assert b'{"payload":{"errors":[{' in body
    assert b'"code":"INVALID_INPUT"' in body


async def test_who_takes_a_single_answer_as_well_gets_one_for_anything_else(
    open_house: House, seen: Happenings
) -> None:
    for query, status in (("{ hello }", 200), ("mutation { add(number: 1) }", 200)):
        assert (await open_house.ask({"query": query}, APOLLO))[0] == status
    assert seen.adds == [1]
    status, answer = await open_house.ask({"query": "subscription { nope }"}, APOLLO)
    assert (status, code_of(answer)) == (400, "GRAPHQL_VALIDATION_FAILED")


async def test_another_kind_of_multipart_is_406(open_house: House) -> None:
    for accept in ("multipart/mixed", "multipart/mixed;deferSpec=20220824", "multipart/mixed;subscriptionSpec=2.0"):
        status, answer = await open_house.ask({"query": "subscription { count(to: 1) }"}, accept)
        assert (status, code_of(answer)) == (406, "NOT_ACCEPTABLE")
