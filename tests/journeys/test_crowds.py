"""
Crowds: many who open a room in the same moment cost the database a few reads, and each is shown the room.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from largesse.schema.rows import TortoiseRows
from largesse.testing import VIEWER, VIEWER_2
from largesse.testing.documents import ROOM_EVENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from largesse.ledger.table import Key, Table
    from largesse.testing import Json, LocalNode

CROWD = 100
READS_MAX = 10
"""Of any one table. Each of a crowd is let in by itself, and what all are shown is read for those of a moment."""


async def test_what_a_crowd_is_shown_is_read_a_few_times(node: LocalNode, monkeypatch: pytest.MonkeyPatch) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room()
    gift = (await node.send_gift(VIEWER, room))["id"]
    reads: Counter[str] = Counter()
    read_by_keys, read_page = TortoiseRows.by_keys, TortoiseRows.page

    async def by_keys(rows: TortoiseRows, table: Table[tuple[object, ...]], keys: Sequence[Key]) -> Json:
        reads[table.name] += bool(keys)
        return await read_by_keys(rows, table, keys)

    async def page(rows: TortoiseRows, table: Table[tuple[object, ...]], *asked: Json, **more: Json) -> Json:
        reads[table.name] += 1
        return await read_page(rows, table, *asked, **more)

    monkeypatch.setattr(TortoiseRows, "by_keys", by_keys)
    monkeypatch.setattr(TortoiseRows, "page", page)
    headers = {"Authorization": f"Bearer {node.token(VIEWER_2)}"}
    subscribe = {"type": "subscribe", "payload": {"query": ROOM_EVENTS, "variables": {"roomId": room}}}
    async with (
        node.session.ws_connect(f"{node.url}/graphql", protocols=["graphql-transport-ws"], headers=headers) as socket,
        asyncio.timeout(20),
    ):
        await socket.send_json({"type": "connection_init"})
        await socket.receive_json()
        for number in range(CROWD):
            await socket.send_json({"id": str(number), **subscribe})
        first = [await socket.receive_json() for _ in range(CROWD)]
        later = (await node.send_gift(VIEWER, room))["id"]
        then = [await socket.receive_json() for _ in range(CROWD)]
    assert {message["id"] for message in first} == {message["id"] for message in then} == set(map(str, range(CROWD)))
    shown = [message["payload"]["data"]["roomEvents"] for message in first]
    assert [[each["id"] for each in item["room"]["gifts"]["nodes"]] for item in shown] == [[gift]] * CROWD
    assert {message["payload"]["data"]["roomEvents"]["gift"]["id"] for message in then} == {later}
    assert max(reads.values()) <= READS_MAX, reads
