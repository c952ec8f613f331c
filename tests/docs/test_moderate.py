"""
The how-to about moderating messages: its list, its documents and its plugin do what it says.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import largesse_wordlist
from largesse.settings import Settings
from largesse.testing import CREATOR, MODERATOR, VIEWER, candidate_of, serving, settings_in
from largesse.testing.documents import MESSAGE_SEND
from tests.cli.conftest import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from largesse.plugins import Candidate
    from largesse.testing import Json, LocalNode

HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "moderate.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)


async def wrote(node: LocalNode, room: str, text: str) -> Json:
    return await node.act(MESSAGE_SEND, VIEWER, roomId=room, text=text)


@pytest.fixture
def calm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Candidate]:
    """The plugin, in the file that the how-to names, to be imported."""
    (tmp_path / "largesse_calm.py").write_text(blocks("python")[0], "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield candidate_of("largesse_calm", "calm")
    sys.modules.pop("largesse_calm", None)


async def test_the_list_holds_and_refuses_and_the_documents_decide(tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    file.write_text(blocks("toml")[0], "utf-8")
    waiting, decide = blocks("graphql")
    settings = settings_in(tmp_path / "data", plugins={"wordlist": {"file": str(file)}})
    async with serving(settings, plugins=[largesse_wordlist]) as node:
        await node.meet(VIEWER, CREATOR, MODERATOR)
        room = await node.open_room()
        (refused,) = (await wrote(node, room, "here is a SCAM LINK"))["errors"]
        assert refused["code"] == "MESSAGE_REFUSED"
        assert (await wrote(node, room, "sc\u200bam, l1nk"))["message"]["state"] == "SHOWN"
        assert (await wrote(node, room, "f00l"))["message"]["state"] == "SHOWN"
        held = (await wrote(node, room, "Call me!"))["message"]
        assert held["state"] == "HELD"
        listed = (await node.query(waiting, {"roomId": room}, token=node.token(MODERATOR)))["room"]["heldMessages"]
        assert [(each["id"], each["text"], each["sender"]["name"]) for each in listed["nodes"]] == [
            (held["id"], "Call me!", "Vera")
        ]
        payload = await node.act(decide, MODERATOR, messageId=held["id"], decision="ALLOW")
        assert payload == {"message": {"id": held["id"], "state": "SHOWN"}, "errors": []}


async def test_the_plugin_holds_what_has_an_address_in_it(tmp_path: Path, calm: Candidate) -> None:
    async with serving(settings_in(tmp_path / "data"), plugins=[calm]) as node:
        await node.meet(VIEWER, CREATOR)
        room = await node.open_room()
        states = [(await wrote(node, room, text))["message"]["state"] for text in ("hello", "https://example.com")]
    assert states == ["SHOWN", "HELD"]


@pytest.mark.usefixtures("calm")
def test_the_plugins_own_tests_pass(tmp_path: Path) -> None:
    (tmp_path / "test_calm.py").write_text(blocks("python")[1], "utf-8")
    done = subprocess.run(  # noqa: S603  # pytest, on what was written just now
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env=environment(PYTHONPATH=str(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "7 passed" in done.stdout


def test_the_rate_is_the_default() -> None:
    assert Settings.model_fields["messages_per_minute"].default == 20
    assert "twenty messages a minute" in HOW_TO
