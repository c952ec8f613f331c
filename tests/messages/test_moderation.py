"""
Moderators: all are asked, the strictest holds, and one that cannot answer refuses.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

import pytest

from largesse.errors import PluginFailed
from largesse.messages.moderation import Moderation
from largesse.messages.verdict import ALLOWED, Judged, problem_of, strictest
from largesse.offers import MessageQuestion, Moderator, Ruling, Verdict
from largesse.plugins import Workers
from largesse.telemetry import Metrics
from largesse.testing import NOON, TurnedClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


def raises(_question: MessageQuestion) -> Verdict:
    raise ValueError("hush")


async def answers_later(_question: MessageQuestion) -> Verdict:
    return Verdict.allow()


def forged(ruling: object, reason: object) -> Verdict:
    verdict = Verdict.allow()
    object.__setattr__(verdict, "ruling", ruling)
    object.__setattr__(verdict, "reason", reason)
    return verdict


@asynccontextmanager
async def moderation(*judges: Callable[[MessageQuestion], Verdict]) -> AsyncIterator[Moderation]:
    workers = Workers((), TurnedClock(NOON), Metrics())
    moderators = [(f"plugin-{place}", Moderator(key=f"m{place}", judge=judge)) for place, judge in enumerate(judges)]
    try:
        yield Moderation(moderators, workers, TurnedClock(NOON))
    finally:
        await workers.close()


def holds(_question: MessageQuestion) -> Verdict:
    return Verdict.hold("look")


def allows(_question: MessageQuestion) -> Verdict:
    return Verdict.allow()


def refuses(_question: MessageQuestion) -> Verdict:
    return Verdict.refuse("no")


async def test_where_no_plugin_moderates_everything_is_allowed() -> None:
    async with moderation() as moderating:
        assert await moderating.judged("hello", "room", "vera", "en") == ALLOWED


@pytest.mark.parametrize(
    ("judges", "judged"),
    [
        ([allows, allows], ALLOWED),
        ([allows, holds], Judged(Ruling.HOLD, "plugin-1", "look")),
        ([refuses, holds], Judged(Ruling.REFUSE, "plugin-0", "no")),
        ([holds, allows, refuses], Judged(Ruling.REFUSE, "plugin-2", "no")),
        ([holds, holds], Judged(Ruling.HOLD, "plugin-0", "look")),
    ],
)
async def test_the_strictest_of_all_verdicts_holds(
    judges: list[Callable[[MessageQuestion], Verdict]], judged: Judged
) -> None:
    async with moderation(*judges) as moderating:
        assert await moderating.judged("hello", "room", "vera", "en") == judged


async def test_a_moderator_is_told_the_text_and_who_and_where() -> None:
    asked: list[MessageQuestion] = []

    def judge(question: MessageQuestion) -> Verdict:
        asked.append(question)
        return Verdict.allow()

    async with moderation(judge) as moderating:
        await moderating.judged("hello", "room", "vera", None)
    assert asked == [MessageQuestion(text="hello", room_id="room", sender_id="vera", sender_locale=None, now=NOON + 1)]


@pytest.mark.parametrize(
    ("judge", "reason"),
    [
        (raises, "it raised ValueError"),
        (lambda _: None, "the verdict of 'm1' cannot be used: it is of type NoneType, not Verdict"),
        (lambda _: True, "the verdict of 'm1' cannot be used: it is of type bool, not Verdict"),
        (lambda _: "ALLOW", "the verdict of 'm1' cannot be used: it is of type str, not Verdict"),
        (answers_later, "the verdict of 'm1' cannot be used: it is of type coroutine, not Verdict"),
        (lambda _: forged("ALLOW", ""), "the verdict of 'm1' cannot be used: it.ruling is of type str, not Ruling"),
        (lambda _: forged(Ruling.ALLOW, 7), "the verdict of 'm1' cannot be used: it.reason is of type int, not str"),
    ],
)
async def test_while_one_cannot_answer_nobody_says_anything_in_its_place(
    judge: Callable[[MessageQuestion], Verdict], reason: str
) -> None:
    async with moderation(allows, judge, refuses) as moderating:
        with pytest.raises(PluginFailed) as failed:
            await moderating.judged("hello", "room", "vera", "en")
    assert (failed.value.plugin, failed.value.reason) == ("plugin-1", reason)


def test_a_verdict_that_was_bent_after_it_was_made_is_none() -> None:
    assert problem_of(forged(Ruling.HOLD, "")) == "whatever is not allowed needs a reason"
    assert problem_of(forged(Ruling.ALLOW, "why")) == "what is allowed needs no reason"
    assert problem_of(forged(Ruling.REFUSE, "a\nb")) == "a reason must be 200 printable characters at most"
    assert problem_of(Verdict.hold("look")) is None


def test_of_nobody_the_strictest_is_to_allow() -> None:
    assert strictest(cast("list[Judged]", [])) == ALLOWED
