"""
`largesse demo`: a server with a room full of people, on a machine with nothing set up.
"""

from __future__ import annotations

import http.client
import json
import signal
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .processes import ask, demo, get

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Run

PAGE = "http://localhost:5173"
ROLES = ("viewer", "viewer2", "creator", "moderator", "sponsor", "operator")
WHO = "{ viewer { person { id name } wallet { availableCoins lots { nodes { origin leftCoins paid { asset } } } } } }"
ROOM = "query($id: ID!) { room(id: $id) { status host { id } stage { name } } }"
SEND = """mutation($input: GiftSendInput!) { giftSend(input: $input) {
  wallet { availableCoins } replayed errors { ... on UserError { code } } } }"""
CLOSE = "mutation($input: RoomCloseInput!) { roomClose(input: $input) { errors { ... on UserError { code } } } }"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What a demo without a crowd says, as long as it runs."""
    with demo("--no-crowd", "--origin", PAGE, cwd=tmp_path_factory.mktemp("demo")) as (_, said):
        yield said


def test_the_first_line_is_one_json_object_with_all_that_a_front_end_needs(said: dict[str, Any]) -> None:
    assert list(said) == ["url", "graphql", "websocket", "room", "data_dir", "tokens", "expired_token"]
    assert tuple(said["tokens"]) == ROLES
    assert said["graphql"] == f"{said['url']}/graphql"
    assert said["websocket"] == said["graphql"].replace("http", "ws")
    assert Path(said["data_dir"]).is_dir()
    for role in ROLES:
        assert "errors" not in ask(said, WHO, said["tokens"][role])
    assert ask(said, WHO, said["expired_token"])["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_viewers_start_with_coins_that_were_bought_and_coins_that_were_given(said: dict[str, Any]) -> None:
    for role, currency in (("viewer", "USD"), ("viewer2", "EUR")):
        wallet = ask(said, WHO, said["tokens"][role])["data"]["viewer"]["wallet"]
        assert wallet["availableCoins"] == "5000"
        assert wallet["lots"]["nodes"] == [
            {"origin": "BONUS", "leftCoins": "500", "paid": None},
            {"origin": "PURCHASED", "leftCoins": "4500", "paid": {"asset": currency}},
        ]


def test_the_room_is_the_creators_with_two_guests_on_stage(said: dict[str, Any]) -> None:
    room = ask(said, ROOM, said["tokens"]["viewer"], id=said["room"])["data"]["room"]
    creator = ask(said, WHO, said["tokens"]["creator"])["data"]["viewer"]["person"]
    assert (room["status"], room["host"]["id"]) == ("OPEN", creator["id"])
    assert [member["name"] for member in room["stage"]] == ["Nova", "Kenji", "Layla"]


def test_the_server_is_ready(said: dict[str, Any]) -> None:
    status, body = get(f"{said['url']}/readyz")
    assert status == 200
    assert json.loads(body)["checks"] == dict.fromkeys(("database", "migrations", "journal", "plugins"), "ok")


def test_pages_of_an_origin_that_is_named_may_ask_and_others_may_not(said: dict[str, Any]) -> None:
    for origin, status, allowed in ((PAGE, 200, PAGE), ("http://localhost:3000", 403, None)):
        connection = http.client.HTTPConnection(said["url"].removeprefix("http://"))
        connection.request("GET", "/graphql?query=%7B__typename%7D", headers={"Origin": origin})
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (status, allowed)
        connection.close()


def test_a_taken_port_is_told_in_one_sentence(said: dict[str, Any], run: Run) -> None:
    port = said["url"].rpartition(":")[2]
    done = run("demo", "--port", port, "--no-crowd", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"largesse: Port {port} of 127.0.0.1 is taken by another program.\n"
    assert get(f"{said['url']}/healthz")[0] == 200


def test_a_named_directory_is_kept_and_resumed(tmp_path: Path) -> None:
    gift = {"idempotencyKey": "a", "giftType": "rose", "quantity": 5, "priceSeen": "5"}
    with demo("--no-crowd", "--data-dir", "kept", cwd=tmp_path) as (process, before):
        sent = ask(before, SEND, before["tokens"]["viewer"], input=gift | {"roomId": before["room"]})
        assert sent["data"]["giftSend"] == {"wallet": {"availableCoins": "4995"}, "replayed": False, "errors": []}
        assert process.stop() == (0, "")
    assert (tmp_path / "kept" / "largesse.db").is_file()
    with demo("--no-crowd", "--data-dir", "kept", cwd=tmp_path) as (process, after):
        assert after["room"] == before["room"]
        assert after["data_dir"] == before["data_dir"] == str(tmp_path / "kept")
        for token in (before["tokens"]["viewer"], after["tokens"]["viewer"]):
            wallet = ask(after, WHO, token)["data"]["viewer"]["wallet"]
            assert wallet["availableCoins"] == "4995"
        again = ask(after, SEND, after["tokens"]["viewer"], input=gift | {"roomId": after["room"]})
        assert again["data"]["giftSend"] == {"wallet": {"availableCoins": "4995"}, "replayed": True, "errors": []}
        assert process.stop() == (0, "")


def test_a_room_that_was_closed_is_followed_by_a_new_one(tmp_path: Path) -> None:
    with demo("--no-crowd", "--data-dir", "kept", cwd=tmp_path) as (process, before):
        closing = {"idempotencyKey": "a", "roomId": before["room"]}
        assert ask(before, CLOSE, before["tokens"]["creator"], input=closing)["data"]["roomClose"] == {"errors": []}
        assert process.stop() == (0, "")
    with demo("--no-crowd", "--data-dir", "kept", cwd=tmp_path) as (_, after):
        assert after["room"] != before["room"]
        assert ask(after, ROOM, after["tokens"]["viewer"], id=after["room"])["data"]["room"]["status"] == "OPEN"


def test_a_crowd_sends_gifts_which_everybody_hears_of_in_order_and_the_books_balance(tmp_path: Path) -> None:
    with demo("--crowd", "12", "--seed", "7", "--duration", "6", cwd=tmp_path) as (process, _):
        assert process.ended() == (0, "")
        errors = process.errors
    crowd = next(line for line in errors.splitlines() if line.startswith("The crowd: "))
    sent = int(crowd.split(", ")[-1].split(" ")[0])
    assert sent > 0
    assert crowd.startswith("The crowd: 12 viewers watching, ")
    # What goes wrong is told in between.
    assert crowd.count(",") == 2
    assert f"Given: {sent:,} gifts, " in errors
    assert errors.count(" gave ") == sent
    assert "The books balance: " in errors


def test_without_json_everything_is_printed_in_words(run: Run) -> None:
    done = run("demo", "--port", "0", "--no-crowd", "--duration", "0.2")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Largesse is up at http://127.0.0.1:")
    for role in ROLES:
        assert any(line.split()[:1] == [role] for line in lines)
    assert any(line.startswith("  curl -s http://127.0.0.1:") for line in lines)
    assert lines[-1].startswith("The books balance: ")


def test_a_directory_that_another_server_holds_is_told_in_one_sentence(tmp_path: Path, run: Run) -> None:
    with demo("--no-crowd", "--data-dir", "held", cwd=tmp_path) as (process, said):
        for arguments in (("demo", "--port", "0"), ("migrate", "up")):
            done = run(*arguments, "--data-dir", "held")
            assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
            assert "is in use by process " in done.stderr
            assert "largesse demo" in done.stderr
        assert get(f"{said['url']}/healthz")[0] == 200
        assert process.stop() == (0, "")


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/largesse"])
def test_a_directory_that_cannot_be_written_to_is_told_in_one_sentence(tmp_path: Path, run: Run, place: str) -> None:
    (tmp_path / "file").write_text("mine")
    done = run("demo", "--port", "0", "--data-dir", place)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert place in done.stderr
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    "arguments", [("demo", "--port", "0"), ("migrate", "up"), ("ledger", "verify")], ids=["demo", "migrate", "verify"]
)
def test_a_database_of_a_newer_release_is_told_in_one_sentence(
    tmp_path: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    assert run("migrate", "up", "--data-dir", "later").returncode == 0
    file = tmp_path / "later" / "largesse.db"
    connection = sqlite3.connect(file)
    connection.execute("INSERT INTO migration (name, applied_at) VALUES ('9999_later', 0)")
    connection.commit()
    connection.close()
    content = file.read_bytes()
    done = run(*arguments, "--data-dir", "later")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "newer release (9999_later)" in done.stderr
    assert file.read_bytes() == content


def test_it_ends_in_order_when_it_is_told_to_before_it_is_ready(tmp_path: Path) -> None:
    with demo("--crowd", "30", cwd=tmp_path) as (process, said):
        assert process.stop(signal.SIGINT) == (0, "")
        assert "The books balance" in process.errors
    assert not Path(said["data_dir"]).exists()
