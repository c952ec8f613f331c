"""
Stages: what was written is what is read.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.errors import StageInvalid
from largesse.rooms.stage import GUESTS_MAX, StageMember, checked_stage, stage_of, stage_text

members = st.builds(
    StageMember, st.uuids().map(str), st.sampled_from(["", "JP", "US-CA"]), st.none() | st.integers(0, 99)
)


@given(members, st.lists(members, max_size=GUESTS_MAX, unique_by=lambda member: member.person_id))
def test_a_stage_is_read_as_it_was_written(host: StageMember, guests: list[StageMember]) -> None:
    guests = [guest for guest in guests if guest.person_id != host.person_id]
    stage = checked_stage(host, guests)
    assert stage_of(stage_text(stage)) == stage == (host, *guests)


def test_a_refusal_says_how_many_a_stage_takes() -> None:
    host = StageMember("host", "")
    guests = [StageMember(str(number), "") for number in range(GUESTS_MAX + 1)]
    assert len(checked_stage(host, guests[1:])) == GUESTS_MAX + 1
    with pytest.raises(StageInvalid) as refused:
        checked_stage(host, guests)
    assert refused.value.guests_max == GUESTS_MAX
