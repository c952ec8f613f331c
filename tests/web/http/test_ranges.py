"""
One range of bytes is understood, and everything else is the whole.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.web.http.ranges import Part, Unsatisfiable, part_of


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", Part(0, 1)),
        ("bytes=0-9", Part(0, 10)),
        ("bytes=3-", Part(3, 10)),
        ("bytes=9-", Part(9, 10)),
        ("bytes=3-99999999999999999999", Part(3, 10)),
        ("bytes=-4", Part(6, 10)),
        ("bytes=-10", Part(0, 10)),
        ("bytes=-11", Part(0, 10)),
        ("Bytes= 1-2 ", Part(1, 3)),
    ],
)
def test_a_range_is_a_part(header: str, part: Part) -> None:
    assert part_of(header, 10) == part


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=--1",
        "bytes=5-3",
        "bytes=0-1,3-4",
        "bytes=0-1,",
        "bytes=+0-1",
        "bytes=0x0-1",
        "bytes=\u0660-\u0661",
        "items=0-1",
        "bytes=0-1;q=1",
        f"bytes=0-{'9' * 100}",
    ],
)
def test_several_ranges_and_what_is_none_are_the_whole(header: str | None) -> None:
    assert part_of(header, 10) is None


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=99999999999999999999-", "bytes=-0"])
def test_a_range_without_a_byte_cannot_be_satisfied(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        part_of(header, 10)


@given(st.integers(0, 30), st.one_of(st.none(), st.integers(0, 30)), st.integers(0, 20))
def test_a_part_is_what_slicing_gives(first: int, last: int | None, size: int) -> None:
    content = bytes(range(size))
    wanted = content[first:] if last is None else content[first : last + 1]
    header = f"bytes={first}-{'' if last is None else last}"

    if last is not None and last < first:
        assert part_of(header, size) is None
    elif not wanted:
        with pytest.raises(Unsatisfiable):
            part_of(header, size)
    else:
        part = part_of(header, size)
        assert part is not None
        assert content[part.first : part.end] == wanted
