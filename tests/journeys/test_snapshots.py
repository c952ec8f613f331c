"""
Snapshots: all that one shows is as it was at the offset that it states, whatever is committed while it is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from largesse.database.moment import Moment
from largesse.testing import CREATOR, MODERATOR, OPERATOR, VIEWER, VIEWER_2
from largesse.testing.documents import ROOM_PAUSE
from largesse.testing.follower import following

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from largesse.testing import Json, LocalNode

    Act = Callable[[], Awaitable[object]]

CAP_SET = "mutation ($input: WalletCapSetInput!) { walletCapSet(input: $input) { errors { __typename } } }"
GOAL_SET = "mutation ($input: GoalSetInput!) { goalSet(input: $input) { errors { __typename } } }"
MESSAGE_SEND = "mutation ($input: MessageSendInput!) { messageSend(input: $input) { errors { __typename } } }"
REVERSE = "mutation ($input: GiftReverseInput!) { giftReverse(input: $input) { errors { __typename } } }"
ROOM = """
    status
    offset
    gifts { nodes { remainingQuantity thankedAt } }
    messages { nodes { text } }
    combos { count }
    goals { title value }
    board { offset totalCoins entries { nodes { coins } } }"""
ROOM_NOW = f"query ($id: ID!) {{ room(id: $id) {{ {ROOM} }} }}"
ROOM_EVENTS = f"""
    subscription ($roomId: ID!) {{
      roomEvents(roomId: $roomId) {{
        __typename
        ... on StreamItem {{ offset }}
        ... on RoomSnapshot {{ room {{ {ROOM} }} }}
        ... on GiftSentEvent {{ gift {{ senderReceipt {{ totalCoins }} }} }}
      }}
    }}"""
"""Of a viewer's own, since it asks what a gift cost whoever follows."""
SHARED_EVENTS = ROOM_EVENTS.replace("senderReceipt { totalCoins }", "quantity")
WALLET_EVENTS = """
    subscription {
      walletEvents {
        __typename
        ... on StreamItem { offset }
        ... on WalletSnapshot { wallet {
          balanceCoins availableCoins spendingCap { capCoins spentCoins }
          lots { nodes { leftCoins } }
          entries { nodes { number } }
        } }
      }
    }"""


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> list[Act]:
    """What happens as soon as the first row of a snapshot has been read, and before the second is asked for."""
    acts: list[Act] = []
    fetch = Moment.fetch

    async def interrupted(self: Moment, query: str, values: Sequence[object]) -> list[Any]:
        rows = await fetch(self, query, values)
        happening, acts[:] = list(acts), []
        for act in happening:
            await act()
        return rows

    monkeypatch.setattr(Moment, "fetch", interrupted)
    return acts


@pytest.mark.parametrize("document", [SHARED_EVENTS, ROOM_EVENTS], ids=["of all", "of one's own"])
async def test_a_room_is_shown_as_of_the_offset_and_what_came_then_is_told(
    node: LocalNode, meanwhile: list[Act], document: str
) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room(CREATOR)
    gift = (await node.send_gift(VIEWER, room, quantity=3, priceSeen="3"))["id"]
    before = (await node.query(ROOM_NOW, {"id": room}, token=node.token(VIEWER)))["room"]
    meanwhile += [
        lambda: node.send_gift(VIEWER, room),
        lambda: node.act(REVERSE, OPERATOR, giftId=gift, quantity=2, reason="a test"),
        lambda: node.act(MESSAGE_SEND, VIEWER_2, roomId=room, text="Hello"),
        lambda: node.act(GOAL_SET, CREATOR, roomId=room, title="Ten", kind="VALUE", target="10"),
        lambda: node.act(ROOM_PAUSE, MODERATOR, roomId=room),
    ]
    follow = following(
        node.session, node.url, document, {"roomId": room}, field="roomEvents", token=node.token(VIEWER_2)
    )
    async with follow as follower:
        shown = (await follower.next())["room"]
        told = [(await follower.next()) for _ in range(5)]
    assert meanwhile == []
    # A board states its own offset, since it is folded later.
    boards = [shown.pop("board"), before.pop("board")]
    assert int(boards[0]["offset"]) <= int(shown["offset"])
    assert shown == before
    assert [(each["__typename"], each["offset"]) for each in told] == [
        ("GiftSentEvent", "3"),
        ("GiftReversedEvent", "4"),
        ("MessageSentEvent", "5"),
        ("GoalSetEvent", "6"),
        ("RoomPausedEvent", "7"),
    ]


async def test_a_wallet_is_shown_as_of_the_entry_and_what_came_then_is_told(
    node: LocalNode, meanwhile: list[Act]
) -> None:
    await node.grant(VIEWER, 10)
    room = await node.open_room(CREATOR)
    meanwhile += [
        lambda: node.send_gift(VIEWER, room),
        lambda: node.act(CAP_SET, VIEWER, capCoins="5"),
        lambda: node.grant(VIEWER, 7),
    ]
    follow = following(node.session, node.url, WALLET_EVENTS, {}, field="walletEvents", token=node.token(VIEWER))
    async with follow as follower:
        shown: Json = await follower.next()
        told = [(await follower.next())["offset"] for _ in range(2)]
    assert meanwhile == []
    assert (shown["offset"], told) == ("1", ["2", "3"])
    assert shown["wallet"] == {
        "balanceCoins": "10",
        "availableCoins": "10",
        "spendingCap": {"capCoins": None, "spentCoins": "0"},
        "lots": {"nodes": [{"leftCoins": "10"}]},
        "entries": {"nodes": [{"number": "1"}]},
    }
