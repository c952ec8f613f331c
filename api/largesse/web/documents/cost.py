"""
Cost: what an operation asks for at most, told once for its document, and per request for what variables decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from graphql import OperationType

from largesse.schema.page import PAGE_SIZE, PAGE_SIZE_MAX

if TYPE_CHECKING:
    from collections.abc import Mapping


class Weights(NamedTuple):
    """What things count; docs/reference/limits.md says them to users."""

    field: int = 1
    """A field."""
    mutation: int = 10
    """A field at the root of a mutation, beside: a commit."""
    subscription: int = 10
    """A field at the root of a subscription, beside: a place among its followers."""
    list_size: int = 5
    """How many a list without pages counts as."""
    page_size: int = PAGE_SIZE
    """How many a page counts as if nothing is said."""
    page_size_max: int = PAGE_SIZE_MAX
    """How many a page counts as at most; who asks for more is refused by the field."""
    request: int = 1
    """Any request, where rates are counted, beside its cost."""
    refused: int = 10
    """A request that is refused, where rates are counted: reading and validating a document is work as well."""
    introspection_share: int = 4
    """How many fields of introspection count as one: they are read from memory."""


WEIGHTS = Weights()
ROOT_WEIGHTS = {
    OperationType.QUERY: 0,
    OperationType.MUTATION: WEIGHTS.mutation,
    OperationType.SUBSCRIPTION: WEIGHTS.subscription,
}
"""What each field at the root counts beside."""


class Size(NamedTuple):
    """How many a list may have, where a variable says it."""

    variable: str
    default: int

    def given(self, variables: Mapping[str, object]) -> int:
        """Return what it comes to with the variables of a request."""
        return size_of(variables[self.variable]) if self.variable in variables else self.default


class Cost(NamedTuple):
    """
    The cost of a selection.

    Args:
        constant: what it comes to whatever the variables are.
        parts: what variables multiply: a factor, a size, and the cost of one.
    """

    constant: int
    parts: tuple[tuple[int, Size, Cost], ...] = ()

    def given(self, variables: Mapping[str, object]) -> int:
        """Return what it comes to with the variables of a request."""
        total = self.constant
        for factor, size, one in self.parts:
            total += factor * size.given(variables) * one.given(variables)
        return total

    def times(self, size: int | Size) -> Cost:
        """Return the cost of so many."""
        if isinstance(size, Size):
            return Cost(0, ((1, size, self),))
        return Cost(self.constant * size, tuple((factor * size, each, one) for factor, each, one in self.parts))


def size_of(value: object) -> int:
    """Return how many a page's size, or a list of ids, asks for; 0 if it is neither."""
    if value is None:
        return WEIGHTS.page_size
    number = value if isinstance(value, int) else len(value) if isinstance(value, list) else 1
    return max(0, min(number, WEIGHTS.page_size_max))


def actual_cost(data: dict[str, Any] | None, kind: OperationType) -> int:
    """
    Return what an operation has come to, by the fields that its answer holds.

    Args:
        data: the answer's; None if there is none.
        kind: of the operation.
    """
    return _fields_in(data) + ROOT_WEIGHTS[kind] * len(data) if data else 0


def _fields_in(value: Any) -> int:  # noqa: ANN401 - JSON
    if value.__class__ is dict:
        fields = len(value) * WEIGHTS.field
        for below in value.values():
            if below.__class__ is dict or below.__class__ is list:
                fields += _fields_in(below)
        return fields
    return sum(map(_fields_in, value)) if value.__class__ is list else 0
