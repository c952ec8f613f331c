"""
The types of what a plugin offers, checked deeply: Python itself would let a float into a price.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Union, cast, get_args, get_origin, get_type_hints

from largesse import offers
from largesse.money import INT64_MAX, Ratio

if TYPE_CHECKING:
    from collections.abc import Sequence


def deviation(value: object, hint: object, path: str) -> str | None:
    """
    Return where and how a value is not what its annotation says, or None if it is.

    Types are compared exactly: a subclass could change what a value answers later.

    Args:
        value: what a plugin made.
        hint: the annotation: a frozen dataclass, an enum, `int`, `str`, `bool`, `Path`, `Ratio`, or these in a
            union, `tuple[X, ...]`, `frozenset[X]` or `Mapping[X, Y]`; of a `Callable` it is only looked at whether it
            is a plain one.
        path: what to call the value.

    Raises:
        TypeError: the annotation is of another kind, which is our own mistake.
    """
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        deviations = [deviation(value, alternative, path) for alternative in arguments]
        return deviations[0] if all(deviations) else None
    if origin is Callable:
        return None if callable(value) and not inspect.iscoroutinefunction(value) else f"{path} is no plain function"
    if origin is not None:
        return _container_deviation(value, origin, arguments, path)
    if not isinstance(hint, type):
        message = f"cannot check the annotation {hint!r}"
        raise TypeError(message)
    if issubclass(hint, (Path, Enum)):
        # A path is of the class of its platform, and the members of an enum cannot be added to.
        return None if isinstance(value, hint) else _is_not(value, hint, path)
    if type(value) is not hint:
        return _is_not(value, hint, path)
    return _content_deviation(value, hint, path)


def _container_deviation(value: object, origin: type, arguments: Sequence[object], path: str) -> str | None:
    if not (isinstance(value, Mapping) if origin is Mapping else type(value) is origin):
        return _is_not(value, origin, path)
    for place, item, hint in _items(value, arguments):
        if found := deviation(item, hint, f"{path}{place}"):
            return found
    return None


def _items(value: object, arguments: Sequence[object]) -> Iterator[tuple[str, object, object]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield f"[{key!r}]", key, arguments[0]
            yield f"[{key!r}]", item, arguments[1]
    else:
        for place, item in enumerate(cast("Iterable[object]", value)):
            yield f"[{place}]", item, arguments[0]


def _content_deviation(value: object, hint: type, path: str) -> str | None:
    if isinstance(value, Ratio):
        found = (deviation(part, int, f"{path}.{name}") for name, part in zip(value._fields, value, strict=True))
        return next((each for each in found if each), None)
    if isinstance(value, int):
        return None if abs(value) <= INT64_MAX else f"{path} does not fit a signed 64-bit integer"
    if isinstance(value, str):
        return None if _is_storable(value) else f"{path} has characters that no database stores"
    if is_dataclass(hint):
        hints = _hints(hint)
        found = (deviation(getattr(value, name), hints[name], f"{path}.{name}") for name in hints)
        return next((each for each in found if each), None)
    if value is None:
        return None
    message = f"cannot check the annotation {hint!r}"
    raise TypeError(message)


def _is_storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _is_not(value: object, hint: type, path: str) -> str:
    name = "None" if hint is NoneType else hint.__name__
    return f"{path} is of type {type(value).__name__}, not {name}"


@lru_cache
def _hints(kind: type) -> Mapping[str, object]:
    # The names that the offers' modules import for their annotations alone.
    known = {
        "Callable": Callable,
        "Mapping": Mapping,
        "Path": Path,
        "Instant": int,
        "Iterable": Iterable,
        "Ratio": Ratio,
    }
    hints = get_type_hints(kind, localns=known | vars(offers))
    return {field.name: cast("object", hints[field.name]) for field in fields(kind)}
