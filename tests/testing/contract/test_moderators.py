"""
Each fact about moderators finds the one that breaks it, and says what is wrong.
"""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from largesse import MessageQuestion, Verdict
from largesse.testing.contract import moderators
from largesse.testing.contract.subject import subject_of

from .offering import moderating

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.testing.contract.subject import Fact

_calls = itertools.count()


def moody(_question: MessageQuestion) -> Verdict:
    return Verdict.hold(f"mood {next(_calls)}")


def by_the_hour(_question: MessageQuestion) -> Verdict:
    return Verdict.hold(f"it is {datetime.now(UTC).isoformat()[:13]}")


def meddling(question: MessageQuestion) -> Verdict:
    object.__setattr__(question, "text", "bye")
    return Verdict.allow()


def slow(_question: MessageQuestion) -> Verdict:
    time.sleep(0.06)
    return Verdict.allow()


def careful(question: MessageQuestion) -> Verdict:
    return Verdict.hold("It has an address in it.") if "://" in question.text else Verdict.allow()


BROKEN: dict[str, tuple[Fact, Callable[[MessageQuestion], object], str]] = {
    "no verdict": (
        moderators.every_answer_is_a_verdict,
        lambda _: None,
        "^quiet: it is of type NoneType, not Verdict, asked of 'hello'",
    ),
    "a verdict of chance": (
        moderators.the_same_message_has_the_same_verdict,
        moody,
        "^quiet: Verdict.*mood 0.*, and then Verdict",
    ),
    "a verdict of the clock": (
        moderators.a_verdict_does_not_depend_on_the_machines_clock,
        by_the_hour,
        "^quiet: Verdict.*, and then Verdict",
    ),
    "a question that is changed": (
        moderators.judging_changes_nothing,
        meddling,
        "^quiet changes what it is asked: .*text='hello'.* to .*text='bye'",
    ),
    "a slow verdict": (
        moderators.a_verdict_is_there_within_its_deadline,
        slow,
        r"^quiet takes \d+ ms for 'hello'",
    ),
}
"""A fact, a moderator that breaks it, and what is said of that."""


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_promise_is_found_and_said(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fact, judge, said = BROKEN[name]
    monkeypatch.setattr(moderators, "_TEXTS", ("hello",))
    with pytest.raises(AssertionError, match=said):
        fact(subject_of(moderating(judge)))


@pytest.mark.parametrize("fact", moderators.FACTS, ids=lambda fact: fact.__name__)
def test_a_careful_moderator_keeps_each_promise(fact: Fact) -> None:
    fact(subject_of(moderating(careful)))


def test_messages_of_all_scripts_are_asked_about() -> None:
    texts = {question.text for _, question in moderators.questions(subject_of(moderating(careful)))}
    assert {"hello", "花火きれい", "مرحبا بالجميع", "a" * 300} <= texts
