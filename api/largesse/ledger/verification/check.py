"""
A check: a query that finds what is not as it must be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Check(NamedTuple):
    """
    An invariant that the database can show.

    Args:
        name: a word for reports, such as `balances`.
        fact: what must be true, as a sentence.
        query: one whose rows are differences: (what it is about, what is wrong), both text; the same on both
            databases, and over the view `postings` and the function `drawn(total, quantity, used)` as well.
    """

    name: str
    fact: str
    query: str


class Difference(NamedTuple):
    """Something that is not as it must be: by which check, about what (an account, a stream …), and how."""

    check: str
    subject: str
    detail: str


@dataclass(slots=True)
class Report:
    """
    What a verification found.

    Args:
        checks: the names of the checks that ran.
        counts: how many rows of what were looked at.
        differences: how many differences there are.
        first: the first thousand of them.
    """

    checks: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    differences: int = 0
    first: list[Difference] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether all is as it must be."""
        return self.differences == 0
