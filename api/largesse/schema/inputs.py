"""
Inputs: text that every database and log can hold, keys, and what was sent before defaults.
"""

import dataclasses
import re
from enum import Enum
from typing import TYPE_CHECKING, TypeVar, cast

import strawberry
from strawberry.types.unset import UNSET

from largesse.errors import InvalidInput

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

KEY_LENGTH_MAX = 200
_UNFIT = re.compile("[\0\ud800-\udfff]")
V = TypeVar("V")
_KEY_FIELD = "idempotency_key"


def key_text(key: str) -> str:
    """
    Return an idempotency key.

    Raises:
        InvalidInput: it is empty or too long, or has NUL or half of a character in it.
    """
    return text(key, "idempotencyKey", 1, KEY_LENGTH_MAX)


def text(value: str, path: str, length_min: int, length_max: int) -> str:
    """
    Return text whose length and characters will do.

    Args:
        value: what was sent.
        path: where it stands in the input.
        length_min: in characters.
        length_max: in characters.

    Raises:
        InvalidInput: it is too short or too long, or has NUL or half of a surrogate pair in it.
    """
    if not length_min <= len(value) <= length_max:
        raise InvalidInput(path, f"it must have {length_min} to {length_max} characters")
    if _UNFIT.search(value):
        raise InvalidInput(path, "it must have neither NUL nor half of a surrogate pair")
    return value


def given(value: V | None, default: V) -> V:
    """Return a value that was sent, or the default where it was left out or null."""
    return default if value is None or value is UNSET else value


def content_of(sent: "DataclassInstance") -> dict[str, object]:
    """
    Return an input as it was sent: without what was left out, and without its idempotency key.

    What a replay must be like is judged by it, so that a default may change without harm to keys.
    """
    return {
        field.name: plain
        for field in dataclasses.fields(sent)
        if field.name != _KEY_FIELD and (plain := _plain(getattr(sent, field.name))) is not UNSET
    }


def _plain(value: object) -> object:
    if isinstance(value, strawberry.Some):
        return _plain(cast("strawberry.Some[object]", value).value)
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return content_of(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
