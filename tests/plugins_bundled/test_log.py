"""
The log: a line of JSON for each fact, with names only where an operator asks for them, and nothing without a file.
"""

from __future__ import annotations

import asyncio
import json
import stat
from typing import TYPE_CHECKING

import pytest

import largesse_log
from largesse import ComboEnded, GiftReversed, GiftSent, RoomClosed, RoomOpened
from largesse.testing import CREATOR, VIEWER, serving, settings_in
from largesse.testing.documents import ROOM_CLOSE
from largesse_log.config import Config
from largesse_log.line import PERSONAL, append

if TYPE_CHECKING:
    from pathlib import Path

OVER = ComboEnded(
    room_id="r",
    offset=2,
    combo_id="c",
    gift_type="rose",
    gift_name="Rose",
    emoji="🌹",
    count=7,
    total_coins=7,
    total_diamonds=3_500_000,
    sender_id="s",
    sender_name="Vera",
    recipient_id="h",
    recipient_name="Nova",
    reason="WINDOW_PASSED",
    started_at=5,
    ended_at=6,
)
CLOSED = RoomClosed(room_id="r", offset=3, closed_at=7)


def lines_of(path: Path) -> list[dict[str, object]]:
    """The lines of a log; none if there is no file."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


async def test_what_happens_in_a_room_is_written_in_its_order_without_names(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    settings = settings_in(tmp_path / "data", plugins={"log": {"path": str(path)}})
    async with serving(settings, plugins=[largesse_log]) as node:
        await node.grant(VIEWER, 100)
        room = await node.open_room(CREATOR, title="Songs")
        await node.send_gift(VIEWER, room, message="Bravo!")
        await node.act(ROOM_CLOSE, CREATOR, roomId=room)
    # What was not told before the server ended is told when it starts again.
    async with serving(settings, plugins=[largesse_log]) as node:
        async with asyncio.timeout(20):
            while len(lines := lines_of(path)) < 3:
                await node.query("{ __typename }")
    assert [(line["fact"], line["offset"]) for line in lines] == [
        ("room_opened", 1),
        ("gift_sent", 2),
        ("room_closed", 3),
    ]
    assert len({line["room_id"] for line in lines}) == 1
    assert (lines[1]["gift_name"], lines[1]["total_coins"], lines[1]["sender_id"]) == ("Rose", 1, VIEWER.key)
    assert not any(PERSONAL & line.keys() for line in lines)


def test_names_are_written_where_the_configuration_says_so(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    opened = RoomOpened(room_id="r", offset=1, host_id="h", host_name="Nova", title="Songs ♫", opened_at=5)
    append("room_opened", opened, Config(path=path, names=True))
    append("room_opened", opened, Config(path=path))
    named = {"host_name": "Nova", "title": "Songs ♫"}
    plain = {"fact": "room_opened", "room_id": "r", "offset": 1, "host_id": "h", "opened_at": 5}
    assert lines_of(path) == [plain | named, plain]


def test_all_that_tells_of_people_by_name_is_personal() -> None:
    fields = {
        name
        for fact in (GiftSent, GiftReversed, ComboEnded, RoomOpened, RoomClosed)
        for name in fact.__dataclass_fields__
    }
    assert {name for name in fields if name.endswith("_name")} - PERSONAL == {"gift_name"}
    assert fields >= PERSONAL


def test_without_a_file_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    append("room_closed", CLOSED, Config())
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_the_servers_own_and_begun_anew_once_it_was_moved_away(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    append("room_closed", CLOSED, Config(path=path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.rename(tmp_path / "facts.jsonl.1")
    append("room_closed", CLOSED, Config(path=path))
    assert len(lines_of(path)) == len(lines_of(tmp_path / "facts.jsonl.1")) == 1


def test_each_telling_is_written_under_its_own_name(tmp_path: Path) -> None:
    config = Config(path=tmp_path / "facts.jsonl")
    taken = GiftReversed(room_id="r", offset=2, gift_id="g", quantity=1, total_coins=1, diamonds=500_000, reversed_at=6)
    largesse_log.largesse_gift_reversed(taken, config)
    largesse_log.largesse_combo_ended(OVER, config)
    largesse_log.largesse_room_closed(CLOSED, config)
    assert [(line["fact"], line["offset"]) for line in lines_of(tmp_path / "facts.jsonl")] == [
        ("gift_reversed", 2),
        ("combo_ended", 2),
        ("room_closed", 3),
    ]


def test_a_line_that_was_written_in_part_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.write", lambda _file, line: len(line) - 1)
    with pytest.raises(OSError, match="only part of a line could be written"):
        append("room_closed", CLOSED, Config(path=tmp_path / "facts.jsonl"))


def test_a_file_that_cannot_be_written_to_is_an_error_that_the_server_logs(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        append("room_closed", CLOSED, Config(path=tmp_path))
