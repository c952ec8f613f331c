"""
Frames that are made for all are those that each would have been sent alone.
"""

from __future__ import annotations

import json

import pytest

from largesse.web.groups.member import Place, Told
from largesse.web.sockets.listener import NextFrames


def messages_in(frames: bytes) -> list[object]:
    """The messages in frames from a server, by RFC 6455, 5.2."""
    found = []
    while frames:
        assert frames[0] == 0x81, "a text in one frame"
        size, start = frames[1], 2
        if size == 126:
            size, start = int.from_bytes(frames[2:4]), 4
        elif size == 127:
            size, start = int.from_bytes(frames[2:10]), 10
        shortest = 2 if size < 126 else 4 if size < 65_536 else 10
        assert (start, frames[1] & 0x80) == (shortest, 0), "the shortest head, without a mask"
        found.append(json.loads(frames[start : start + size]))
        frames = frames[start + size :]
    return found


@pytest.mark.parametrize("identifier", ["1", "ärgerlich", '"quoted"', "a-uuid-of-thirty-six-characters-wide"])
def test_frames_carry_each_payload_under_the_members_own_id(identifier: str) -> None:
    payloads = [{"data": {"text": "x" * size}} for size in (0, 70, 80, 200, 65_460, 65_500, 70_000)]
    told = [Told(Place(""), json.dumps(payload).encode()) for payload in payloads]
    mark = json.dumps(identifier, ensure_ascii=False)[1:-1].encode()

    frames = mark.join(NextFrames(len(mark)).pieces(told))

    assert messages_in(frames) == [{"id": identifier, "type": "next", "payload": payload} for payload in payloads]
