"""
That a plugin loads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from largesse.testing.contract.subject import Fact, Subject


def it_loads_with_nothing_against_it(subject: Subject) -> None:
    """Hold that the loader takes it, with all that it offers."""
    if not subject.loaded:
        raise AssertionError(f"{subject.report.name} is {subject.report.state.value}: {subject.report.reason}")


FACTS: tuple[Fact, ...] = (it_loads_with_nothing_against_it,)
