"""
The how-to about tokens: its code makes keys and a token that a server takes, and its documents do what it says.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from largesse.people.claims import ClaimNames, TokenFault
from largesse.testing import CREATOR, OPERATOR, serving, settings_in

if TYPE_CHECKING:
    import pytest

HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "tokens.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of a language, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)


async def test_the_code_makes_a_token_that_is_taken_lent_for_a_room_and_revoked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made: dict[str, str] = {}
    (signing,) = blocks("python")
    exec(signing, made)  # type: ignore[arg-type]  # noqa: S102 - the how-to's own code, whose `token` is text
    revoking, lending = blocks("graphql")
    issued = dict(re.findall(r"^    export LARGESSE_(TOKEN_ISSUER|TOKEN_AUDIENCE)=(\S+)$", HOW_TO, re.MULTILINE))
    settings = settings_in(
        tmp_path / "data",
        token_jwks="jwks.json",
        token_issuer=issued["TOKEN_ISSUER"],
        token_audience=issued["TOKEN_AUDIENCE"],
    )
    async with serving(settings) as node:
        token = made["token"]
        me = (await node.query("{ viewer { person { id name } } }", token=token))["viewer"]["person"]
        assert me["name"] == "Ana"
        room = await node.open_room(CREATOR)
        lent = (await node.query(lending, {"roomId": room}, token=token))["roomToken"]["token"]
        address = f"{node.url}/graphql?roomToken={lent}"
        read = {"query": "query ($id: ID!) { room(id: $id) { id } }", "variables": {"id": room}}
        async with node.session.post(address, json=read) as answer:
            assert (await answer.json())["data"] == {"room": {"id": room}}
        revoked = (await node.query(revoking, token=node.token(OPERATOR)))["accessRevoke"]
        assert (revoked["access"]["person"]["id"], revoked["errors"]) == (me["id"], [])
        refused = await node.answer("{ viewer { person { id } } }", token=token)
        assert (refused.status, refused.errors[0]["extensions"]["reason"]) == (401, "REVOKED")
        async with node.session.post(address, json=read) as answer:
            assert answer.status == 401


def test_every_claim_and_every_reason_is_told() -> None:
    names = ClaimNames()
    for claim in (*(getattr(names, field) for field in ClaimNames.__dataclass_fields__), "nbf"):
        assert f"`{claim}`" in HOW_TO
    for fault in TokenFault:
        assert f"`{fault.name}`" in HOW_TO
