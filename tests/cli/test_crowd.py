"""
The crowd: what simulated viewers do when all is well, and when it is not.
"""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import pytest

from largesse.cli.demo.client import CallFailed, Client
from largesse.cli.demo.crowd import Crowd, Tally
from largesse.cli.demo.documents import GIFT_SEND, MENU, MESSAGE_SEND, STANDING_SET, WALLET_GRANT
from tests.servers.server import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

STAGE = ["host", "guest"]
EVENTS = [("RoomSnapshot", 4), ("GiftSentEvent", 5), ("GiftSentEvent", 6), ("StreamEnded", 6), ("GiftSentEvent", 7)]


class Scripted:
    """A client that answers from a script, and notes what it was asked for."""

    def __init__(self, send: Callable[[], list[str]], events: list[tuple[str, int]] = EVENTS) -> None:
        self._send = send
        self._events = events
        self.merged: dict[int, int] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def execute(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        self.asked.append((document, variables))
        if document == MENU:
            nodes = [
                on_the_menu("rose"),
                on_the_menu("lantern", "NOT_YET"),
                on_the_menu("mask", "OVER"),
                on_the_menu("wine", "AGE"),
            ]
            stage = [{"id": each} for each in STAGE]
            return {"room": {"stage": stage}, "giftPanel": {"items": {"nodes": nodes}}}
        if document in {STANDING_SET, MESSAGE_SEND}:
            return {field: {"errors": []} for field in ("standingSet", "messageSend")}
        errors = [{"code": code} for code in self._send()]
        return {"giftSend": {"errors": errors}, "walletGrant": {"errors": errors}}

    async def subscribe(self, _document: str, _variables: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
        for name, offset in self._events:
            place = {
                "offset": str(offset),
                "fromOffset": str(self.merged.get(offset, offset)),
                "cursor": f"cursor {offset}",
            }
            yield {"roomEvents": {"__typename": name, **place}}
        await asyncio.Event().wait()


def on_the_menu(key: str, ineligible: str | None = None) -> dict[str, Any]:
    """A gift of one coin, two at most, and why the first viewer may not give it."""
    ineligibility = {"reasonCode": ineligible} if ineligible else None
    return {"priceCoins": "1", "ineligibility": ineligibility, "giftType": {"key": key, "quantityMax": 2}}


def fails() -> list[str]:
    """No answer."""
    raise CallFailed("gone")


def crowd_of(viewer: Scripted, operator: Scripted | None = None) -> Crowd:
    """A crowd of one, in a hurry."""
    operator = operator or Scripted(list)
    crowd = Crowd([(cast("Client", viewer), "me")], cast("Client", operator), "room", seed=3)
    crowd._pause = crowd._tap = 0.001
    return crowd


async def until(crowd: Crowd, reached: Callable[[], bool]) -> None:
    """Have a crowd stay until something is reached."""

    async def reach() -> None:
        while not reached():  # noqa: ASYNC110  # a tally tells nobody of its changes
            await asyncio.sleep(0.001)

    staying = asyncio.create_task(crowd.stay())
    await asyncio.wait_for(reach(), 10)
    crowd.leave()
    await asyncio.wait_for(staying, 10)


async def test_a_viewer_gives_what_is_on_the_menu_to_whoever_is_on_stage() -> None:
    viewer = Scripted(list)
    crowd = crowd_of(viewer)
    await until(crowd, lambda: crowd.tally.sent >= 30 and crowd.tally.heard == len(EVENTS))
    sent = [variables["input"] for document, variables in viewer.asked if document == GIFT_SEND]
    assert {each["recipientId"] for each in sent} == set(STAGE)
    assert {(each["giftType"], each["quantity"], each["priceSeen"]) for each in sent} == {
        ("rose", 1, "1"),
        ("rose", 2, "2"),
        ("wine", 1, "1"),
        ("wine", 2, "2"),
    }
    assert len({each["idempotencyKey"] for each in sent}) == len(sent)
    assert str(crowd.tally) == "1 viewer watching, 5 messages heard"


async def test_a_viewer_gives_the_same_several_times_in_a_row_now_and_then() -> None:
    viewer = Scripted(list)
    crowd = crowd_of(viewer)
    await until(crowd, lambda: crowd.tally.sent >= 100)
    sent = [variables["input"] for document, variables in viewer.asked if document == GIFT_SEND]
    what = [{name: each[name] for name in ("giftType", "recipientId", "quantity")} for each in sent]
    rows = [len(list(same)) for _, same in itertools.groupby(what)]
    assert max(rows) >= 5
    assert 1 in rows


async def test_most_viewers_agree_to_be_listed_once_and_say_something_now_and_then() -> None:
    viewer = Scripted(list)
    crowd = crowd_of(viewer)
    await until(crowd, lambda: any(document == MESSAGE_SEND for document, _ in viewer.asked))
    agreed = [variables["input"]["shown"] for document, variables in viewer.asked if document == STANDING_SET]
    said = [variables["input"] for document, variables in viewer.asked if document == MESSAGE_SEND]
    assert agreed == [True]
    assert {each["roomId"] for each in said} == {"room"}
    assert all(each["text"] for each in said)


async def test_gifts_that_a_later_one_counts_are_not_missed_by_a_slow_viewer() -> None:
    viewer = Scripted(list, [("RoomSnapshot", 4), ("GiftSentEvent", 5), ("GiftSentEvent", 9)])
    viewer.merged = {9: 6}
    crowd = crowd_of(viewer)
    await until(crowd, lambda: crowd.tally.heard == 3)
    assert crowd.tally.out_of_order == 0


async def test_who_runs_out_of_coins_is_sold_new_ones_by_the_operator() -> None:
    operator = Scripted(list)
    crowd = crowd_of(Scripted(lambda: ["INSUFFICIENT_COINS"]), operator)
    await until(crowd, lambda: crowd.tally.topped_up >= 1)
    document, variables = operator.asked[0]
    assert document == WALLET_GRANT
    assert (variables["input"]["owner"], variables["input"]["coins"]) == ({"id": "me"}, "1000")
    assert crowd.tally.sent == 0


@pytest.mark.parametrize(
    ("send", "field", "told"),
    [(lambda: ["ROOM_NOT_OPEN"], "refused", "refusal"), (fails, "failed", "failed call")],
    ids=["refused", "failed"],
)
async def test_what_goes_wrong_is_told(send: Callable[[], list[str]], field: str, told: str) -> None:
    crowd = crowd_of(Scripted(send))
    await until(crowd, lambda: getattr(crowd.tally, field) >= 1)
    assert crowd.tally.sent == 0
    assert f" {told}" in str(crowd.tally)


@pytest.mark.parametrize("wrong", [6, 4], ids=["lost", "doubled"])
async def test_an_event_that_is_lost_or_doubled_is_told(wrong: int) -> None:
    crowd = crowd_of(Scripted(list, [("RoomSnapshot", 3), ("GiftSentEvent", 4), ("GiftSentEvent", wrong)]))
    await until(crowd, lambda: crowd.tally.heard == 3)
    assert "1 lost, doubled or out of order" in str(crowd.tally)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 viewers watching, 0 messages heard"),
        (1, "1 viewer watching, 1 message heard, 1 top-up, 1 refusal, 1 failed call"),
        (2, "2 viewers watching, 2 messages heard, 2 top-ups, 2 refusals, 2 failed calls"),
    ],
)
def test_one_is_said_as_one_and_several_as_several(count: int, said: str) -> None:
    tally = Tally(count, count, sent=count, refused=count, failed=count, topped_up=count)
    assert str(tally) == said


