"""
Recorded input: a value of a plugin's contract as JSON, and back.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar

from largesse.cli.failure import CommandFailed
from largesse.money import Ratio
from largesse.plugins.shape import deviation
from largesse.sentences import ended

STANDARD = Path("-")
"""Stands for standard input where a file is asked for."""

Value = TypeVar("Value")


def recorded(file: Path, kind: type[Value]) -> Value:
    """
    Return the value that a file holds: a JSON object with the fields of its kind.

    Args:
        file: where it is, or `-` for standard input.
        kind: a dataclass of the contract.

    Raises:
        CommandFailed: it cannot be read, is not JSON, or is no value of that kind.
    """
    content = _object(file)
    known = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # a dataclass, as said above
    for name in content:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}."
            raise CommandFailed(f"{file}: a {kind.__name__} has no field {name}; {hint}")
    if missing := [name for name in known if name not in content]:
        raise CommandFailed(f"{file}: a {kind.__name__} has these fields, too: {', '.join(missing)}.")
    try:
        value = kind(**content)
    except ValueError as error:
        raise CommandFailed(ended(f"{file}: {error}")) from None
    if wrong := deviation(value, kind, kind.__name__):
        raise CommandFailed(f"{file}: {wrong}.")
    return value


def told(value: object) -> object:
    """Return a value of the contract as JSON can say it: ratios as `1/2`, files by their names, functions by theirs."""
    if is_dataclass(value):
        return {field.name: told(getattr(value, field.name)) for field in fields(value)}
    for kind, tell in _TOLD.items():
        if isinstance(value, kind):
            return tell(value)
    return getattr(value, "__qualname__", None) or f"<{type(value).__name__}>"


_TOLD: Mapping[type, Callable[[Any], object]] = {
    Ratio: str,
    Enum: lambda value: value.value,
    Path: lambda value: value.name,
    Mapping: lambda value: {str(key): told(item) for key, item in value.items()},
    frozenset: lambda value: sorted(map(told, value), key=str),
    tuple: lambda value: [told(item) for item in value],
    list: lambda value: [told(item) for item in value],
    str: str,
    int: lambda value: value,
    float: repr,
    NoneType: lambda value: value,
}
"""How each kind is told; a ratio is a tuple, too, and comes first."""


def _object(file: Path) -> dict[str, object]:
    try:
        text = sys.stdin.read() if file == STANDARD else file.read_text(encoding="utf-8")
        content = json.loads(text)
    except OSError as error:
        raise CommandFailed(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandFailed(f"{file} is not text.") from None
    except json.JSONDecodeError as error:
        raise CommandFailed(f"{file} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}.") from None
    if not isinstance(content, dict):
        raise CommandFailed(f"{file} must hold a JSON object.")
    return content
