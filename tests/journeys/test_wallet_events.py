"""
Wallet events: what an owner's devices are told is the statement, by whatever they follow and whatever happens.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import aiohttp
import pytest
from pydantic import SecretStr

from largesse.clock import MICROSECONDS
from largesse.settings import Transport
from largesse.streams.limits import HubLimits
from largesse.testing import EVERYBODY, OPERATOR, VIEWER, VIEWER_2, Refused, serving, spawned
from largesse.testing.documents import WALLET_EVENTS
from tests.servers.valkey import Valkey

from .test_revocation import SECONDS, revoke
from .test_room_events import REVERSE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.settings import Settings
    from largesse.testing import Follower, Json, LocalNode, Node, Persona, TurnedClock

    from .conftest import Nodes

STATEMENT = """
{ viewer { wallet { entries(first: 100) { nodes { id number amount { units } balanceAfter { units } } } } } }
"""


async def statement(node: Node, owner: Persona = VIEWER) -> list[tuple[str, ...]]:
    """The lines of a wallet's statement, the first one first: id, number, what came in, what there was after it."""
    data = await node.query(STATEMENT, token=node.token(owner))
    lines = reversed(data["viewer"]["wallet"]["entries"]["nodes"])
    return [(line["id"], line["number"], line["amount"]["units"], line["balanceAfter"]["units"]) for line in lines]


def told(items: Iterable[Json]) -> list[tuple[str, ...]]:
    """The changes that a device was told, as the lines of a statement."""
    return [
        (item["entry"]["id"], item["offset"], item["changeCoins"], item["balanceAfter"])
        for item in items
        if item["__typename"] == "WalletChangedEvent"
    ]


def causes(items: Iterable[Json]) -> list[str]:
    return [item["cause"]["__typename"] for item in items if "cause" in item]


async def test_each_transport_tells_the_lines_of_the_statement(node: LocalNode) -> None:
    await node.grant(VIEWER, 50)
    room = await node.open_room()
    async with AsyncExitStack() as stack:
        devices = [
            await stack.enter_async_context(node.follow_wallet(VIEWER, transport=transport)) for transport in Transport
        ]
        for device in devices:
            snapshot = await device.next()
            assert (snapshot["__typename"], snapshot["offset"]) == ("WalletSnapshot", "1")
            assert snapshot["wallet"] == {"balanceCoins": "50"}
        gifts = await asyncio.gather(*(node.send_gift(VIEWER, room) for _ in range(20)))
        await node.act(REVERSE, OPERATOR, giftId=gifts[0]["id"], reason="a test")
        await node.grant(VIEWER, 5)
        for device in devices:
            await device.until(23)
    assert devices[0].items == devices[1].items == devices[2].items
    assert told(devices[0].items) == (await statement(node))[1:]
    assert devices[0].items[-1]["balanceAfter"] == "36"
    assert causes(devices[0].items) == ["GiftSentCause"] * 20 + ["GiftReversedCause", "CoinsGrantedCause"]
    assert {item["cause"]["gift"]["id"] for item in devices[0].items[1:21]} == {gift["id"] for gift in gifts}


@pytest.mark.parametrize("transport", [Transport.EVENT_STREAM, Transport.MULTIPART])
async def test_the_last_event_id_resumes_after_it_from_anywhere(node: LocalNode, transport: Transport) -> None:
    async with node.follow_wallet(VIEWER) as device:
        await device.next()
        for coins in (1, 2, 3, 4):
            await node.grant(VIEWER, coins)
        items = list(await device.until(4))
    for item in items[:-1]:
        for after in (None, items[0]["cursor"]):
            async with node.follow_wallet(VIEWER, after, transport=transport, last_event_id=item["cursor"]) as resumed:
                assert await resumed.until(4) == items[int(item["offset"]) + 1 :]


async def test_a_cursor_that_cannot_be_resumed_from_gets_a_snapshot_and_a_foreign_one_is_refused(
    node: LocalNode,
) -> None:
    room = await node.open_room()
    await node.grant(VIEWER, 1)
    async with (
        node.follow_wallet(VIEWER) as own,
        node.follow_wallet(VIEWER_2) as others,
        node.follow(VIEWER, room) as of_room,
    ):
        cursor, *foreign = [(await each.next())["cursor"] for each in (own, others, of_room)]
    for _ in range(6):
        await node.grant(VIEWER, 1)
    node.app.hub.limits = HubLimits(resume_events_max=5)
    async with node.follow_wallet(VIEWER, cursor) as device:
        first = await device.next()
    assert (first["__typename"], first["offset"], first["wallet"]["balanceCoins"]) == ("WalletSnapshot", "7", "7")
    for after in (*foreign, "", "x", "A" * 28, "\0" * 28, "A" * 100_000):
        async with node.follow_wallet(VIEWER, after) as device:
            with pytest.raises(Refused) as refused:
                await device.next()
        assert refused.value.codes == ["INVALID_INPUT"], after[:40]


async def test_two_who_follow_with_one_document_are_told_each_of_their_own(node: LocalNode) -> None:
    """The same document and the same variables: what is told to many at once must not be told to these."""
    async with AsyncExitStack() as stack:
        devices = [
            await stack.enter_async_context(node.follow_wallet(owner, transport=transport))
            for transport in Transport
            for owner in (VIEWER, VIEWER_2)
        ]
        for device in devices:
            assert (await device.next())["wallet"] == {"balanceCoins": "0"}
        for coins in (1, 2, 3):
            await node.grant(VIEWER, coins)
            await node.grant(VIEWER_2, 10 * coins)
        for device in devices:
            await device.until(3)
        # Whoever comes back does so with a cursor, and would find a group at once.
        again = [
            await stack.enter_async_context(node.follow_wallet(owner, devices[place].items[1]["cursor"]))
            for place, owner in enumerate((VIEWER, VIEWER_2))
        ]
        for device in again:
            await device.until(3)
    own, others = await statement(node), await statement(node, VIEWER_2)
    assert [line[2] for line in others] == ["10", "20", "30"]
    for place, device in enumerate(devices):
        assert told(device.items) == (own, others)[place % 2]
    assert [told(device.items) for device in again] == [own[1:], others[1:]]