async def test_a_crowd_that_comes_after_another_is_not_counted_on_top_of_it() -> None:
    tally = Tally()
    for heard in (10, 20, 30):
        viewers = [(cast("Client", Scripted(list)), each) for each in ("me", "you")]
        crowd = Crowd(viewers, cast("Client", Scripted(list)), "room", seed=3, tally=tally)
        crowd._pause = crowd._tap = 0.001
        await until(crowd, lambda heard=heard: tally.heard == heard)  # type: ignore[misc]  # a lambda with a default
        assert tally.watching == 2


async def test_a_crowd_of_nobody_waits_to_be_told_to_leave() -> None:
    crowd = Crowd([], cast("Client", Scripted(list)), "room", seed=1)
    staying = asyncio.create_task(crowd.stay())
    await asyncio.sleep(0)
    assert not staying.done()
    crowd.leave()
    await asyncio.wait_for(staying, 5)


async def test_a_server_that_is_gone_fails_a_call_and_a_subscription() -> None:
    address = f"http://127.0.0.1:{free_port()}/graphql"
    async with aiohttp.ClientSession() as session:
        client = Client(session, address, address.replace("http", "ws"), "token")
        with pytest.raises(CallFailed):
            await client.execute(MENU, {})
        with pytest.raises(CallFailed):
            await anext(client.subscribe(MENU, {}))
