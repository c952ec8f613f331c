"""
Boards: who gave the most, seen in the room as it changes; and nobody's name unless they agreed.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from largesse.app.folding import rebuilt
from largesse.testing import CREATOR, GUEST, MODERATOR, OPERATOR, VIEWER, VIEWER_2, following, serving, spawned

if TYPE_CHECKING:
    from largesse.settings import Settings
    from largesse.testing import Json, LocalNode, Node, Persona

    from .conftest import Nodes

BOARD = """
    fragment board on Board {
      period timeZone startsAt endsAt totalCoins reversedCoins offset
      entries(first: 2) {
        nodes { rank coins reversedCoins listed person { id name } }
        pageInfo { hasNextPage endCursor }
      }
    }"""
ROOM = BOARD + "query ($id: ID!, $period: BoardPeriod) { room(id: $id) { board(period: $period) { ...board } } }"
OWN = "query ($id: ID!) { room(id: $id) { board { viewerEntry { id rank coins listed person { name } } } } }"
PERSON = (
    BOARD
    + """
    query ($id: ID!, $period: BoardPeriod!, $at: DateTime) {
      node(id: $id) { ... on Person { board(period: $period, at: $at) { ...board } } }
    }"""
)
PAGE = """
    query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
      room(id: $id) {
        board {
          entries(first: $first, after: $after, last: $last, before: $before) {
            nodes { rank coins }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          }
        }
      }
    }"""
FOLLOW = (
    BOARD
    + """
    subscription ($id: ID!) {
      roomEvents(roomId: $id) {
        __typename
        ... on RoomSnapshot { room { board { ...board } } }
        ... on BoardChanged { board { ...board } }
      }
    }"""
)
STANDING = """
    mutation ($input: StandingSetInput!) {
      standingSet(input: $input) { standing { shown changedAt } replayed errors { __typename } }
    }"""
BOARD_SET = """
    mutation ($input: BoardSetInput!) {
      boardSet(input: $input) {
        person { id } room { id board { totalCoins } } replayed errors { __typename ... on UserError { code } }
      }
    }"""
HEADS = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Room { offset } } }"
REVERSE = "mutation ($input: GiftReverseInput!) { giftReverse(input: $input) { errors { __typename } } }"


async def shown(node: Node, room: str, period: str | None = None, by: Persona = VIEWER) -> Json:
    data = await node.query(ROOM, {"id": room} | ({"period": period} if period else {}), token=node.token(by))
    return data["room"]["board"]


async def counted(node: Node, room: str, offset: int) -> Json:
    """Wait until a room's board has come to an offset, and return it."""
    async with asyncio.timeout(20):
        while int((board := await shown(node, room))["offset"]) < offset:  # noqa: ASYNC110 - nobody is told of a board that is asked for
            await asyncio.sleep(0.01)
    return board


async def agree(node: Node, who: Persona, *, listed: bool = True) -> None:
    payload = await node.act(STANDING, who, shown=listed)
    assert (payload["standing"]["shown"], payload["errors"]) == (listed, [])


async def own(node: Node, room: str, who: Persona) -> Json:
    return (await node.query(OWN, {"id": room}, token=node.token(who)))["room"]["board"]["viewerEntry"]


async def funded(node: Node, *people: Persona) -> None:
    for who in people:
        await node.grant(who, 100)


async def test_a_room_shows_who_agreed_and_counts_everybody(node: LocalNode) -> None:
    await funded(node, VIEWER, VIEWER_2, MODERATOR)
    room = await node.open_room()
    await agree(node, VIEWER)
    await agree(node, MODERATOR)
    await node.send_gift(VIEWER, room, quantity=3, priceSeen="3")
    await node.send_gift(VIEWER_2, room, quantity=9, priceSeen="9")
    await node.send_gift(MODERATOR, room, quantity=5, priceSeen="5", anonymous=True)
    gift = await node.send_gift(MODERATOR, room, quantity=4, priceSeen="4")
    assert (await node.act(REVERSE, OPERATOR, giftId=gift["id"], reason="a test", quantity=2))["errors"] == []
    board = await counted(node, room, 6)
    assert (board["totalCoins"], board["reversedCoins"], board["startsAt"], board["endsAt"]) == ("19", "2", None, None)
    assert board["entries"]["nodes"] == [
        {
            "rank": 1,
            "coins": "3",
            "reversedCoins": "0",
            "listed": True,
            "person": {"id": VIEWER.id, "name": "Vera"},
        },
        {
            "rank": 2,
            "coins": "2",
            "reversedCoins": "2",
            "listed": True,
            "person": {"id": MODERATOR.id, "name": "Mara"},
        },
    ]
    # Everybody sees where they stand themselves; who is not listed, where they would.
    assert (await own(node, room, MODERATOR))["rank"] == 2
    entry = await own(node, room, VIEWER_2)
    assert (entry["rank"], entry["coins"], entry["listed"]) == (1, "9", False)
    assert await own(node, room, OPERATOR) is None
    # It is found again by its id, by whom it is shown to.
    ask = "query ($id: ID!) { node(id: $id) { ... on BoardEntry { rank coins } } }"
    for who, found in [(VIEWER_2, {"rank": 1, "coins": "9"}), (OPERATOR, {"rank": 1, "coins": "9"}), (VIEWER, None)]:
        assert (await node.query(ask, {"id": entry["id"]}, token=node.token(who)))["node"] == found


