"""
The how-to about goals, thanks and recaps: its documents are taken as they are written, and do what it says.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

from largesse.testing import CREATOR, EVERYBODY, VIEWER, VIEWER_2, serving, settings_in
from largesse.testing.documents import ROOM_CLOSE
from largesse.testing.follower import following

if TYPE_CHECKING:
    from largesse.testing import Json, Node

HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "goals-and-recaps.md").read_text("utf-8")
SETTING, FOLLOWING, THANKING, LOOKING_BACK = re.findall(r"^```graphql\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)


async def looked_back(node: Node, room: str) -> Json:
    async with asyncio.timeout(15):
        while True:
            seen = await node.query(LOOKING_BACK, {"id": room}, token=node.token(VIEWER))
            if seen["room"]["recap"] is not None:
                return seen["room"]["recap"]
            await asyncio.sleep(0.05)


async def test_a_goal_is_set_reached_and_looked_back_on_as_the_how_to_says(tmp_path: Path) -> None:
    async with serving(settings_in(tmp_path)) as node:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 6_000)
        room = await node.open_room()
        by_creator, told = node.token(CREATOR), {"roomId": room}
        async with following(
            node.session, node.url, FOLLOWING, told, field="roomEvents", token=node.token(VIEWER_2)
        ) as follower:
            assert (await follower.next())["room"] == {"goals": []}
            done = (await node.query(SETTING.replace("…", room), token=by_creator))["goalSet"]
            assert (done["errors"], done["goal"]["value"]) == ([], "0")
            assert (await follower.next())["goal"]["title"] == "Encore!"
            gift = await node.send_gift(VIEWER, room, quantity=999, priceSeen="999")
            for _ in range(5):
                await node.send_gift(VIEWER, room, quantity=999, priceSeen="999")
            async with asyncio.timeout(10):
                while not (shown := await follower.next()).get("goals") or shown["goals"][0]["value"] != "5994":
                    pass
        assert shown["goals"][0]["reachedAt"] is not None
        thanked = (await node.query(THANKING.replace("…", gift["id"]), token=by_creator))["giftThank"]
        assert thanked["gift"]["thankedAt"] is not None
        await node.act(ROOM_CLOSE, CREATOR, roomId=room)
        recap = await looked_back(node, room)
    assert recap["total"] == {"times": "6", "gifts": "5994", "coins": "5994"}
    assert len(recap["topGifts"]) == 6
    assert recap["board"] == {"entries": {"nodes": []}}
