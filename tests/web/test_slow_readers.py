"""
Slow readers: one that does not read costs nobody else anything, and is let go.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from .house import house
from .raw import PING, PONG, TEXT, connected, frame, nothing_left, text
from .sockets.test_sockets import INIT, say, subscribe, until_closed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .house import House
    from .raw import Raw
    from .toy import Happenings

REASON = b"The client does not read; resume from the last cursor"


@pytest.fixture(autouse=True)
def _short_close(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("largesse.web.sockets.wire.CLOSE_SECONDS", 0.1)


@asynccontextmanager
async def sleeper(opened: House) -> AsyncIterator[Raw]:
    """A client that shakes hands, asks for a flood and reads no more."""
    async with connected(opened, limit=1_024) as client:
        await client.shake_hands()
        client.send(text(INIT), text(subscribe("subscription { flood }")))
        yield client


async def still(seen: Happenings) -> int:
    """How much the flood has brought, once it brings no more."""
    async with asyncio.timeout(10):
        before = -1
        while before != seen.floods or not before:
            before = seen.floods
            await asyncio.sleep(0.05)
    return before


async def test_a_source_waits_for_its_reader_and_goes_on_with_it(seen: Happenings) -> None:
    async with house() as opened, nothing_left(opened), sleeper(opened) as client:
        held = await still(seen)
        async with opened.socket() as reading:
            _, answer = await say(reading, INIT, subscribe("{ hello }"))
            assert answer["payload"] == {"data": {"hello": "hello world"}}
        assert seen.floods == held
        # What the kernel holds on either side is not ours to bound; what waits here is a quarter of a megabyte.
        assert held < 400
        for _ in range(held + 20):
            await client.heard()
        assert seen.floods > held


async def test_an_answer_that_waits_for_its_reader_is_dropped_when_its_client_completes_it(seen: Happenings) -> None:
    async with house() as opened, nothing_left(opened), sleeper(opened) as client:
        await still(seen)
        client.send(text(subscribe("mutation { add(number: 7) }", "2")))
        async with asyncio.timeout(10):
            while not seen.adds:  # noqa: ASYNC110 - set by a resolver
                await asyncio.sleep(0.01)
        client.send(text({"type": "complete", "id": "2"}), text(subscribe("{ hello }", "2")))
        told = []
        while not told or told[-1]["type"] != "complete":
            if (message := await client.said()).get("id") == "2":
                told.append(message)
        assert [message.get("payload") for message in told] == [{"data": {"hello": "hello world"}}, None]
    assert seen.adds == [7]


async def test_a_reader_that_stops_is_closed_with_a_code_and_others_are_served(seen: Happenings) -> None:
    async with house(heartbeat_seconds=0.4) as opened, nothing_left(opened), sleeper(opened) as client:
        await still(seen)
        async with opened.socket() as reading:
            _, answer = await say(reading, INIT, subscribe("{ hello }"))
            assert answer["payload"] == {"data": {"hello": "hello world"}}
        await until_closed(opened)
        # What the kernel holds for it comes first, and the reason of the close at the end.
        assert (await client.ended()).endswith((1013).to_bytes(2) + REASON)
    assert seen.streams_closed == 0


async def test_a_reader_that_never_reads_again_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("largesse.web.http.hanging_up.LINGER_SECONDS", 0.1)
    async with house(heartbeat_seconds=0.1) as opened, nothing_left(opened), sleeper(opened) as client:
        await until_closed(opened)
        await client.cut_off()
        assert not (await client.ended()).endswith(REASON)


@pytest.mark.parametrize(
    "chatter",
    [frame(PONG, b"here"), frame(PING, b"x" * 125) * 50, text({"type": "ping"}), text({"type": "pong"})],
    ids=["pongs", "pings", "protocol pings", "protocol pongs"],
)
async def test_one_that_talks_but_does_not_read_is_closed_too(
    chatter: bytes, seen: Happenings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("largesse.web.http.hanging_up.LINGER_SECONDS", 0.1)
    async with house(heartbeat_seconds=0.3) as opened, nothing_left(opened), sleeper(opened) as client:
        await still(seen)
        while opened.metrics.registry.get_sample_value("largesse_sockets_open"):
            # What is not taken from it stays on its own side.
            if client.writer.transport.get_write_buffer_size() < 100_000:
                client.send(chatter)
            await asyncio.sleep(0.01)


async def test_one_that_breaks_the_rules_while_it_does_not_read_is_let_go(
    seen: Happenings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("largesse.web.http.hanging_up.LINGER_SECONDS", 0.1)
    async with house(heartbeat_seconds=0.2) as opened, nothing_left(opened), sleeper(opened) as client:
        await still(seen)
        client.send(frame(TEXT, b"\xff"))
        await until_closed(opened)
        await client.cut_off()


async def test_a_half_open_socket_is_found_by_its_heartbeat() -> None:
    async with house(heartbeat_seconds=0.1) as opened, nothing_left(opened), connected(opened) as client:
        await client.shake_hands()
        opcode, payload = await client.heard()
        assert (opcode, len(payload)) == (PING, 4)
        assert await client.said() == 1013


async def test_one_that_answers_pings_stays(seen: Happenings) -> None:
    async with house(heartbeat_seconds=0.1) as opened, connected(opened) as client:
        await client.shake_hands()
        client.send(text(INIT))
        assert await client.said() == {"type": "connection_ack"}
        for _ in range(4):
            opcode, payload = await client.heard()
            assert opcode == PING
            client.send(frame(PONG, payload))
        client.send(text(subscribe("{ hello }")))
        assert (await client.said())["payload"] == {"data": {"hello": "hello world"}}
    assert seen.streams_closed == 0
