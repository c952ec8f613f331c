"""
Crowds: who is in several counts once, exactly where all are known, and nearly where a sample is.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.presence.crowd import MARKS_MAX, NOBODY, Crowd, crowd_of, mark_of, united

crowds = st.lists(st.frozensets(st.integers(0, 60).map(str).map(mark_of)), min_size=1, max_size=5)
chance = random.Random(7)  # noqa: S311 - a test's own
MARKS = [chance.getrandbits(64) for _ in range(100_000)]


def test_a_person_has_the_same_mark_on_every_node() -> None:
    assert mark_of("vera") == 0xEFE128299ED40507
    assert mark_of("vera") != mark_of("milo")


@given(crowds)
def test_a_union_counts_everybody_once(people: list[frozenset[int]]) -> None:
    together = frozenset[int]().union(*people)
    assert united(*map(crowd_of, people)) == Crowd(len(together), 0, together)


@given(crowds)
def test_it_does_not_matter_in_which_order_and_groups_crowds_are_united(people: list[frozenset[int]]) -> None:
    whole = NOBODY
    for each in reversed(people):
        whole = united(crowd_of(each), whole)
    assert whole == united(*map(crowd_of, people))


def test_of_a_great_crowd_a_sample_of_one_size_is_known() -> None:
    assert crowd_of(MARKS[:MARKS_MAX]) == Crowd(MARKS_MAX, 0, frozenset(MARKS[:MARKS_MAX]))
    for people, level in ((MARKS_MAX + 1, 1), (2 * MARKS_MAX + 1, 2), (100_000, 6)):
        crowd = crowd_of(MARKS[:people])
        assert (crowd.people, crowd.level) == (people, level)
        assert crowd.marks == {mark for mark in MARKS[:people] if mark % 2**level == 0}
        assert MARKS_MAX / 3 < len(crowd.marks) < 1.1 * MARKS_MAX


def test_great_crowds_that_share_nobody_add_up_exactly() -> None:
    assert united(crowd_of(MARKS[:60_000]), crowd_of(MARKS[60_000:]), NOBODY).people == 100_000


def test_great_crowds_that_are_the_same_count_once_exactly() -> None:
    assert united(crowd_of(MARKS), crowd_of(MARKS)).people == 100_000


@pytest.mark.parametrize("shared", [5_000, 20_000, 50_000])
def test_of_great_crowds_those_they_share_count_once_within_two_per_cent(shared: int) -> None:
    # The marks are always the same ones, so that what is found is as well: no chance is taken.
    split = (len(MARKS) + shared) // 2
    found = united(crowd_of(MARKS[:split]), crowd_of(MARKS[split - shared :])).people
    assert abs(found - len(MARKS)) < 0.02 * len(MARKS)


def test_a_few_beside_a_great_crowd_are_counted() -> None:
    assert united(crowd_of(MARKS[:3]), crowd_of(MARKS[3:])).people == 100_000


def test_a_union_has_at_least_those_of_its_greatest_crowd() -> None:
    assert united(Crowd(5_000, 9, frozenset()), Crowd(3, 0, frozenset({1, 2, 3}))).people == 5_003
    assert united(Crowd(5_000, 1, frozenset({2, 4})), Crowd(2, 1, frozenset({2, 4}))).people == 5_000
