"""
A server that believes published keys alone: nothing is secret between it and the host platform.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.schema.ids import global_id
from largesse.testing import ISSUER, VIEWER, Closed, serving, settings_in
from largesse.testing.documents import WHO_AM_I
from tests.people.issuer import ALGORITHMS, key_for, key_set, public, signed

if TYPE_CHECKING:
    from pathlib import Path

    from largesse.testing import LocalNode

ROOM_TOKEN = "query ($room: ID!) { roomToken(roomId: $room) { token } }"


def token(node: LocalNode, algorithm: str, name: str = "k1") -> str:
    claims = {"sub": VIEWER.subject, "iss": ISSUER, "exp": node.clock.now() // 1_000_000 + 60, "roles": ["viewer"]}
    return signed(claims, key_for(algorithm, name), algorithm)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_a_token_of_a_published_key_lets_in_and_no_other(tmp_path: Path, algorithm: str) -> None:
    keys = tmp_path / "keys.json"
    keys.write_bytes(key_set(public(key_for(algorithm))))
    settings = settings_in(tmp_path / "data", token_secret=None, token_jwks=str(keys))
    async with serving(settings) as node:
        assert await node.query(WHO_AM_I, token=token(node, algorithm)) == {"viewer": {"person": {"id": VIEWER.id}}}
        answer = await node.answer(WHO_AM_I, token=token(node, algorithm, "k2"))
        assert (answer.status, answer.errors[0]["extensions"]["reason"]) == (401, "FORGED")


async def test_while_keys_cannot_be_read_callers_are_told_to_come_back(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data", token_secret=None, token_jwks=str(tmp_path / "none.json"))
    async with serving(settings) as node:
        text = token(node, "ES256")
        answer = await node.answer(WHO_AM_I, token=text)
        assert (answer.status, answer.codes) == (503, ["UNAVAILABLE"])
        with pytest.raises(Closed) as closed:
            async with node.follow_as(text, "any"):
                pass
        assert closed.value.code == 1013
        assert (await node.answer("{ serverInfo { name } }")).status == 200


async def test_without_a_secret_no_room_tokens_are_handed_out(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_bytes(key_set(public(key_for("ES256"))))
    settings = settings_in(tmp_path / "data", token_secret=None, token_jwks=str(keys))
    async with serving(settings) as node:
        room = global_id("Room", "00000000-0000-7000-8000-000000000000")
        answer = await node.answer(ROOM_TOKEN, {"room": room}, token=token(node, "ES256"))
        assert (answer.data, answer.codes) == ({"roomToken": None}, ["UNAVAILABLE"])
