"""
The toll: what operations cost is counted in a caller's name and in an address's, at every door alike.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from graphql import parse

from largesse.web.documents import documents
from tests.web.house import house, token
from tests.web.sockets.test_sockets import INIT, heard, say, subscribe

if TYPE_CHECKING:
    from tests.web.toy import Happenings

ADD = "mutation { add(number: 1) }"
ADD_COST = 12
"""Eleven for the mutation, and one for the request."""


def bearer(subject: str = "ann") -> dict[str, str]:
    return {"Authorization": f"Bearer {token(subject)}"}


def rate_of(error: Any) -> tuple[str, int]:  # noqa: ANN401 - parsed JSON
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["extensions"]["value"] in {1, 10, 11}
    assert 1 <= error["extensions"]["retryAfterSeconds"] <= 120
    return error["extensions"]["limit"], error["extensions"]["maximum"]


async def test_a_caller_past_its_rate_is_told_when_to_ask_again_and_nothing_is_done(seen: Happenings) -> None:
    async with house(caller_cost_max=2 * ADD_COST) as opened:
        for _ in range(2):
            assert (await opened.ask({"query": ADD}, **bearer()))[0] == 200
        async with opened.client.post(f"{opened.url}/graphql", json={"query": ADD}, headers=bearer()) as answer:
            assert answer.status == 429
            (error,) = (await answer.json())["errors"]
            assert answer.headers["Retry-After"] == str(error["extensions"]["retryAfterSeconds"])
        assert rate_of(error) == ("cost of a caller", 24)
        assert seen.adds == [1, 1]
        assert (await opened.ask({"query": ADD}, **bearer("bob")))[0] == 200
        assert (await opened.ask({"query": ADD}))[0] == 200


async def test_an_address_pays_for_all_who_come_from_it(seen: Happenings) -> None:
    async with house(address_cost_max=2 * ADD_COST, proxies_trusted=1) as opened:
        here, there = {"X-Forwarded-For": "203.0.113.7"}, {"X-Forwarded-For": "203.0.113.8"}
        assert (await opened.ask({"query": ADD}, **here, **bearer()))[0] == 200
        assert (await opened.ask({"query": ADD}, **here))[0] == 200
        status, answer = await opened.ask({"query": ADD}, **here, **bearer("bob"))
        assert (status, rate_of(answer["errors"][0])) == (429, ("cost of an address", 24))
        assert (await opened.ask({"query": ADD}, **there))[0] == 200
    assert seen.adds == [1, 1, 1]


async def test_operations_on_a_socket_pay_as_well(seen: Happenings) -> None:
    async with house(caller_cost_max=ADD_COST) as opened, opened.socket(**bearer()) as socket:
        await say(socket, INIT)
        await say(socket, subscribe(ADD))
        assert (await heard(socket))["type"] == "complete"
        for query in (ADD, "subscription { forever }"):
            (answer,) = await say(socket, subscribe(query))
            assert (answer["type"], rate_of(answer["payload"][0])) == ("error", ("cost of a caller", 12))
    assert (seen.adds, seen.streams_closed) == ([1], 0)


async def test_event_streams_pay_as_well(seen: Happenings) -> None:
    async with house(caller_cost_max=ADD_COST) as opened:
        body = {"query": "subscription { count(to: 1) }"}
        for status in (200, 429):
            headers = {**bearer(), "Accept": "text/event-stream"}
            async with opened.client.post(f"{opened.url}/graphql", json=body, headers=headers) as answer:
                assert answer.status == status
                assert ("Retry-After" in answer.headers) is (status == 429)
    assert len(seen.contexts) == 1


async def test_a_document_that_is_refused_pays_and_in_the_end_nobody_looks_into_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsed: list[str] = []
    monkeypatch.setattr(documents, "parse", lambda text, **_: parsed.append(text) or parse(text))
    async with house(caller_cost_max=3 * 11) as opened:
        answers = [await opened.ask({"query": "{ nope }"}, **bearer()) for _ in range(5)]
    assert [status for status, _ in answers] == [400, 400, 400, 429, 429]
    assert parsed == ["{ nope }"] * 3


async def test_a_refusal_is_counted_by_its_code() -> None:
    async with house(caller_cost_max=1) as opened:
        for _ in range(3):
            await opened.ask({"query": ADD}, **bearer())
        counted = opened.metrics.registry.get_sample_value("largesse_refusals_total", {"code": "RATE_LIMITED"})
        assert counted == 3


async def test_pending_operations_of_a_caller_are_bounded(seen: Happenings) -> None:
    async with house(caller_operations_max=1) as opened:
        waiting = asyncio.create_task(opened.ask({"query": "{ slow }"}, **bearer()))
        while not seen.waiting:  # noqa: ASYNC110 - the resolver tells nobody that it waits
            await asyncio.sleep(0.001)
        status, answer = await opened.ask({"query": ADD}, **bearer())
        assert (status, answer["errors"][0]["extensions"]["limit"]) == (429, "pending operations")
        async with opened.socket(**bearer()) as socket:
            await say(socket, INIT)
            (refused,) = await say(socket, subscribe(ADD))
            assert refused["payload"][0]["extensions"]["limit"] == "pending operations"
        assert (await opened.ask({"query": ADD}, **bearer("bob")))[0] == 200
        seen.gate.set()
        assert (await waiting)[1] == {"data": {"slow": 1}}
        assert (await opened.ask({"query": ADD}, **bearer()))[0] == 200
    assert seen.adds == [1, 1]


async def test_what_a_caller_asks_for_beyond_a_cost_waits_for_its_turn_on_all_transports(seen: Happenings) -> None:
    async with house(caller_cost_at_once_max=1) as opened, opened.socket(**bearer()) as socket:
        await say(socket, INIT)
        waiting = asyncio.create_task(opened.ask({"query": "{ slow }"}, **bearer()))
        while not seen.waiting:  # noqa: ASYNC110 - the resolver tells nobody that it waits
            await asyncio.sleep(0.001)
        await socket.send_json(subscribe(ADD))
        await socket.send_json(subscribe("subscription { count(to: 1) }", "2"))
        later = asyncio.create_task(opened.ask({"query": ADD}, **bearer()))
        async with opened.stream("subscription { count(to: 1) }", "text/event-stream", **bearer()) as stream:
            # Of others nobody waits, and by now whoever does not wait would have been answered.
            for _ in range(3):
                assert (await opened.ask({"query": "{ hello }"}, **bearer("bob")))[0] == 200
            assert (seen.adds, later.done()) == ([], False)
            seen.gate.set()
            assert (await waiting)[1] == {"data": {"slow": 1}}
            assert (await later)[0] == 200
            said = [await socket.receive_json(timeout=5) for _ in range(4)]
            assert sorted((each["id"], each["type"]) for each in said) == [
                ("1", "complete"),
                ("1", "next"),
                ("2", "complete"),
                ("2", "next"),
            ]
            assert b'{"data":{"count":0}}' in await stream.read()
    assert seen.adds == [1, 1]


@pytest.mark.parametrize("sockets", [1, 2])
async def test_open_subscriptions_of_a_caller_are_bounded_over_all_its_sockets(sockets: int, seen: Happenings) -> None:
    async with (
        house(caller_subscriptions_max=1) as opened,
        opened.socket(**bearer()) as first,
        opened.socket(**bearer()) as second,
    ):
        await say(first, INIT)
        await say(second, INIT)
        (answer,) = await say(first, subscribe("subscription { forever }"))
        assert answer["payload"] == {"data": {"forever": 0}}
        (refused,) = await say((first, second)[sockets - 1], subscribe("subscription { forever }", "2"))
        (error,) = refused["payload"]
        assert error["extensions"]["limit"] == "open subscriptions"
        # Its place is free again once it has ended.
        await first.send_json({"type": "complete", "id": "1"})
        async with asyncio.timeout(5):
            while (await say(second, subscribe("subscription { forever }", "3")))[0]["type"] == "error":
                pass
    assert seen.streams_closed == 2
