"""
Notices of wallets: for those that are followed here, when a limit has changed, also if the word of it was lost.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import orjson
import pytest
from structlog.testing import capture_logs

from largesse.bus.local import LocalBus
from largesse.errors import Unavailable
from largesse.ledger.identifiers import new_id
from largesse.streams import account_stream
from largesse.wallets import notices
from largesse.wallets.models import WalletLimits
from largesse.wallets.notices import KIND, TOPIC, WalletNotices

if TYPE_CHECKING:
    from collections.abc import Collection

WALLET, OTHER = new_id(), new_id()
FREE, FROZEN = WalletLimits(), WalletLimits(frozen=True, frozen_reason="a test")
TOLD = (account_stream(WALLET), KIND, FROZEN)


class Hub:
    """Knows which wallets are followed, and remembers what their followers were handed."""

    def __init__(self, *followed: str) -> None:
        self.followed: Collection[str] = {account_stream(each) for each in followed}
        self.handed: list[tuple[str, str, object]] = []
        self._more = asyncio.Event()

    def notice(self, stream_id: str, kind: str, value: object) -> None:
        self.handed.append((stream_id, kind, value))
        self._more.set()

    async def until_handed(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.handed) < count:
                self._more.clear()
                await self._more.wait()


class Books:
    """What is read of wallets, in the place of a database."""

    def __init__(self) -> None:
        self.limits: dict[str, WalletLimits] = {}
        self.asked: list[list[str]] = []
        self.failures: list[Exception] = []
        self._more = asyncio.Event()

    async def __call__(self, wallet_ids: Collection[str]) -> dict[str, WalletLimits]:
        self.asked.append(list(wallet_ids))
        self._more.set()
        if self.failures:
            raise self.failures.pop()
        return {wallet_id: self.limits.get(wallet_id, FREE) for wallet_id in wallet_ids}

    async def until_asked(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.asked) < count:
                self._more.clear()
                await self._more.wait()


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch) -> Books:
    """Limits that a test sets, read at once and looked at only when a word says so."""
    made = Books()
    monkeypatch.setattr(notices, "limits_of", made)
    monkeypatch.setattr(notices, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(notices, "LOOK_SECONDS", 3_600.0)
    return made


def of(hub: Hub, bus: LocalBus | None = None) -> WalletNotices:
    """The notices of a node on which somebody follows a wallet, and knows that it is free."""
    made = WalletNotices(hub, bus)  # type: ignore[arg-type]  # it knows who follows, and hands on
    made.known(WALLET, FREE)
    return made


async def test_a_change_is_handed_to_followers_and_nobody_elses_wallet_is_read(books: Books) -> None:
    hub = Hub(WALLET)
    here = of(hub)
    async with here.kept_up():
        books.limits = {WALLET: FROZEN, OTHER: FROZEN}
        here.changed(OTHER)
        here.changed(WALLET)
        await hub.until_handed(1)
    assert hub.handed == [TOLD]
    assert {wallet_id for asked in books.asked for wallet_id in asked} == {WALLET}


async def test_who_comes_and_knows_more_than_another_has_it_told_to_both(books: Books) -> None:
    hub = Hub(WALLET)
    here = of(hub)
    async with here.kept_up():
        await books.until_asked(1)
        books.limits[WALLET] = FROZEN
        here.known(WALLET, FREE)
        here.known(WALLET, FROZEN)
        await hub.until_handed(1)
    assert hub.handed == [TOLD]


async def test_a_word_on_the_bus_reaches_every_node(books: Books) -> None:
    bus, near, far = LocalBus(), Hub(WALLET), Hub(WALLET)
    here, there = of(near, bus), of(far, bus)
    async with here.kept_up(), there.kept_up():
        await books.until_asked(2)
        books.limits[WALLET] = FROZEN
        here.changed(WALLET)
        await asyncio.gather(near.until_handed(1), far.until_handed(1))
    assert near.handed == far.handed == [TOLD]


async def test_what_makes_no_sense_on_the_bus_is_passed_over(books: Books) -> None:
    bus, hub = LocalBus(), Hub(WALLET)
    senseless = [b"", b"5", b"{", b"\xff", b"[1]", b"[null]", b'["nowhere"]']
    with capture_logs() as lines:
        async with of(hub, bus).kept_up():
            await books.until_asked(1)
            books.limits[WALLET] = FROZEN
            for payload in senseless:
                bus.publish(TOPIC, payload)
            bus.publish("another", orjson.dumps([WALLET]))
            bus.publish(TOPIC, orjson.dumps([WALLET]))
            await hub.until_handed(1)
    assert hub.handed == [TOLD]
    assert [line["event"] for line in lines] == ["wallets_message_dropped"] * len(senseless)


async def test_what_a_lost_word_left_unsaid_is_found_by_looking(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "LOOK_SECONDS", 0.01)
    hub = Hub(WALLET)
    async with of(hub).kept_up():
        await books.until_asked(2)
        assert hub.handed == []
        books.limits[WALLET] = FROZEN
        await hub.until_handed(1)
        await books.until_asked(len(books.asked) + 2)
    assert hub.handed == [TOLD]


async def test_a_wallet_that_nobody_follows_any_more_is_not_read(books: Books) -> None:
    hub = Hub(WALLET)
    here = of(hub)
    async with here.kept_up():
        await books.until_asked(1)
        hub.followed = {account_stream(OTHER)}
        here.known(OTHER, FREE)
        books.limits = {WALLET: FROZEN, OTHER: FROZEN}
        here.changed(OTHER)
        await hub.until_handed(1)
        here.changed(WALLET)
        here.changed(OTHER)
        await hub.until_handed(2)
    assert hub.handed == [(account_stream(OTHER), KIND, FROZEN)] * 2
    assert books.asked == [[WALLET], [OTHER], [OTHER]]


@pytest.mark.parametrize(
    ("failure", "said"),
    [(Unavailable("a test"), "wallets_cannot_be_read"), (ValueError("a test"), "wallets_notices_failed")],
)
async def test_a_failure_ends_nothing(books: Books, failure: Exception, said: str) -> None:
    hub = Hub(WALLET)
    books.failures.append(failure)
    here = of(hub)
    with capture_logs() as lines:
        async with here.kept_up():
            await books.until_asked(1)
            books.limits[WALLET] = FROZEN
            here.changed(WALLET)
            await hub.until_handed(1)
    assert [line["event"] for line in lines] == [said]
    assert hub.handed == [TOLD]
