"""
Variables: how large they may be, counted before anything is made of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from largesse.web.faults import limit_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from largesse.web.documents.limits import Limits

    Container = dict[str, Any] | list[Any]


def check_variables(variables: dict[str, Any], limits: Limits) -> None:
    """
    Refuse variables that go past a limit.

    Level by level, so that nothing is nested too deeply to be looked at.

    Args:
        variables: as they were sent, parsed.
        limits: how many values, how deep, how long a list and a string may be.

    Raises:
        DocumentFault: `LIMIT_EXCEEDED`, with the limit's name.
    """
    count = depth = 0
    level: list[Container] = [variables]
    while level:
        count += sum(map(len, level))
        if count > limits.variables_max:
            raise limit_fault("variables", limits.variables_max)
        if depth > limits.variables_depth_max:
            raise limit_fault("depth of variables", limits.variables_depth_max)
        depth += 1
        level = [below for container in level for below in _containers_in(container, limits)]


def _containers_in(container: Container, limits: Limits) -> Iterator[Container]:
    for value in container.values() if isinstance(container, dict) else container:
        if isinstance(value, str):
            _hold("string length", len(value), limits.string_length_max)
        elif isinstance(value, list):
            _hold("list items", len(value), limits.list_items_max)
            yield value
        elif isinstance(value, dict):
            yield value


def _hold(limit: str, value: int, maximum: int) -> None:
    if value > maximum:
        raise limit_fault(limit, maximum, value)
