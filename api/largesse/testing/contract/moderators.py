"""
What moderators say of messages.
"""

from __future__ import annotations

import time
from copy import copy
from itertools import product
from typing import TYPE_CHECKING

from largesse.messages.letters import LETTERS_MAX, problem_of, tidied
from largesse.messages.verdict import problem_of as verdict_problem_of
from largesse.offers import MessageQuestion
from largesse.testing.clock import NOON
from largesse.testing.contract.elsewhen import elsewhen
from largesse.testing.contract.pricing import ATTEMPTS, DEADLINE_SECONDS
from largesse.testing.contract.subject import hold_none

if TYPE_CHECKING:
    from collections.abc import Iterator

    from largesse.offers import Moderator, Verdict
    from largesse.testing.contract.subject import Fact, Subject

_ROOM = "0195f3a2-7c4e-7d10-9c5b-3f2a1b0c9d8e"
_SENDERS = ("7d3a52c0-64e1-5b7e-8d43-0f6a2b9c1e57", "c2a9e0d4-1b3f-5f08-9a6d-5e7b8c904f12")
_TEXTS = (
    "hello",
    "GG!!! 🎉🎉🎉",
    "e\u0301te\u0301 à la plage",
    "花火きれい",
    "مرحبا بالجميع",
    "👩\u200d👩\u200d👧\u200d👦 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "z̸̢̧͔a̵̛̙l̶̡̛g̷̨̡o̵̧̢",
    "https://example.com/?q=a.b-c#d",
    "' OR 1=1 -- <script>alert(1)</script> %s {0} $(x) \\",
    "a" * LETTERS_MAX,
    "a " * (LETTERS_MAX // 2),
    "ß ﬁ İ ǆ Ω",
)
_LOCALES = ("en", "ja-JP", None)


def every_answer_is_a_verdict(subject: Subject) -> None:
    """Hold that each message, in whatever script, is answered with a `Verdict` that can be used."""
    hold_none(
        f"{moderator.key}: {problem}, asked of {question.text!r}"
        for moderator, question in questions(subject)
        if (problem := verdict_problem_of(moderator.judge(question)))
    )


def the_same_message_has_the_same_verdict(subject: Subject) -> None:
    """Hold that nothing is left to chance or to what was asked before: all nodes say the same."""
    asked = list(questions(subject))
    first = _verdicts(asked)
    hold_none(_differences(asked, first, _verdicts(asked)))
    hold_none(_differences(asked, first, _verdicts(asked[::-1])[::-1]))


def a_verdict_does_not_depend_on_the_machines_clock(subject: Subject) -> None:
    """Hold that the only clock is the question's: nodes' clocks differ, and a test turns its own."""
    asked = list(questions(subject))
    first = _verdicts(asked)
    with elsewhen(subject.candidate.module.partition(".")[0]):
        later = _verdicts(asked)
    hold_none(_differences(asked, first, later))


def judging_changes_nothing(subject: Subject) -> None:
    """Hold that the question is no other after it was asked."""
    for moderator, question in questions(subject):
        kept = copy(question)
        moderator.judge(question)
        hold_none([f"{moderator.key} changes what it is asked: {kept} to {question}"] if question != kept else ())


def a_verdict_is_there_within_its_deadline(subject: Subject) -> None:
    """Hold that each message is judged within 50 milliseconds."""
    hold_none(
        f"{moderator.key} takes {seconds * 1_000:.0f} ms for {question.text!r}"
        for moderator, question in questions(subject)
        if (seconds := min(_seconds(moderator, question) for _ in range(ATTEMPTS))) > DEADLINE_SECONDS
    )


def questions(subject: Subject) -> Iterator[tuple[Moderator, MessageQuestion]]:
    """Yield each moderator with messages of all kinds, the same each time."""
    texts = [text for text in map(tidied, _TEXTS) if problem_of(text) is None]
    for moderator, text, sender, locale in product(subject.moderators, texts, _SENDERS, _LOCALES):
        yield (
            moderator,
            MessageQuestion(text=text, room_id=_ROOM, sender_id=sender, sender_locale=locale, now=NOON),
        )


def _verdicts(asked: list[tuple[Moderator, MessageQuestion]]) -> list[Verdict]:
    return [moderator.judge(question) for moderator, question in asked]


def _differences(
    asked: list[tuple[Moderator, MessageQuestion]], first: list[Verdict], second: list[Verdict]
) -> Iterator[str]:
    for (moderator, question), one, other in zip(asked, first, second, strict=True):
        if one != other:
            yield f"{moderator.key}: {one}, and then {other}, for {question}"


def _seconds(moderator: Moderator, question: MessageQuestion) -> float:
    begun = time.perf_counter()
    moderator.judge(question)
    return time.perf_counter() - begun


FACTS: tuple[Fact, ...] = (
    every_answer_is_a_verdict,
    the_same_message_has_the_same_verdict,
    a_verdict_does_not_depend_on_the_machines_clock,
    judging_changes_nothing,
    a_verdict_is_there_within_its_deadline,
)
