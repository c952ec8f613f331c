"""
Frames: RFC 6455 to the letter, with what client libraries do not send.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.web.sockets.frame_guard import FrameGuard
from tests.web.raw import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    complaints,
    connected,
    frame,
    nothing_left,
    text,
)
from tests.web.sockets.test_sockets import INIT, subscribe

if TYPE_CHECKING:
    import io

    from tests.web.house import House

ACK = {"type": "connection_ack"}
LIMIT = 262_144
BROKEN = {
    "an unmasked text": (frame(TEXT, b"{}", masked=False), 1002),
    "an unmasked ping": (frame(PING, masked=False), 1002),
    "an unmasked close": (frame(CLOSE, b"\x03\xe8", masked=False), 1002),
    "reserved bit 1": (frame(TEXT, b"{}", reserved=4), 1002),
    "reserved bit 2": (frame(TEXT, b"{}", reserved=2), 1002),
    "reserved bit 3": (frame(PING, reserved=1), 1002),
    "reserved data opcode": (frame(0x3, b"{}"), 1002),
    "reserved control opcode": (frame(0xB), 1002),
    "a fragmented ping": (frame(PING, final=False), 1002),
    "a ping of 126 bytes": (frame(PING, b"x" * 126), 1002),
    "a continuation of nothing": (frame(CONTINUATION, b"{}"), 1002),
    "a text within a text": (frame(TEXT, b"{", final=False) + frame(TEXT, b"}"), 1002),
    "a text within an empty one": (frame(TEXT, final=False) + text(INIT), 1002),
    "a binary within a text": (frame(TEXT, b"{", final=False) + frame(BINARY, b"}", final=False), 1002),
    "no UTF-8": (frame(TEXT, b'{"type": "\xff"}'), 1007),
    "an encoded surrogate": (frame(TEXT, b'{"type": "\xed\xa0\x80"}'), 1007),
    "half a character": (frame(TEXT, b'"\xe2\x82', final=False) + frame(CONTINUATION), 1007),
    "a binary": (frame(BINARY, b"{}"), 4400),
    "a binary in fragments": (frame(BINARY, b"{", final=False) + frame(CONTINUATION, b"}"), 4400),
    "an empty text": (frame(TEXT), 4400),
    "a message as large as the limit": (frame(TEXT, b" " * LIMIT), 1009),
    "a message past the limit in fragments": (
        frame(TEXT, b" " * 200_000, final=False) + frame(CONTINUATION, b" " * 100_000, final=False),
        1009,
    ),
    "a length of 2^63 - 1": (b"\x81\xff" + (2**63 - 1).to_bytes(8) + b"\0\0\0\0", 1009),
    "a length of 2^64 - 1": (b"\x81\xff" + (2**64 - 1).to_bytes(8) + b"\0\0\0\0", 1009),
    "a close of one byte": (frame(CLOSE, b"\x03"), 1002),
    "a close that never stands in a frame": (frame(CLOSE, (1005).to_bytes(2)), 1002),
    "a close of no code": (frame(CLOSE, (0).to_bytes(2)), 1002),
    "a close whose reason is no UTF-8": (frame(CLOSE, (1000).to_bytes(2) + b"\xff"), 1007),
    "a close that says nobody closed": (frame(CLOSE, (1006).to_bytes(2)), 1002),
    "a close of a page that is left": (frame(CLOSE, (1001).to_bytes(2)), 1001),
    "a close of a code of the client's own": (frame(CLOSE, (4999).to_bytes(2) + b"bye"), 4999),
    "a close": (frame(CLOSE, (1000).to_bytes(2) + b"bye"), 1000),
    "a close without a code": (frame(CLOSE), 1000),
}


@pytest.mark.parametrize(("broken", "code"), BROKEN.values(), ids=BROKEN)
async def test_each_breach_has_its_code_and_the_connection_ends(
    broken: bytes, code: int, open_house: House, log: io.StringIO
) -> None:
    async with nothing_left(open_house), connected(open_house) as client:
        await client.shake_hands()
        client.send(text(INIT))
        assert await client.said() == ACK
        client.send(text(subscribe("subscription { forever }")))
        assert (await client.said())["type"] == "next"
        client.send(broken)
        assert await client.said() == code
        assert await client.ended() == b""
    assert complaints(log) == []


@pytest.mark.parametrize("broken", ["an unmasked text", "reserved bit 2", "a text within an empty one", "no UTF-8"])
async def test_a_breach_that_comes_with_the_handshake_is_found_too(broken: str, open_house: House) -> None:
    early, code = BROKEN[broken]
    async with nothing_left(open_house), connected(open_house) as client:
        await client.shake_hands(text(INIT) + early)
        heard = await client.said()
        assert (await client.said() if heard == ACK else heard) == code


async def test_what_comes_with_the_handshake_is_heard(open_house: House) -> None:
    async with connected(open_house) as client:
        await client.shake_hands(text(INIT) + text(subscribe("{ hello }")))
        assert [(await client.said())["type"] for _ in range(3)] == ["connection_ack", "next", "complete"]


async def test_a_message_in_fragments_is_one_and_control_frames_may_stand_between(open_house: House) -> None:
    whole = json.dumps({**INIT, "payload": {"greeting": "grüß dich €"}}, ensure_ascii=False).encode()
    async with connected(open_house) as client:
        await client.shake_hands()
        client.send(frame(TEXT, final=False))
        for place in range(len(whole)):
            client.send(frame(CONTINUATION, whole[place : place + 1], final=False))
            if place % 10 == 0:
                client.send(frame(PING, b"%d" % place), frame(PONG, b"unasked"), frame(CONTINUATION, final=False))
        for place in range(0, len(whole), 10):
            assert await client.heard() == (PONG, b"%d" % place)
        client.send(frame(CONTINUATION))
        assert await client.said() == ACK


async def test_frames_may_drip_in_byte_by_byte(open_house: House) -> None:
    async with connected(open_house) as client:
        await client.shake_hands()
        for byte in text(INIT) + frame(PING, b"x" * 125) + text(subscribe("{ hello }" + " " * 200)):
            client.send(bytes([byte]))
            await asyncio.sleep(0)
        assert await client.said() == ACK
        assert await client.heard() == (PONG, b"x" * 125)
        assert (await client.said())["payload"] == {"data": {"hello": "hello world"}}


async def test_thousands_of_frames_that_end_nothing_cost_nobody_else_anything(open_house: House) -> None:
    async with nothing_left(open_house), connected(open_house) as client, open_house.socket() as other:
        await client.shake_hands()
        client.send(frame(TEXT, final=False), frame(CONTINUATION, final=False) * 20_000)
        await other.send_json(INIT)
        assert await other.receive_json() == ACK
        client.send(frame(CONTINUATION, json.dumps(INIT).encode()))
        assert await client.said() == ACK


class Recorder:
    """Takes what a guard passes on."""

    def __init__(self) -> None:
        self.data = b""
        self.ended = False

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        self.data += data
        return False, b""

    def feed_eof(self) -> None:
        self.ended = True


PAYLOADS = st.one_of(st.binary(max_size=20), st.integers(120, 130).map(bytes), st.integers(65_530, 65_540).map(bytes))
CONTROLS = st.builds(frame, st.sampled_from([CLOSE, PING, PONG]), st.binary(max_size=125))


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """A message in one frame or in fragments, with control frames anywhere."""
    kind, fragments = draw(st.sampled_from([TEXT, BINARY])), draw(st.lists(PAYLOADS, min_size=1, max_size=4))
    parts = []
    for place, payload in enumerate(fragments):
        parts += draw(st.lists(CONTROLS, max_size=1))
        parts.append(frame(CONTINUATION if place else kind, payload, final=place == len(fragments) - 1))
    return b"".join(parts)


def fed(stream: bytes, cuts: list[int]) -> bytes:
    recorder = Recorder()
    guard = FrameGuard(recorder)  # type: ignore[arg-type] # a reader is fed, and tells of its end
    places = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    for start, end in itertools.pairwise(places):
        guard.feed_data(stream[start:end])
    guard.feed_eof()
    assert recorder.ended
    return recorder.data


@given(st.lists(messages(), max_size=4), st.lists(st.integers(0, 1 << 20), max_size=6))
def test_the_guard_passes_on_what_is_good_however_it_is_cut(sent: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(sent)
    assert fed(stream, cuts) == stream


@given(
    st.lists(messages(), max_size=3),
    st.sampled_from(
        [
            frame(TEXT, b"x" * 200, masked=False),
            frame(PING, masked=False),
            frame(CONTINUATION, b"x", masked=False),
            frame(TEXT, final=False) + frame(BINARY, b"xyz"),
        ]
    ),
    st.lists(st.integers(0, 1 << 20), max_size=6),
)
def test_the_guard_passes_on_nothing_behind_what_is_forbidden(sent: list[bytes], bad: bytes, cuts: list[int]) -> None:
    good = b"".join(sent) + (bad[:6] if bad[0] == TEXT and bad[1] & 0x80 else b"")
    passed = fed(b"".join(sent) + bad, cuts)
    assert passed.startswith(good + b"\x70\x80")
