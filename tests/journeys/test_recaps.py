"""
Recaps: there once a room is over, kept, the same on every node and after a crash, and put right by a rebuild.
"""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from typing import TYPE_CHECKING

from largesse.app.folding import rebuilt
from largesse.testing import CREATOR, EVERYBODY, GUEST, OPERATOR, VIEWER, VIEWER_2, serving, settings_in, spawned
from largesse.testing.documents import ROOM_CLOSE

if TYPE_CHECKING:
    from pathlib import Path

    from largesse.settings import Settings
    from largesse.testing import Json, Node, Persona

REVERSE = "mutation ($input: GiftReverseInput!) { giftReverse(input: $input) { errors { __typename } } }"
GOAL = "mutation ($input: GoalSetInput!) { goalSet(input: $input) { errors { __typename } } }"
STANDING = "mutation ($input: StandingSetInput!) { standingSet(input: $input) { errors { __typename } } }"
TOTAL = "times gifts coins earned { units }"
RECAP = f"""
    query ($id: ID!) {{
      room(id: $id) {{
        openedAt
        closedAt
        recap {{
          openedAt
          closedAt
          total {{ {TOTAL} }}
          reversed {{ {TOTAL} }}
          comboCount
          tiers {{ tier times gifts coins reversedCoins }}
          topGifts {{ id totalCoins remainingQuantity sender {{ id }} }}
          topCombos {{ id totalCoins sender {{ id }} }}
          board {{ totalCoins entries {{ nodes {{ person {{ id }} coins }} }} }}
        }}
      }}
    }}"""


async def recap_of(node: Node, room: str, reversed_coins: str = "0", by: Persona = VIEWER) -> Json:
    """Return a recap as soon as there is one with so much taken back, beside when its room was opened and closed."""
    async with asyncio.timeout(30):
        while True:
            seen = (await node.query(RECAP, {"id": room}, token=node.token(by)))["room"]
            if seen["recap"] is not None and seen["recap"]["reversed"]["coins"] == reversed_coins:
                return seen
            await asyncio.sleep(0.05)


async def differences(settings: Settings, *, check: bool = True) -> list[str]:
    return [each.text async for each in rebuilt(settings, None, check=check, command="a test")]


async def test_a_room_that_is_over_has_a_recap_which_marks_what_is_taken_back_later(settings: Settings) -> None:
    async with serving(settings) as node:
        await node.meet(*EVERYBODY)
        for viewer in (VIEWER, VIEWER_2):
            await node.grant(viewer, 100)
        room = await node.open_room(CREATOR, guests=[GUEST])
        small = await node.send_gift(VIEWER, room, quantity=2, priceSeen="2")
        large = await node.send_gift(VIEWER_2, room, quantity=9, priceSeen="9", anonymous=True)
        third = await node.send_gift(VIEWER, room, recipientId=GUEST.id)
        unlisted = await node.send_gift(VIEWER_2, room, quantity=3, priceSeen="3")
        await node.act(STANDING, VIEWER, shown=True)
        seen = (await node.query(RECAP, {"id": room}, token=node.token(VIEWER)))["room"]
        assert (seen["closedAt"], seen["recap"]) == (None, None)
        await node.act(ROOM_CLOSE, CREATOR, roomId=room)
        seen = await recap_of(node, room)
        recap = seen["recap"]
        assert (recap["openedAt"], recap["closedAt"]) == (seen["openedAt"], seen["closedAt"])
        assert {name: recap["total"][name] for name in ("times", "gifts", "coins")} == {
            "times": "4",
            "gifts": "15",
            "coins": "15",
        }
        assert recap["reversed"] == {"times": "0", "gifts": "0", "coins": "0", "earned": None}
        assert recap["tiers"] == [{"tier": "SPARK", "times": "4", "gifts": "15", "coins": "15", "reversedCoins": "0"}]
        assert [(top["id"], top["sender"]) for top in recap["topGifts"]] == [
            (large["id"], None),
            # Who has not agreed to be listed is named nowhere where it is told who gave the most.
            (unlisted["id"], None),
            (small["id"], {"id": VIEWER.id}),
            (third["id"], {"id": VIEWER.id}),
        ]
        assert (await recap_of(node, room, by=CREATOR))["recap"]["total"]["earned"] == {"units": "7550000"}
        assert recap["board"] == {
            "totalCoins": "15",
            "entries": {"nodes": [{"person": {"id": VIEWER.id}, "coins": "3"}]},
        }
        await node.act(REVERSE, OPERATOR, giftId=large["id"], quantity=4, reason="a test")
        marked = (await recap_of(node, room, reversed_coins="4"))["recap"]
        assert (marked["total"], marked["reversed"]["coins"]) == (recap["total"], "4")
        assert marked["tiers"][0]["reversedCoins"] == "4"
        assert marked["topGifts"][0]["remainingQuantity"] == 5
        assert await differences(settings) == []
        await node.assert_books_balance()


async def test_a_recap_is_made_once_though_the_node_that_closed_the_room_is_killed(settings: Settings) -> None:
    # What the node had begun another one ends, once it is overdue.
    hasty = settings.model_copy(update={"combo_window_seconds": 0.5})
    async with spawned(hasty) as doomed:
        await doomed.meet(*EVERYBODY)
        await doomed.grant(VIEWER, 100)
        room = await doomed.open_room()
        await asyncio.gather(*(doomed.send_gift(VIEWER, room) for _ in range(20)))
        await doomed.act(ROOM_CLOSE, CREATOR, roomId=room)
        await doomed.stop(signal.SIGKILL)
    async with serving(hasty) as node:
        recap = (await recap_of(node, room))["recap"]
        assert (recap["total"]["times"], recap["total"]["coins"], len(recap["topGifts"])) == ("20", "20", 10)
        assert (recap["comboCount"], [combo["totalCoins"] for combo in recap["topCombos"]]) == ("1", ["20"])
        assert await differences(settings) == []
        await node.assert_books_balance()


async def test_a_rebuild_finds_what_was_tampered_with_and_puts_it_right(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data")
    async with serving(settings) as node:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 10)
        room = await node.open_room()
        goal = {"roomId": room, "title": "Ten", "kind": "COUNT", "target": "10"}
        await node.act(GOAL, CREATOR, **goal)
        await node.send_gift(VIEWER, room, quantity=3, priceSeen="3")
        await node.act(ROOM_CLOSE, CREATOR, roomId=room)
        before = await recap_of(node, room)
        path = node.database.path
    with sqlite3.connect(path) as database:
        told = database.execute("SELECT tallies FROM goal_tallies").fetchone()
        database.execute("UPDATE recaps SET coins = coins + 1")
        database.execute("UPDATE goal_tallies SET tallies = '[]'")
    database.close()
    found = await differences(settings)
    assert sorted(line.split("\t")[:2] for line in found) == [["goals", "goal_tallies"], ["recaps", "recaps"]]
    assert any("coins 4 must be 3" in line for line in found)
    assert await differences(settings, check=False) == found
    assert await differences(settings) == []
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT tallies FROM goal_tallies").fetchone() == told
    database.close()
    async with serving(settings) as node:
        assert await recap_of(node, room) == before
