"""
The pace of the journal: when deeds are decided ahead, and how large batches are.
"""

from __future__ import annotations

import pytest

from largesse.ledger.pace import PREPARED_FROM, SMALL, Pace


def test_few_deeds_are_one_batch() -> None:
    assert Pace(256, prepares=True).share(PREPARED_FROM - 1) is None


def test_without_preparing_all_deeds_are_one_batch() -> None:
    assert Pace(256, prepares=False).share(10_000) is None


@pytest.mark.parametrize(("outstanding", "share"), [(48, 24), (49, 25), (100, 50), (128, SMALL), (1_000, SMALL)])
def test_many_deeds_are_halved_up_to_a_small_batch(outstanding: int, share: int) -> None:
    assert Pace(256, prepares=True).share(outstanding) == share


def test_a_batch_has_a_most_from_the_beginning() -> None:
    assert Pace(7, prepares=True).share(1_000) == 7


def test_batches_grow_to_their_most_while_the_next_one_waits_for_the_database() -> None:
    pace = Pace(256, prepares=True)
    sizes = []
    for _ in range(4):
        pace.written(0.010, 0.005)
        sizes.append(pace.share(10_000))
    assert sizes == [128, 256, 256, 256]


def test_batches_shrink_again_to_small_ones_while_deciding_takes_longer() -> None:
    pace = Pace(256, prepares=True)
    for _ in range(2):
        pace.written(0.010, 0.005)
    sizes = []
    for _ in range(6):
        pace.written(0.010, 0.001)
        sizes.append(pace.share(10_000))
    assert sizes == [192, 144, 108, 81, SMALL, SMALL]
