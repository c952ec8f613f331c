"""
Tokens are told to nobody: whatever is done with them, no log and no metric of the server holds one.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from largesse.clock import MICROSECONDS
from largesse.testing import CREATOR, OPERATOR, VIEWER, Closed, settings_in, spawned
from largesse.testing.documents import ROOM_EVENTS, WHO_AM_I

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from largesse.testing import ProcessNode

ROOM_TOKEN = "query ($room: ID!) { roomToken(roomId: $room) { token } }"
REVOKE = "mutation ($input: AccessRevokeInput!) { accessRevoke(input: $input) { errors { __typename } } }"


async def raw(node: ProcessNode, text: bytes) -> bytes:
    """Send bytes that no client would, and return what is answered."""
    address = urlsplit(node.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(text)
    answered = await reader.read(65_536)
    writer.close()
    return answered


async def used(node: ProcessNode, room: str) -> list[str]:
    """Use tokens in every way that is right, and in some that are not, and return them all."""
    good, forged = node.token(VIEWER), node.token(OPERATOR)[:-4] + "AAAA"
    expired = node.token(CREATOR, node.clock.now() - 120 * MICROSECONDS)
    lent = str((await node.query(ROOM_TOKEN, {"room": room}, token=good))["roomToken"]["token"])
    for token in (good, forged, expired, lent):
        await node.answer(WHO_AM_I, token=token)
        for name in ("roomToken", "token", "access_token", "other"):
            for path in ("/graphql", "/", "/metrics", "/nowhere", "/media/x"):
                async with node.session.get(f"{node.url}{path}", params={name: token, "query": "{"}) as answer:
                    assert answer.status < 500
                    assert token not in str(answer.headers)
                    assert token not in await answer.text()
        try:
            async with node.follow_as(token, room) as follower:
                await follower.next()
        except Closed as closed:
            assert closed.code in {4401, 4403}  # noqa: PT017 - a good token is let in
        for line in (
            f"GET /graphql?roomToken={token} HTTP/9.9\r\n\r\n",
            f"GET /graphql?roomToken={token}\x01 HTTP/1.1\r\n\r\n",
            f"Bearer {token}\r\n\r\n",
            f"GET / HTTP/1.1\r\nAuthorization {token}\r\n\r\n",
            f"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: {token}\r\n\r\n",
        ):
            assert token.encode() not in await raw(node, line.encode())
    address = f"{node.url}/graphql?roomToken={lent}"
    body = {"query": ROOM_EVENTS, "variables": {"roomId": room}}
    async with node.session.post(address, json=body, headers={"Accept": "text/event-stream"}) as stream:
        assert stream.status == 200
        sent = {"idempotencyKey": "k", "selector": {"person": {"id": VIEWER.id}}, "reason": "a test"}
        await node.query(REVOKE, {"input": sent}, token=node.token(OPERATOR))
        # What was opened with a room token ends with what its owner had been issued.
        assert b"REVOKED" in await asyncio.wait_for(stream.read(), 15)
    return [good, forged, expired, lent]


async def test_no_log_and_no_metric_holds_a_token(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data", log_level="debug")
    async with spawned(settings) as node:
        room = await node.open_room()
        tokens = await used(node, room)
        async with node.session.get(f"{node.url}/metrics") as answer:
            metrics = await answer.text()
        assert await node.stop() == 0
    (log,) = (tmp_path / "data").glob("node-*.log")
    told = log.read_text() + metrics
    assert told.count("\n") > 50
    for token in tokens:
        for part in parts(token):
            assert part not in told


def parts(token: str) -> Iterator[str]:
    """What of a token would be enough to know it again: its claims and its signature."""
    yield from token.split(".")[1:]
