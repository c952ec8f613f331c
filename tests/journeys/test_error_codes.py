"""
Every error code is brought about over HTTP, and looks just as docs/reference/errors.md shows it.
"""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING

import asyncpg
import pytest

from largesse.cli.errors.examples import TOP, TYPED
from largesse.cli.errors.reference import as_answered, at_the_top
from largesse.clock import MICROSECONDS, iso_of
from largesse.plugins import Policy
from largesse.schema.errors import ErrorCode
from largesse.testing import EVERYBODY, NOON, VIEWER, TurnedClock, serving, settings_in
from largesse.web.codes import Code
from tests.plugins.conftest import GOOD, Site
from tests.web import test_errors
from tests.web.streams import test_streams

from .refusal_causes import CAUSES, RETRYABLE
from .request_causes import REQUESTS, settings_for

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from largesse.clock import Instant
    from largesse.settings import Settings
    from largesse.testing import Json, LocalNode
    from tests.servers.postgresql import PostgreSQL

ADULTS = """
    from largesse import Eligibility, GiftVariant
    @hookimpl
    def largesse_gift_types():
        red = GiftVariant(key="red", names={"en": "Red kite"})
        return [gift("adults", eligibility=Eligibility(sender_age_min=18)), gift("kite", variants=(red,))]
"""
STALE = """
    from largesse import ExchangeRate, ExchangeRates, Ratio, hookimpl, instant_of
    from datetime import UTC, datetime
    LARGESSE_CONTRACT = 0
    def at(*moment):
        return instant_of(datetime(2026, 12, *moment, tzinfo=UTC))
    def read():
        return [ExchangeRate(quote="USD", rate=Ratio(11, 10), as_of=at(3, 13, 15), stale_at=at(5, 15))]
    @hookimpl
    def largesse_exchange_rates():
        return [ExchangeRates(source="a bank", base="EUR", quotes=frozenset({"USD"}), read=read)]
"""
MOODS = """
    @hookimpl
    def largesse_gift_types():
        return [gift("mood", pricing=price)]
    def price(question):
        raise RuntimeError("out of sorts")
"""
CHAPERONE = """
    from largesse import Moderator, Verdict, hookimpl
    LARGESSE_CONTRACT = 0
    def judge(question):
        return Verdict.refuse("It is not kind.") if "fool" in question.text else Verdict.allow()
    @hookimpl
    def largesse_moderators():
        return [Moderator(key="chaperone", judge=judge)]
"""
OF_THE_DATABASE = {"UNAVAILABLE", "OVERLOADED", "OUTCOME_UNKNOWN"}
"""What a database brings about that does not answer."""
OF_THE_TOY = {
    Code.INTERNAL: test_errors.test_an_unexpected_error_is_masked_and_found_in_the_log_by_its_id,
    Code.TOO_SLOW: test_streams.test_a_reader_that_takes_nothing_is_cut_with_a_reason_and_others_are_served,
}
"""What our own resolvers are not meant to bring about: the tests of the doors do, with a toy schema over HTTP."""
SHOWN = {example["code"]: example for example in map(as_answered, TYPED)}


@pytest.fixture
async def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalNode]:
    """A server on SQLite with gifts and rates that are refused, on the 6th of December 2026."""
    monkeypatch.syspath_prepend(str(tmp_path))
    site = Site(tmp_path)
    site.install("adults", GOOD + ADULTS)
    site.install("moods", GOOD + MOODS)
    site.install("bank", STALE)
    site.install("chaperone", CHAPERONE)
    site.offer("idle", "idle")
    policy = Policy(names=("adults", "moods", "bank", "chaperone"), strict=True)
    async with serving(settings_in(tmp_path / "data"), policy=policy, clock=TurnedClock(NOON)) as served:
        await served.meet(*EVERYBODY)
        yield served


@pytest.mark.parametrize("code", CAUSES)
async def test_a_mutation_or_an_exchange_is_refused_as_the_reference_shows(node: LocalNode, code: str) -> None:
    (told,) = (await CAUSES[code](node))["errors"]
    assert told["code"] == code
    assert rested(told, node.clock.now()) == SHOWN[code]


def rested(error: Json, now: Instant) -> Json:
    """An error of a rate, as if it were reset when the reference says so: rates go by the clock of the machine."""
    if error["code"] != "RATE_LIMITED":
        return error
    assert iso_of(now) < error["resetsAt"] <= iso_of(now + 120 * MICROSECONDS)
    return error | {"resetsAt": SHOWN["RATE_LIMITED"]["resetsAt"]}


@pytest.fixture
async def hasty(shared: Settings) -> AsyncIterator[LocalNode]:
    """A server that has one deed wait behind another, and none for longer than half a second."""
    settings = shared.model_copy(update={"journal_queue_max": 1, "journal_deadline_seconds": 0.5})
    async with serving(settings) as served:
        await served.meet(*EVERYBODY)
        yield served


async def test_what_a_database_that_is_stuck_brings_about_is_as_the_reference_shows(
    hasty: LocalNode, migrated_postgresql: PostgreSQL
) -> None:
    await hasty.grant(VIEWER, 10)
    sent = {"roomId": await hasty.open_room(), "giftType": "rose", "priceSeen": "1"}
    holder = await asyncpg.connect(migrated_postgresql.dsn(str(hasty.database.dsn).rpartition("/")[2]))
    async with holder.transaction():
        await holder.execute("SELECT 1 FROM accounts FOR UPDATE")
        payloads = await asyncio.gather(
            *(hasty.act(RETRYABLE, VIEWER, idempotencyKey=f"order {place}", **sent) for place in range(8))
        )
    await holder.close()
    told = {error["code"]: error for payload in payloads for error in payload["errors"]}
    assert told == {code: SHOWN[code] for code in OF_THE_DATABASE}


def waited(error: Json) -> Json:
    """An error that tells how long to wait, as if it were the reference's 42 seconds."""
    seconds = error["extensions"].get("retryAfterSeconds")
    if seconds is None:
        return error
    assert 0 < seconds <= 120
    message = error["message"].replace(f" {seconds} seconds", " 42 seconds")
    return {"message": message, "extensions": error["extensions"] | {"retryAfterSeconds": 42}}


@pytest.mark.parametrize("code", REQUESTS)
async def test_a_request_is_refused_as_the_reference_shows(tmp_path: Path, code: Code) -> None:
    request = REQUESTS[code]
    async with serving(settings_in(tmp_path / "data", **settings_for(request, tmp_path))) as node:
        status, error = await request.ask(node)
    assert (status, waited(error)) == (TOP[code].status, at_the_top(code, TOP[code]))


@pytest.mark.parametrize("code", OF_THE_TOY)
def test_what_only_a_resolver_with_mistakes_brings_about_is_as_the_reference_shows(code: Code) -> None:
    source = inspect.getsource(OF_THE_TOY[code])
    assert code.value in source
    assert TOP[code].message in source


def test_every_code_is_brought_about() -> None:
    assert {code.value for code in ErrorCode} == CAUSES.keys() | OF_THE_DATABASE
    assert set(Code) == REQUESTS.keys() | OF_THE_TOY.keys()