async def test_what_the_creator_was_given_is_shown_by_period(node: LocalNode) -> None:
    await funded(node, VIEWER)
    await agree(node, VIEWER)
    rooms = [await node.open_room(CREATOR, guests=[GUEST]) for _ in range(2)]
    for room in rooms:
        await node.send_gift(VIEWER, room, quantity=2, priceSeen="2")
    await node.send_gift(VIEWER, rooms[1], recipientId=GUEST.id)
    await counted(node, rooms[0], 3)
    await counted(node, rooms[1], 4)
    for period, coins in [("STREAM", "3"), ("DAY", "4"), ("WEEK", "4"), ("MONTH", "4"), ("ALL_TIME", "4")]:
        asked = {"id": CREATOR.id, "period": period}
        board = (await node.query(PERSON, asked, token=node.token(VIEWER_2)))["node"]["board"]
        assert (board["period"], board["totalCoins"]) == (period, coins)
        assert [entry["coins"] for entry in board["entries"]["nodes"]] == [coins]
        assert (await shown(node, rooms[1], period))["totalCoins"] == coins
    every = "query ($id: ID!) { room(id: $id) { boards { period } } }"
    told = (await node.query(every, {"id": rooms[0]}, token=node.token(VIEWER)))["room"]["boards"]
    assert [board["period"] for board in told] == ["STREAM", "DAY", "WEEK", "MONTH", "ALL_TIME"]
    asked = {"id": CREATOR.id, "period": "DAY", "at": "2020-02-29T12:00:00Z"}
    past = (await node.query(PERSON, asked, token=node.token(VIEWER)))["node"]["board"]
    assert (past["startsAt"], past["endsAt"]) == ("2020-02-29T00:00:00Z", "2020-03-01T00:00:00Z")
    assert (past["totalCoins"], past["entries"]["nodes"]) == ("0", [])


async def test_a_board_is_paged_by_keys_in_both_directions(node: LocalNode) -> None:
    people = [VIEWER, VIEWER_2, MODERATOR, GUEST, OPERATOR]
    await funded(node, *people)
    room = await node.open_room()
    for coins, who in enumerate(people, start=1):
        await agree(node, who)
        await node.send_gift(who, room, quantity=coins, priceSeen=str(coins))
    await counted(node, room, 6)

    async def page(**cut: object) -> Json:
        data = await node.query(PAGE, {"id": room, **cut}, token=node.token(VIEWER))
        return data["room"]["board"]["entries"]

    def told(found: Json) -> list[tuple[int, str]]:
        return [(entry["rank"], entry["coins"]) for entry in found["nodes"]]

    first = await page(first=2)
    assert told(first) == [(1, "5"), (2, "4")]
    assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (True, False)
    second = await page(first=2, after=first["pageInfo"]["endCursor"])
    assert told(second) == [(3, "3"), (4, "2")]
    rest = await page(first=5, after=second["pageInfo"]["endCursor"])
    assert (told(rest), rest["pageInfo"]["hasNextPage"]) == ([(5, "1")], False)
    last = await page(last=2)
    assert told(last) == [(4, "2"), (5, "1")]
    assert told(await page(last=2, before=last["pageInfo"]["startCursor"])) == [(2, "4"), (3, "3")]
    # A place on one board is none on another.
    other = await node.open_room()
    answer = await node.answer(PAGE, {"id": other, "after": first["pageInfo"]["endCursor"]}, token=node.token(VIEWER))
    assert answer.codes == ["INVALID_INPUT"]


