"""
Bounds: each caller has so many of a kind at the same time, and no other caller is the less for it.
"""

from __future__ import annotations

import pytest

from largesse.web.callers.bounds import Bound
from largesse.web.faults import RequestFault


def test_what_is_held_is_free_again_when_its_context_is_left() -> None:
    bound = Bound("open doors", 1)
    for _ in range(3):
        with bound.held("ann"):
            assert len(bound) == 1
        assert len(bound) == 0
    with pytest.raises(KeyError), bound.held("ann"):
        raise KeyError
    assert len(bound) == 0


def test_one_past_the_bound_is_refused_with_its_name_and_takes_nothing() -> None:
    bound = Bound("open doors", 2)
    with bound.held("ann"), bound.held("ann"):
        with pytest.raises(RequestFault) as refused:
            bound.held("ann")
        assert (refused.value.status, refused.value.headers) == (429, {"Retry-After": "1"})
        (error,) = refused.value.errors
        assert error["message"] == "A caller has at most 2 open doors at the same time."
        assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "open doors", "maximum": 2}
        assert len(bound) == 2
        with bound.held("bob"):
            assert len(bound) == 3
    assert bound._held == {}
