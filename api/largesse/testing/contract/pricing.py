"""
What a gift type asks for that prices itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from copy import copy
from dataclasses import astuple
from itertools import product
from typing import TYPE_CHECKING

from largesse.clock import DAY, MICROSECONDS
from largesse.gifts.proposal import problem_of
from largesse.offers import PriceQuestion
from largesse.testing.clock import NOON
from largesse.testing.contract.elsewhen import elsewhen
from largesse.testing.contract.subject import hold_none, unpriced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from largesse.offers import GiftType, Price
    from largesse.testing.contract.subject import Fact, Subject

DEADLINE_SECONDS = 0.05
"""The time that a server gives to one question."""
ATTEMPTS = 3
"""A slow answer may be another program's fault; three in a row are not."""
_ROOM = "0195f3a2-7c4e-7d10-9c5b-3f2a1b0c9d8e"
_HOUR = 3_600 * MICROSECONDS
_OPEN_FOR = (0, 90 * MICROSECONDS, 9 * _HOUR, 400 * DAY)
_NOWS = (NOON, NOON + 13 * _HOUR + 1, NOON + 6 * DAY, NOON + 183 * DAY + 7 * _HOUR)
_RECIPIENTS = ("US-CA", "JP", None)


def every_answer_is_a_price(subject: Subject) -> None:
    """Hold that each answer is a `Price` of 1 to 1,000,000 coins that holds for a while, a day at most."""
    hold_none(
        f"{gift_type.key}: {problem}"
        for gift_type, question in questions(subject)
        if (problem := problem_of(_asked(gift_type, question), question.now))
    )


def the_same_question_has_the_same_price(subject: Subject) -> None:
    """Hold that nothing is left to chance or to what was asked before: all nodes show and debit the same."""
    first = _prices(questions(subject))
    hold_none(_differences(subject, first, _prices(questions(subject))))
    hold_none(_differences(subject, first, _prices(reversed(list(questions(subject))))[::-1]))


def a_price_does_not_depend_on_the_machines_clock(subject: Subject) -> None:
    """Hold that the only clock is the question's: nodes' clocks differ, and a test turns its own."""
    first = _prices(questions(subject))
    with elsewhen(subject.candidate.module.partition(".")[0]):
        later = _prices(questions(subject))
    hold_none(_differences(subject, first, later))


def another_process_works_out_the_same_prices(subject: Subject) -> None:
    """Hold that prices do not depend on the process: on the order of a set, an address, a seed."""
    candidate, config = subject.candidate, json.dumps(dict(subject.config))
    done = subprocess.run(  # noqa: S603 - this interpreter, and a module of ours
        [sys.executable, "-m", "largesse.testing.contract.elsewhere", candidate.module, candidate.name, config],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(done.stderr)
    hold_none(_differences(subject, [str(each) for each in _prices(questions(subject))], done.stdout.splitlines()))


def asking_changes_nothing(subject: Subject) -> None:
    """Hold that neither the question nor what the plugin offers is another after it was asked."""
    before = unpriced(subject.gift_types)
    for gift_type, question in questions(subject):
        kept = copy(question)
        _asked(gift_type, question)
        hold_none([f"{gift_type.key} changes what it is asked: {kept} to {question}"] if question != kept else ())
    after = unpriced(subject.gift_types)
    hold_none(f"{old.key} has become {new}" for old, new in zip(before, after, strict=True) if old != new)


def a_price_is_there_within_its_deadline(subject: Subject) -> None:
    """Hold that each question is answered within 50 milliseconds."""
    hold_none(
        f"{gift_type.key} takes {seconds * 1_000:.0f} ms for {question}"
        for gift_type, question in questions(subject)
        if (seconds := min(_seconds(gift_type, question) for _ in range(ATTEMPTS))) > DEADLINE_SECONDS
    )


def questions(subject: Subject) -> Iterator[tuple[GiftType, PriceQuestion]]:
    """Yield each gift type that prices itself with questions of all kinds, the same each time."""
    for gift_type in subject.priced:
        variants = gift_type.variants or (None,)
        quantities = sorted({1, min(2, gift_type.quantity_max), gift_type.quantity_max})
        for variant, quantity, region, open_for, now in product(variants, quantities, _RECIPIENTS, _OPEN_FOR, _NOWS):
            yield (
                gift_type,
                PriceQuestion(
                    gift_type=gift_type.key,
                    variant=variant.key if variant else None,
                    quantity=quantity,
                    price_coins=(variant and variant.price_coins) or gift_type.price_at(now),
                    room_id=_ROOM,
                    room_opened_at=now - open_for,
                    recipient_region=region,
                    now=now,
                ),
            )


def _asked(gift_type: GiftType, question: PriceQuestion) -> Price:
    if gift_type.pricing is None:
        raise AssertionError(f"{gift_type.key} does not price itself")
    return gift_type.pricing(question)


def _prices(asked: Iterable[tuple[GiftType, PriceQuestion]]) -> list[tuple[object, ...]]:
    return [(gift_type.key, *astuple(_asked(gift_type, question))) for gift_type, question in asked]


def _differences(subject: Subject, first: Iterable[object], second: Iterable[object]) -> Iterator[str]:
    for (_, question), one, other in zip(questions(subject), first, second, strict=True):
        if one != other:
            yield f"{one}, and then {other}, for {question}"


def _seconds(gift_type: GiftType, question: PriceQuestion) -> float:
    begun = time.perf_counter()
    _asked(gift_type, question)
    return time.perf_counter() - begun


FACTS: tuple[Fact, ...] = (
    every_answer_is_a_price,
    the_same_question_has_the_same_price,
    a_price_does_not_depend_on_the_machines_clock,
    asking_changes_nothing,
    a_price_is_there_within_its_deadline,
)