async def test_followers_who_ask_for_it_see_the_board_change(node: LocalNode) -> None:
    await funded(node, VIEWER)
    await agree(node, VIEWER)
    room = await node.open_room()
    asked = {"id": room}
    token = node.token(VIEWER_2)
    async with (
        following(node.session, node.url, FOLLOW, asked, field="roomEvents", token=token) as follower,
        node.follow(VIEWER_2, room) as other,
    ):
        snapshot = await follower.next()
        assert snapshot["room"]["board"]["totalCoins"] == "0"
        assert (await other.next())["__typename"] == "RoomSnapshot"
        await node.send_gift(VIEWER, room)
        while (item := await follower.next())["__typename"] != "BoardChanged":
            pass
        assert (item["board"]["totalCoins"], item["board"]["offset"]) == ("1", "2")
        assert [entry["person"]["name"] for entry in item["board"]["entries"]["nodes"]] == ["Vera"]
        await agree(node, VIEWER, listed=False)
        while (item := await follower.next())["board"]["entries"]["nodes"]:
            pass
        assert (await node.act(BOARD_SET, CREATOR, shown=False, roomId=room))["errors"] == []
        while (await follower.next())["board"] is not None:
            pass
        # Whose document says nothing of it was sent none of it.
        await node.send_gift(VIEWER, room)
        assert [item["__typename"] for item in await other.until(3)] == [
            "RoomSnapshot",
            "GiftSentEvent",
            "GiftSentEvent",
        ]


async def test_followers_on_a_node_that_folded_nothing_see_it_too(nodes: Nodes) -> None:
    # Without a bus: it looks how far the boards of followed rooms have come.
    here, there = nodes
    await funded(here, VIEWER)
    room = await here.open_room()
    asked, token = {"id": room}, there.token(VIEWER_2)
    async with following(there.session, there.url, FOLLOW, asked, field="roomEvents", token=token) as follower:
        await follower.next()
        await here.send_gift(VIEWER, room)
        while (item := await follower.next())["__typename"] != "BoardChanged":
            pass
    assert item["board"]["totalCoins"] == "1"


async def test_creators_have_no_boards_shown_for_good_or_of_one_room(node: LocalNode) -> None:
    await funded(node, VIEWER)
    room, other = await node.open_room(), await node.open_room()
    await node.send_gift(VIEWER, room)
    await counted(node, room, 2)
    viewer = "{ viewer { boardsShown standing { shown changedAt } } }"
    assert await node.query(viewer, token=node.token(CREATOR)) == {
        "viewer": {"boardsShown": True, "standing": {"shown": False, "changedAt": None}}
    }
    refused = await node.act(BOARD_SET, VIEWER, shown=False, roomId=room)
    assert [error["code"] for error in refused["errors"]] == ["FORBIDDEN"]
    assert await shown(node, room) is not None
    for key in ("one", "one"):
        payload = await node.act(BOARD_SET, CREATOR, shown=False, roomId=room, idempotencyKey=key)
    assert (payload["room"], payload["person"], payload["replayed"]) == ({"id": room, "board": None}, None, True)
    assert await shown(node, room) is None
    assert await shown(node, other) is not None
    payload = await node.act(BOARD_SET, CREATOR, shown=False)
    assert (payload["room"], payload["person"]) == (None, {"id": CREATOR.id})
    assert await shown(node, other) is None
    assert not (await node.query(viewer, token=node.token(CREATOR)))["viewer"]["boardsShown"]
    asked = {"id": CREATOR.id, "period": "ALL_TIME"}
    assert (await node.query(PERSON, asked, token=node.token(VIEWER)))["node"]["board"] is None
    await node.act(BOARD_SET, CREATOR, shown=True)
    await node.act(BOARD_SET, MODERATOR, shown=True, roomId=room)
    assert (await shown(node, room))["totalCoins"] == "1"


async def test_what_a_node_had_not_folded_when_it_was_killed_another_folds_once(shared: Settings) -> None:
    async with serving(shared) as here:
        await funded(here, VIEWER)
        await agree(here, VIEWER)
        rooms = [await here.open_room() for _ in range(3)]
        async with spawned(shared) as doomed:
            sends = [asyncio.create_task(doomed.order_gift(VIEWER, room)) for _ in range(20) for room in rooms]
            # It is in the midst of folding what it has committed.
            await asyncio.wait(sends, return_when=asyncio.FIRST_COMPLETED)
            doomed.process.kill()
            await asyncio.gather(*sends, return_exceptions=True)
        heads = await here.query(HEADS, {"ids": rooms}, token=here.token(VIEWER))
        for room, head in zip(rooms, heads["nodes"], strict=True):
            board = await counted(here, room, int(head["offset"]))
            # The first of its events was that it was opened.
            assert board["totalCoins"] == str(int(head["offset"]) - 1)
        await here.assert_books_balance()
        assert [each.text async for each in rebuilt(shared, None, check=True, command="a test")] == []
