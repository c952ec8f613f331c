"""
What is wrong with a configuration: one clause for each fault, with what to set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.plugins.configuration.annotations import model_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import BaseModel, ValidationError

    from largesse.plugins.configuration.given import Given
    from largesse.plugins.configuration.shares import Share


def faults_in(model: type[BaseModel], error: ValidationError, share: Share, values: Sequence[Given]) -> Iterator[str]:
    """
    Yield a clause for each fault.

    Args:
        model: the plugin's.
        error: what its validation raised.
        share: names the variables.
        values: what was validated; a fault in one that a table gave says so.
    """
    for fault in error.errors(include_input=False, include_url=False, include_context=False):
        path, rest = _place(model, fault["loc"])
        reason = fault["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
        if not path:
            yield f"the configuration is not right: {reason}"
        elif fault["type"] == "missing" and not rest:
            yield f"{share.variable(*path)} is not set"
        else:
            giving = [each.source for each in values if each.path == path[: len(each.path)]]
            source = f", from {giving[-1]}," if giving and giving[-1] != share.variable(*path) else ""
            within = f" at {rest}" if rest else ""
            yield f"{share.variable(*path)}{source} is not right{within}: {reason}"


def _place(model: type[BaseModel], location: Sequence[str | int]) -> tuple[tuple[str, ...], str]:
    """Return the field that a fault lies in, by the names of those around it, and where in its value."""
    path: tuple[str, ...] = ()
    current: type[BaseModel] | None = model
    for place, part in enumerate(location):
        names = {} if current is None else _names(current)
        if current is None or part not in names:
            return path, ".".join(map(str, location[place:]))
        name = names[str(part)]
        path = (*path, name)
        current = model_in(current.model_fields[name].annotation)
    return path, ""


def _names(model: type[BaseModel]) -> dict[str, str]:
    """Return the fields by the names that pydantic may call them."""
    aliases = {field.alias: name for name, field in model.model_fields.items() if field.alias}
    return {**aliases, **{name: name for name in model.model_fields}}
