"""
What tests are written with: it serves, it follows, and it finds what has moved and what does not balance.
"""

from __future__ import annotations

import ast
import sqlite3
from pathlib import Path

import pytest

import largesse.testing
from largesse.clock import DAY, MICROSECONDS
from largesse.errors import ConfigurationError
from largesse.plugins import Policy
from largesse.testing import (
    CREATOR,
    EVERYBODY,
    GUEST,
    VIEWER,
    VIEWER_2,
    Closed,
    Refused,
    TurnedClock,
    assert_books_balance,
    contents_of,
    following,
    serving,
    settings_in,
    spawned,
)

FOLDER = Path(largesse.testing.__file__).parent


def test_its_face_is_sorted_and_complete() -> None:
    face = ast.parse((FOLDER / "__init__.py").read_text("utf-8"))
    imported = {alias.name for node in ast.walk(face) if isinstance(node, ast.ImportFrom) for alias in node.names}
    constants = [name for name in largesse.testing.__all__ if name.isupper()]
    assert set(largesse.testing.__all__) == imported
    rest = [name for name in largesse.testing.__all__ if name not in constants]
    assert largesse.testing.__all__ == sorted(constants) + sorted(rest, key=lambda name: (name.islower(), name))


def test_it_imports_no_test_framework() -> None:
    imported = set()
    for path in set(FOLDER.rglob("*.py")) - set(FOLDER.glob("strategies/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").partition(".")[0])
    assert imported.isdisjoint({"pytest", "hypothesis", "unittest", "tests"})


def test_a_clock_goes_when_it_is_told_to() -> None:
    clock = TurnedClock(1_000)
    assert [clock.now(), clock.now()] == [1_001, 1_002]
    clock.turn(days=1, hours=1, seconds=1.5)
    assert clock.now() == 1_003 + DAY + 3_600 * MICROSECONDS + 1_500_000
    clock.turn_to(7)
    assert clock.now() == 7


async def test_the_first_gift_of_its_own_documentation(tmp_path: Path) -> None:
    async with serving(settings_in(tmp_path)) as node:
        await node.grant(VIEWER, 100)
        room = await node.open_room(CREATOR, guests=[GUEST])
        async with node.follow(VIEWER_2, room) as follower:
            assert follower.cursor is None
            gift = await node.send_gift(VIEWER, room, quantity=3, priceSeen="3")
            assert (await follower.next())["__typename"] == "RoomSnapshot"
            told = await follower.until(3)
        assert gift["totalCoins"] == "3"
        assert told[-1]["offset"] == "3"
        assert follower.cursor == told[-1]["cursor"]
        assert await node.coins_of(VIEWER) == 97
        assert await node.earnings_of(CREATOR) == 1_500_000
        await node.assert_books_balance()
        assert "gifts" in await node.contents()


async def test_what_has_moved_is_named(tmp_path: Path) -> None:
    async with serving(settings_in(tmp_path)) as node:
        await node.meet(*EVERYBODY)
        with pytest.raises(AssertionError, match=r"what should have stood still has moved:\n(.*\n)*\+ lots "):
            async with node.nothing_moves():
                await node.grant(VIEWER, 1)
        async with node.nothing_moves():
            assert (await node.order_gift(VIEWER, "no room"))["errors"]


async def test_books_that_do_not_balance_are_told(tmp_path: Path) -> None:
    async with serving(settings_in(tmp_path)) as node:
        await node.grant(VIEWER, 5)
        database = node.database
    await assert_books_balance(database)
    with sqlite3.connect(database.path) as connection:
        connection.execute("UPDATE accounts SET balance = balance + 1 WHERE purpose = 'wallet'")
    connection.close()
    with pytest.raises(AssertionError, match="differences in the books"):
        await assert_books_balance(database)
    assert (await contents_of(database))["lots"]


async def test_what_is_refused_is_raised_where_success_was_meant(tmp_path: Path) -> None:
    async with serving(settings_in(tmp_path), clock=TurnedClock(1_796_558_400 * MICROSECONDS)) as node:
        room = await node.open_room()
        with pytest.raises(AssertionError, match="InsufficientCoinsError"):
            await node.send_gift(VIEWER, room)
        with pytest.raises(AssertionError, match="UNAUTHENTICATED"):
            await node.query("{ rooms { nodes { id } } }")
        with pytest.raises(AssertionError, match="status 400"):
            await node.query("{ nothing }")
        async with node.follow_as("", room) as follower:
            with pytest.raises(Refused) as refused:
                await follower.next()
            assert refused.value.codes == ["UNAUTHENTICATED"]
        with pytest.raises(Closed) as closed:
            async with node.follow_as("no token", room):
                pass
        assert closed.value.code == 4403
        document = "subscription ($roomId: ID!) { roomEvents(roomId: $roomId) { ... on RoomSnapshot { room { id } } } }"
        token = node.token(VIEWER)
        async with following(
            node.session, node.url, document, {"roomId": room}, field="roomEvents", token=token
        ) as follower:
            assert await follower.next() == {"room": {"id": room}}


async def test_a_query_over_the_socket_is_complete_after_its_answer(tmp_path: Path) -> None:
    async with (
        serving(settings_in(tmp_path)) as node,
        following(node.session, node.url, "{ serverInfo { name } }", {}, field="serverInfo") as follower,
    ):
        assert await follower.next() == {"name": "Largesse"}
        with pytest.raises(Closed) as closed:
            await follower.next()
        assert closed.value.code == 1000


async def test_a_server_in_a_process_of_its_own_serves_and_stops(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, allowed_origins=("https://a.example", "https://b.example"))
    async with spawned(settings) as node:
        await node.grant(VIEWER, 1)
        with pytest.raises(ConfigurationError, match="largesse serve"):
            async with serving(settings):
                pass
        room = await node.open_room()
        async with node.follow(VIEWER, room) as follower:
            await follower.next()
            assert await node.stop() == 0
            assert await follower.closed() == 1001
        assert await node.stop() == 0
    async with serving(settings, policy=Policy(safe_mode=True)) as again:
        assert await again.coins_of(VIEWER) == 1


async def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, database="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(RuntimeError, match=r"the server did not start: .*does not answer"):
        async with spawned(settings):
            pass
