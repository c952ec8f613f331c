"""
The key ring: keys change while it is used, and the issuer may be away, slow, or asked for keys that nobody knows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from largesse.errors import Unavailable
from largesse.people.key_ring import CONTENT_BYTES_MAX, KeyRing, RingTimes, fetched_from_file

from .issuer import key_for, key_set, public

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

Make = Callable[[RingTimes], KeyRing]
OLD, NEW = key_set(public(key_for("RS256", "old"))), key_set(public(key_for("RS256", "new")))
EAGER = RingTimes(refresh_seconds=300, age_seconds_max=86_400, pause_seconds=0, fetch_seconds=5)


class Issuer:
    """What is published now; None while it does not answer."""

    def __init__(self) -> None:
        self.content: bytes | None = OLD
        self.asked = 0
        self.open = asyncio.Event()
        self.open.set()

    async def fetch(self) -> bytes:
        self.asked += 1
        await self.open.wait()
        if self.content is None:
            raise Unavailable("it is away")
        return self.content


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
async def ring(issuer: Issuer) -> AsyncIterator[Make]:
    made: list[KeyRing] = []

    def make(times: RingTimes) -> KeyRing:
        made.append(KeyRing(issuer.fetch, times))
        return made[-1]

    yield make
    for each in made:
        await each.close()


async def knows(ring: KeyRing, name: str) -> bool:
    return await ring.find(name, "RS256") is not None


async def test_keys_are_fetched_once_and_used_from_then_on(issuer: Issuer, ring: Make) -> None:
    known = ring(EAGER)
    assert [await knows(known, "old") for _ in range(3)] == [True] * 3
    assert issuer.asked == 1


async def test_a_key_that_is_not_known_is_looked_for_where_it_is_published(issuer: Issuer, ring: Make) -> None:
    known = ring(EAGER)
    assert await knows(known, "old")
    issuer.content = NEW
    assert await knows(known, "new")
    assert not await knows(known, "old")


async def test_tokens_that_name_unknown_keys_make_no_more_fetches_than_one_a_pause(issuer: Issuer, ring: Make) -> None:
    known = ring(RingTimes(pause_seconds=3_600))
    assert not any([await knows(known, f"made up {number}") for number in range(50)])
    assert issuer.asked == 1


async def test_all_who_wait_wait_for_the_same_fetch_and_one_who_gives_up_does_not_end_it(
    issuer: Issuer, ring: Make
) -> None:
    known = ring(EAGER)
    issuer.open.clear()
    waiting = [asyncio.create_task(knows(known, "old")) for _ in range(10)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    issuer.open.set()
    assert await asyncio.gather(*waiting[1:]) == [True] * 9
    assert issuer.asked == 1


async def test_while_the_issuer_is_away_known_keys_are_used_and_unknown_ones_not_refused(
    issuer: Issuer, ring: Make
) -> None:
    known = ring(EAGER)
    assert await knows(known, "old")
    issuer.content = None
    assert await knows(known, "old")
    with pytest.raises(Unavailable):
        await knows(known, "new")
    assert await knows(known, "old")
    issuer.content = NEW
    assert await knows(known, "new")


async def test_keys_past_their_age_are_not_used_any_more(issuer: Issuer, ring: Make) -> None:
    known = ring(RingTimes(age_seconds_max=0, pause_seconds=0))
    assert await knows(known, "old")
    issuer.content = None
    with pytest.raises(Unavailable):
        await knows(known, "old")


async def test_keys_that_were_withdrawn_are_gone_after_a_refresh_that_nobody_waits_for(
    issuer: Issuer, ring: Make
) -> None:
    known = ring(RingTimes(refresh_seconds=0, pause_seconds=0))
    assert await knows(known, "old")
    issuer.content = NEW
    assert await knows(known, "old")
    await known.refresh()
    assert not await knows(known, "old")


@pytest.mark.parametrize("content", [b"<html>", b'{"keys": 5}', b"\xff"])
async def test_nonsense_is_as_no_answer(content: bytes, issuer: Issuer, ring: Make) -> None:
    known = ring(EAGER)
    await known.refresh()
    issuer.content = content
    await known.refresh()
    assert await knows(known, "old")
    with pytest.raises(Unavailable):
        await knows(known, "new")


async def test_an_issuer_that_hangs_is_given_up(issuer: Issuer, ring: Make) -> None:
    issuer.open.clear()
    with pytest.raises(Unavailable):
        await knows(ring(RingTimes(fetch_seconds=0.01)), "old")


async def test_keys_in_a_file_are_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    known = KeyRing(fetched_from_file(path), EAGER)
    with pytest.raises(Unavailable):
        await knows(known, "old")
    for name, content in (("old", OLD), ("new", NEW)):
        path.write_bytes(content)
        assert await knows(known, name)
    path.write_bytes(OLD + b" " * CONTENT_BYTES_MAX)
    assert len(await fetched_from_file(path)()) == CONTENT_BYTES_MAX