@pytest.mark.usefixtures("watchful")
async def test_only_the_owner_follows_a_wallet_and_only_as_long_as_the_token_is_good(
    turned: LocalNode, largesse_clock: TurnedClock
) -> None:
    room = await turned.open_room()
    document = "query ($room: ID!) { roomToken(roomId: $room) { token } }"
    room_token = (await turned.query(document, {"room": room}, token=turned.token(VIEWER)))["roomToken"]["token"]
    parameters = {"query": WALLET_EVENTS, "roomToken": room_token}
    accept = {"Accept": "text/event-stream"}
    async with turned.session.get(f"{turned.url}/graphql", params=parameters, headers=accept) as answer:
        assert b"FORBIDDEN" in await answer.content.read()
    soon = turned.token(VIEWER, turned.clock.now() + 600 * MICROSECONDS)
    async with (
        turned.follow_wallet(VIEWER, token=soon) as expiring,
        turned.follow_wallet(VIEWER_2) as revoked,
        turned.follow_wallet(VIEWER) as good,
    ):
        for device in (expiring, revoked, good):
            await device.next()
        await revoke(turned, person={"id": VIEWER_2.id})
        assert await revoked.closed(SECONDS) == 4403
        largesse_clock.turn(seconds=720)
        assert await expiring.closed(SECONDS) == 4401
        await turned.grant(VIEWER, 1)
        await turned.grant(VIEWER_2, 1)
        assert (await good.next())["changeCoins"] == "1"
    assert [len(device.items) for device in (expiring, revoked)] == [1, 1]


async def spend(node: Node, room: str, keys: Iterable[str], answered: dict[str, str]) -> None:
    """Send a gift under each key, and note the answer of each that got one."""
    for key in keys:
        try:
            payload = await node.order_gift(VIEWER, room, idempotencyKey=key)
        except (aiohttp.ClientError, AssertionError):
            continue
        answered[key] = payload["gift"]["id"]


async def test_devices_resume_across_a_kill_and_agree(settings: Settings) -> None:
    keys = [[f"{number}/{turn}" for turn in range(10)] for number in range(8)]
    answered: dict[str, str] = {}
    async with spawned(settings) as first:
        await first.meet(*EVERYBODY)
        await first.grant(VIEWER, 100)
        room = await first.open_room()
        async with (
            first.follow_wallet(VIEWER) as phone,
            first.follow_wallet(VIEWER, transport=Transport.EVENT_STREAM) as desk,
        ):
            spending = [asyncio.create_task(spend(first, room, some, answered)) for some in keys]
            await asyncio.gather(phone.until(25), desk.until(10))
            await first.stop(signal.SIGKILL)
            await asyncio.gather(*spending)
    async with spawned(settings) as second:
        async with (
            second.follow_wallet(VIEWER, phone.cursor) as phone_again,
            second.follow_wallet(
                VIEWER, transport=Transport.EVENT_STREAM, last_event_id=desk.cursor or ""
            ) as desk_again,
        ):
            # Whoever had no answer asks again with the same key, and is charged once.
            await asyncio.gather(*(spend(second, room, some, answered) for some in keys))
            await asyncio.gather(phone_again.until(81), desk_again.until(81))
        lines = await statement(second)
        await second.assert_books_balance()
    assert (len(answered), len(set(answered.values())), len(lines)) == (80, 80, 81)
    for before, after in ((phone, phone_again), (desk, desk_again)):
        snapshot, *changes = [*before.items, *after.items]
        assert told(changes) == lines[int(snapshot["offset"]) :]
    assert {item["cause"]["gift"]["id"] for item in phone_again.items} <= set(answered.values())


async def test_what_is_spent_on_one_node_is_told_on_the_other_without_a_bus(nodes: Nodes) -> None:
    here, there = nodes
    await here.grant(VIEWER, 100)
    room = await here.open_room()
    async with here.follow_wallet(VIEWER) as near, there.follow_wallet(VIEWER) as far:
        await asyncio.gather(near.next(), far.next())
        await asyncio.gather(*(node.send_gift(VIEWER, room) for node in nodes for _ in range(10)))
        await asyncio.gather(near.until(21), far.until(21))
    assert told(near.items) == told(far.items) == (await statement(here))[1:]


async def test_two_nodes_tell_each_change_once_while_the_bus_is_there_gone_and_back(shared: Settings) -> None:
    with Valkey() as valkey:
        settings = shared.model_copy(update={"bus": SecretStr(valkey.url)})
        async with spawned(settings) as there, serving(settings) as here:
            await here.meet(*EVERYBODY)
            await here.grant(VIEWER, 100)
            room = await here.open_room()
            async with here.follow_wallet(VIEWER) as near, there.follow_wallet(VIEWER) as far:
                devices: tuple[Follower, ...] = (near, far)
                await asyncio.gather(*(device.next() for device in devices))
                for turn, change in enumerate((None, valkey.stop, valkey.start), start=1):
                    if change is not None:
                        await asyncio.to_thread(change)
                    await asyncio.gather(*(node.send_gift(VIEWER, room) for node in (here, there) for _ in range(10)))
                    await asyncio.gather(*(device.until(1 + 20 * turn) for device in devices))
            assert told(near.items) == told(far.items) == (await statement(here))[1:]
            await here.assert_books_balance()
