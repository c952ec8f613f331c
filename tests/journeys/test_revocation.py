"""
Revocation: an operator ends somebody's access, and every node and every open socket hears of it.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from largesse.clock import DAY, MICROSECONDS
from largesse.people.admission import token_rules
from largesse.people.tokens import sign
from largesse.testing import CREATOR, EVERYBODY, ISSUER, OPERATOR, VIEWER, VIEWER_2, Closed, serving, settings_in
from largesse.testing.documents import WHO_AM_I

if TYPE_CHECKING:
    from pathlib import Path

    from largesse.testing import Json, LocalNode, Node, Persona

    from .conftest import Nodes

REVOKE = """
mutation AccessRevoke($input: AccessRevokeInput!) {
  accessRevoke(input: $input) {
    access { person { id } revokedAt } replayed errors { __typename ... on UserError { code path } }
  }
}
"""
SECONDS = 15.0
"""What is promised; two looks of five and three seconds are within it."""


def token(node: Node, persona: Persona, *, later: int = 0, token_id: str | None = None) -> str:
    """A token of an issuer whose clock is a little ahead, within the leeway."""
    now = node.clock.now()
    caller = replace(persona.caller(now + DAY), token_id=token_id)
    return sign(caller, token_rules(node.settings), now + later * MICROSECONDS)


async def revoke(node: Node, **selector: object) -> Json:
    return await node.act(REVOKE, OPERATOR, selector=selector, reason="a test")


async def refused(node: Node, text: str) -> bool:
    answer = await node.answer(WHO_AM_I, token=text)
    if answer.errors:
        assert (answer.status, answer.errors[0]["extensions"]["reason"]) == (401, "REVOKED")
    return bool(answer.errors)


@pytest.mark.usefixtures("watchful")
async def test_what_somebody_was_issued_gives_nothing_from_then_on_and_what_comes_later_does(node: LocalNode) -> None:
    room = await node.open_room()
    before, later = token(node, VIEWER), token(node, VIEWER, later=30)
    async with node.follow_as(before, room) as follower, node.follow_as(node.token(VIEWER_2), room) as other:
        await follower.next()
        await other.next()
        payload = await revoke(node, person={"subject": {"subject": VIEWER.subject, "issuer": ISSUER}})
        assert (payload["access"]["person"], payload["errors"], payload["replayed"]) == ({"id": VIEWER.id}, [], False)
        assert await refused(node, before)
        assert await follower.closed(SECONDS) == 4403
        with pytest.raises(Closed) as closed:
            async with node.follow_as(before, room):
                pass
        assert closed.value.code == 4403
        await node.grant(VIEWER, 5)
        await node.meet(CREATOR)
        assert await node.query(WHO_AM_I, token=later) == {"viewer": {"person": {"id": VIEWER.id}}}
        await node.act(
            "mutation ($input: RoomPauseInput!) { roomPause(input: $input) { replayed } }",
            CREATOR,
            roomId=room,
            paused=True,
        )
        assert (await other.next())["__typename"] == "RoomPausedEvent"


async def test_one_token_is_revoked_and_its_owner_uses_another(node: LocalNode) -> None:
    lost, kept = token(node, VIEWER, token_id="lost"), token(node, VIEWER, token_id="kept")
    payload = await revoke(node, tokenId="lost")
    assert (payload["access"]["person"], payload["errors"]) == (None, [])
    assert (await refused(node, lost), await refused(node, kept)) == (True, False)


async def test_the_same_key_revokes_once_and_another_key_again(node: LocalNode) -> None:
    sent = {"selector": {"person": {"id": VIEWER.id}}, "reason": "a test", "idempotencyKey": "once"}
    first = await node.act(REVOKE, OPERATOR, **sent)
    again = await node.act(REVOKE, OPERATOR, **sent)
    assert first["access"]["person"] == {"id": VIEWER.id}
    assert again == first | {"replayed": True}
    other = await revoke(node, person={"id": VIEWER.id})
    assert other["replayed"] is False
    assert other["access"]["revokedAt"] > first["access"]["revokedAt"]


async def test_operators_alone_revoke(node: LocalNode) -> None:
    for persona in EVERYBODY:
        if persona is not OPERATOR:
            async with node.nothing_moves():
                payload = await node.act(REVOKE, persona, selector={"person": {"id": VIEWER.id}}, reason="a test")
            assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]
    assert not await refused(node, token(node, VIEWER))


@pytest.mark.parametrize(
    ("selector", "reason", "path"),
    [
        ({"tokenId": ""}, "a test", ["input", "selector", "tokenId"]),
        ({"tokenId": "t" * 256}, "a test", ["input", "selector", "tokenId"]),
        ({"person": {"id": "nobody"}}, "a test", ["input", "selector", "person", "id"]),
        ({"tokenId": "t"}, "", ["input", "reason"]),
        ({"tokenId": "t"}, "   ", ["input", "reason"]),
        ({"tokenId": "t"}, "r" * 501, ["input", "reason"]),
    ],
)
async def test_what_can_be_nobodys_is_refused(turned: LocalNode, selector: Json, reason: str, path: list[str]) -> None:
    async with turned.nothing_moves():
        payload = await turned.act(REVOKE, OPERATOR, selector=selector, reason=reason)
    assert [(error["code"], error["path"]) for error in payload["errors"]] == [("INVALID_INPUT", path)]


async def test_another_node_hears_of_it_without_a_bus(nodes: Nodes) -> None:
    room = await nodes.here.open_room()
    text = token(nodes.there, VIEWER)
    async with nodes.there.follow_as(text, room) as follower:
        await follower.next()
        await revoke(nodes.here, person={"id": VIEWER.id})
        assert await refused(nodes.here, text)
        assert await follower.closed(SECONDS) == 4403
    async with asyncio.timeout(SECONDS):
        while not await refused(nodes.there, text):
            pass


async def test_a_room_token_goes_with_the_token_it_was_asked_for_with(node: LocalNode) -> None:
    room = await node.open_room()
    text = token(node, VIEWER, token_id="t1")
    ask = "query ($room: ID!) { roomToken(roomId: $room) { token expiresAt } }"
    lent = (await node.query(ask, {"room": room}, token=text))["roomToken"]["token"]
    address = f"{node.url}/graphql?roomToken={lent}"
    for gone in (False, True):
        async with node.session.post(address, json={"query": "{ serverInfo { name } }"}) as answer:
            assert answer.status == (401 if gone else 200)
        await revoke(node, tokenId="t1")


async def test_a_revocation_outlives_the_server(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data")
    async with serving(settings) as node:
        text = token(node, VIEWER)
        await revoke(node, person={"id": VIEWER.id})
    async with serving(settings) as node:
        assert await refused(node, text)
        assert not await refused(node, token(node, VIEWER_2))
