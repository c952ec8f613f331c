"""
A call: one hook, pricing or moderator of a plugin, in a thread with a deadline, as a server would make it.
"""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from largesse.offers import Price, Verdict
from largesse.offers.moderation import verdict_problem
from largesse.plugins.deadline import within
from largesse.plugins.facade import Facade
from largesse.plugins.rejection import Rejected, described, rejecting
from largesse.plugins.shape import deviation

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.offers import GiftType, MessageQuestion, Moderator, PriceQuestion
    from largesse.plugins import Candidate
    from largesse.plugins.configuration import Share
    from largesse.plugins.report import Fact

QUESTION_SECONDS = 0.05
"""The time that a server gives to a price or a verdict."""
TELLING_SECONDS = 5.0
"""The time that this command gives to a telling."""

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """
    What came of a call.

    Args:
        answer: what was answered; None if nothing was.
        seconds: how long it took.
        deviations: where it is not what the contract allows, in words.
    """

    answer: object = None
    seconds: float
    deviations: tuple[str, ...] = ()


def loaded(candidate: Candidate, share: Share, seconds: float) -> Facade | str:
    """Import a plugin and return it, or why it cannot be loaded; nothing of it has been asked."""

    def load() -> Facade:
        with rejecting(candidate, "importing it"):
            plugin = candidate.load()
        return Facade(candidate, plugin, share)

    outcome = _timed(candidate, load, seconds, "loading it")
    return outcome.answer if isinstance(outcome.answer, Facade) else outcome.deviations[0]


def asked(candidate: Candidate, hook: str, ask: Callable[[], object], seconds: float) -> Called:
    """Ask a plugin for its offers."""
    return _timed(candidate, ask, seconds, hook)


def told_of(candidate: Candidate, facade: Facade, hook: str, fact: Fact) -> Called:
    """Tell a plugin of a fact; what is to be awaited is awaited."""
    tell = facade.tellings()[hook]

    async def finish() -> None:
        outcome = tell(fact)
        if inspect.isawaitable(outcome):
            await outcome

    return _timed(candidate, lambda: asyncio.run(finish()), TELLING_SECONDS, hook)


def priced(candidate: Candidate, gift_type: GiftType, question: PriceQuestion) -> Called:
    """Ask a gift type for its price, twice: all nodes must be answered the same."""
    pricing = gift_type.pricing
    if pricing is None:
        return Called(seconds=0.0, deviations=(f"{gift_type.key} has a fixed price, and does not work one out",))

    def problem(answer: object) -> str | None:
        if isinstance(answer, Price) and answer.holds_until <= question.now:
            return "its holds_until is not after the question's now"
        return deviation(answer, Price, "the answer")

    return _twice(candidate, lambda: pricing(question), f"pricing {gift_type.key!r}", problem)


def judged(candidate: Candidate, moderator: Moderator, question: MessageQuestion) -> Called:
    """Ask a moderator for its verdict, twice: all nodes must be answered the same."""

    def problem(answer: object) -> str | None:
        found = deviation(answer, Verdict, "the answer")
        return found or (verdict_problem(answer) if isinstance(answer, Verdict) else None)

    return _twice(candidate, lambda: moderator.judge(question), f"judging by {moderator.key!r}", problem)


def _twice(
    candidate: Candidate, work: Callable[[], object], doing: str, problem: Callable[[object], str | None]
) -> Called:
    first, second = (_timed(candidate, work, 1.0, doing) for _ in range(2))
    if first.deviations:
        return first
    found = list(filter(None, [problem(first.answer)]))
    if first.answer != second.answer:
        found.append("it answers otherwise when it is asked again")
    if first.seconds > QUESTION_SECONDS:
        found.append(f"it took {first.seconds * 1_000:.0f} of the {QUESTION_SECONDS * 1_000:.0f} ms that it has")
    return Called(answer=first.answer, seconds=first.seconds, deviations=tuple(found))


def _timed(candidate: Candidate, work: Callable[[], object], seconds: float, doing: str) -> Called:
    def outcome() -> Called:
        started = perf_counter()
        try:
            with rejecting(candidate, doing):
                answer = work()
        except Rejected as rejected:
            place = f" ({rejected.place})" if rejected.place else ""
            return Called(seconds=perf_counter() - started, deviations=(f"{rejected.reason}{place}",))
        except BaseException as error:  # noqa: BLE001 - a thread answers with a value, whatever happens in it
            return Called(seconds=perf_counter() - started, deviations=(f"{doing} raised {described(error)}",))
        return Called(answer=answer, seconds=perf_counter() - started)

    late = Called(seconds=seconds, deviations=(f"{doing} was not done within {seconds:g} seconds",))
    return within(seconds, f"plugin {candidate.name}", outcome) or late
