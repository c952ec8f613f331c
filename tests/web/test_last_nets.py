"""
The last nets: what breaks outside of resolvers is masked, logged, and harms nobody else.
"""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest
from graphql import parse

from largesse.settings import Settings
from largesse.web.documents.limits import Limits, check_size
from largesse.web.faults import DocumentFault, shortened
from largesse.web.http.answers import encoded

from .house import doors, house, token
from .sockets.test_sockets import INIT, heard, say, subscribe

if TYPE_CHECKING:
    import io

    from largesse.people.caller import Caller
    from largesse.web import Doors

    from .toy import Happenings


async def unreachable(_token: str) -> Caller:
    message = "https://keys.example/hunter2 does not answer"
    raise OSError(message)


@pytest.fixture
def breaking() -> Doors:
    return dataclasses.replace(doors({}), verify=unreachable)


async def test_a_verifier_that_breaks_is_a_masked_500(breaking: Doors, log: io.StringIO) -> None:
    async with house(breaking) as opened:
        status, answer = await opened.ask({"query": "{ hello }"}, Authorization=f"Bearer {token()}")
        assert (status, answer["errors"][0]["extensions"]["code"]) == (500, "INTERNAL")
        assert "hunter2" not in json.dumps(answer)
        assert answer["errors"][0]["extensions"]["id"] in log.getvalue()
        assert (await opened.ask({"query": "{ hello }"}))[0] == 200


async def test_a_verifier_that_breaks_closes_the_socket_with_1011(breaking: Doors, log: io.StringIO) -> None:
    async with house(breaking) as opened, opened.socket() as socket:
        assert await say(socket, {**INIT, "payload": {"token": token()}}) == [1011]
    assert "does not answer" in log.getvalue()


async def test_a_context_that_cannot_be_made_is_masked_at_both_doors() -> None:
    def broken(_caller: Caller | None, _request_id: str) -> object:
        raise ValueError

    async with house(dataclasses.replace(doors({}), context_for=broken)) as opened:
        status, answer = await opened.ask({"query": "{ hello }"})
        assert (status, answer["errors"][0]["message"]) == (500, "Internal error")
        async with opened.socket() as socket:
            _, answer = await say(socket, INIT, subscribe("{ hello }"))
            assert (answer["type"], answer["payload"][0]["message"]) == ("error", "Internal error")
            assert await say(socket, {"type": "ping"}) == [{"type": "pong"}]


async def test_a_door_that_breaks_is_a_masked_500(log: io.StringIO) -> None:
    def broken(_address: str) -> None:
        message = "hunter2"
        raise RuntimeError(message)

    async with (
        house(doors({}, media=broken)) as opened,
        opened.client.get(f"{opened.url}/media/x") as answer,
    ):
        assert answer.status == 500
        assert (await answer.json())["errors"][0]["message"] == "Internal error"
    assert "hunter2" in log.getvalue()


async def test_a_reader_that_leaves_while_it_is_answered_is_no_error(seen: Happenings, log: io.StringIO) -> None:
    async with house() as opened:
        for _ in range(5):
            async with opened.socket() as socket:
                await say(socket, INIT)
                await socket.send_json(subscribe("subscription { flood }"))
                await heard(socket)
    assert "unexpected error" not in log.getvalue()
    assert seen.streams_closed == 0


@pytest.mark.parametrize("value", ["\ud800", 2**64, "\0"])
def test_what_json_can_say_is_said(value: object) -> None:
    assert json.loads(encoded({"data": value})) == {"data": value}


def test_a_message_is_short_and_fits_utf_8() -> None:
    assert shortened("a\ud800b") == "a?b"
    assert shortened("x" * 501) == "x" * 500 + "…"


def test_a_chain_of_fragments_longer_than_the_stack_is_too_deep() -> None:
    chain = "".join(f"fragment F{n} on Query {{ ...F{n + 1} }} " for n in range(1_500))
    document = parse("{ ...F0 } " + chain)
    with pytest.raises(DocumentFault) as caught:
        check_size(document, Limits.of(Settings(tokens_max=10**6)))
    assert caught.value.errors[0]["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "depth", "maximum": 15}
