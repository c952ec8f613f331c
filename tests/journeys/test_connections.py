"""
Connections: every list walked page by page, with no gap and no double, while it grows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.testing import CREATOR, OPERATOR, VIEWER
from largesse.testing.documents import ROOM_CLOSE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from largesse.testing import Answer, Json, LocalNode, Persona

LISTS = {
    "giftsSent": "viewer { LIST }",
    "giftsReceived": "viewer { LIST }",
    "lots": "viewer { wallet { LIST } }",
    "entries": "viewer { wallet { LIST } }",
    "buckets": "viewer { earnings { LIST } }",
    "rooms": "LIST",
    "giftTypes": "LIST",
    "rateCards": "LIST",
    "items": "giftPanel(roomId: $room) { LIST }",
    "gifts": "room(id: $room) { LIST }",
}
"""Every list of the graph, and where it stands."""
PAGE = "edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
SHARED = ({"giftsSent", "giftsReceived"}, {"giftTypes", "items"})
"""Lists of the same things in the same order, in which each other's cursors mean something."""


def document(name: str, *, backward: bool) -> str:
    arguments = "last: $size, before: $place" if backward else "first: $size, after: $place"
    more = 'region: "JP", ' if name == "rateCards" else ""
    body = LISTS[name].replace("LIST", f"{name}({more}{arguments}) {{ {PAGE} }}")
    room = "$room: ID!, " if "$room" in body else ""
    return f"query ({room}$size: Int, $place: String) {{ {body} }}"


def reader_of(name: str) -> Persona:
    return CREATOR if name in {"giftsReceived", "buckets"} else VIEWER


@dataclass
class Walker:
    """Reads lists, those of a room in one room."""

    node: LocalNode
    room: str

    async def ask(
        self,
        name: str,
        size: int | None,
        place: str | None = None,
        *,
        backward: bool = False,
        reader: Persona | None = None,
    ) -> Answer:
        variables = {"size": size, "place": place, **({"room": self.room} if "$room" in LISTS[name] else {})}
        token = self.node.token(reader or reader_of(name))
        return await self.node.answer(document(name, backward=backward), variables, token=token)

    async def page(self, name: str, size: int | None, place: str | None = None, *, backward: bool = False) -> Json:
        answer = await self.ask(name, size, place, backward=backward)
        assert answer.errors == [], (name, answer.errors)
        found = answer.data
        while "edges" not in found:
            (found,) = found.values()
        assert [edge["node"] for edge in found["edges"]] == found["nodes"]
        cursors = [edge["cursor"] for edge in found["edges"]]
        told = found["pageInfo"]
        assert (told["startCursor"], told["endCursor"]) == ((cursors[0], cursors[-1]) if cursors else (None, None))
        return found

    async def ids(self, name: str) -> list[str]:
        """All of a list that fits one page."""
        found = await self.page(name, 100)
        assert found["pageInfo"]["hasNextPage"] is False
        return [each["id"] for each in found["nodes"]]

    async def walked(
        self,
        name: str,
        size: int = 3,
        *,
        backward: bool = False,
        between: Callable[[], Awaitable[object]] | None = None,
    ) -> list[str]:
        """All of a list page by page, in its own order; something may happen between two pages."""
        place: str | None = None
        ids: list[str] = []
        ahead, behind = ("hasPreviousPage", "hasNextPage") if backward else ("hasNextPage", "hasPreviousPage")
        while True:
            found = await self.page(name, size, place, backward=backward)
            told, met = found["pageInfo"], [each["id"] for each in found["nodes"]]
            assert told[behind] is (place is not None)
            ids = met + ids if backward else ids + met
            if not told[ahead]:
                return ids
            assert len(met) == size
            place = told["startCursor" if backward else "endCursor"]
            if between is not None:
                await between()


async def filled(node: LocalNode) -> tuple[Walker, list[str]]:
    """Fill every list; return who reads them, and a room's gifts in the order in which they were sent."""
    for number in range(5):
        await node.grant(VIEWER, 50 + number)
    # Lots that expire at one instant, and one that was bought: ties are broken alike on every page.
    for _ in range(3):
        await node.grant(VIEWER, 5, expiresAt="2030-01-01T00:00:00Z")
    await node.grant(VIEWER, 5, origin="PURCHASED", channel="IOS")
    room = await node.open_room()
    for _ in range(4):
        await node.act(ROOM_CLOSE, CREATOR, roomId=await node.open_room())
    return Walker(node, room), [(await node.send_gift(VIEWER, room))["id"] for _ in range(7)]


async def test_every_list_is_walked_both_ways_without_gap_or_double(node: LocalNode) -> None:
    walker, sent = await filled(node)
    for name in LISTS:
        whole = await walker.ids(name)
        assert len(whole) == len(set(whole)) > 0, name
        for size in {3, len(whole) - 1, len(whole)} - {0}:
            assert await walker.walked(name, size) == whole, name
            assert await walker.walked(name, size, backward=True) == whole, name
        if name in {"giftsSent", "giftsReceived", "gifts"}:
            assert whole == sent[::-1], name


async def test_what_comes_while_a_list_is_walked_neither_shifts_nor_doubles_it(node: LocalNode) -> None:
    walker, _ = await filled(node)

    async def more() -> None:
        await node.send_gift(VIEWER, walker.room)
        await node.open_room()

    # The newest come first: what is new stands before the first page, and is not met on the way.
    for name in ("giftsSent", "giftsReceived", "entries", "rooms", "gifts"):
        before = await walker.ids(name)
        assert await walker.walked(name, between=more) == before, name
        after = await walker.ids(name)
        assert after[-len(before) :] == before, name
        assert len(after) > len(before), name


async def test_lots_that_come_while_they_are_walked_stand_where_they_are_spent(node: LocalNode) -> None:
    walker, _ = await filled(node)
    before = await walker.ids("lots")

    async def granted() -> None:
        await node.grant(VIEWER, 1)

    walk = await walker.walked("lots", between=granted)
    assert len(walk) == len(set(walk))
    assert [each for each in walk if each in before] == before
    # What was bought is spent last, whatever was granted since.
    assert (await walker.ids("lots"))[-1] == before[-1]


async def test_a_page_has_100_at_most_and_20_if_nothing_is_said(node: LocalNode) -> None:
    await node.grant(VIEWER, 1_000)
    walker = Walker(node, await node.open_room())
    for _ in range(21):
        await node.send_gift(VIEWER, walker.room)
    for name in LISTS:
        for backward, field in ((False, "first"), (True, "last")):
            assert (await walker.page(name, 0, backward=backward))["nodes"] == []
            for size in (101, -1, 2**31 - 1):
                answer = await walker.ask(name, size, backward=backward)
                assert answer.codes == ["INVALID_INPUT"], (name, field, size)
                assert answer.errors[0]["message"].startswith(f"{field}: ")
    for name in ("giftsSent", "giftTypes", "gifts"):
        assert len((await walker.page(name, None))["nodes"]) == 20
        assert len((await walker.page(name, 100))["nodes"]) > 20


async def test_a_cursor_of_another_list_is_refused(node: LocalNode) -> None:
    walker, _ = await filled(node)
    cursors = {name: (await walker.page(name, 1))["pageInfo"]["endCursor"] for name in LISTS}
    for name in LISTS:
        same = next((group for group in SHARED if name in group), {name})
        foreign = [cursor for other, cursor in cursors.items() if other not in same]
        for place in ("", "x", "é", "A" * 600, *foreign):
            answer = await walker.ask(name, 1, place, reader=OPERATOR)
            assert answer.codes == ["INVALID_INPUT"], (name, place)
