"""
What an operator gave: each value with the field that it is for, found by walking the plugin's model.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from largesse.plugins.configuration.annotations import is_secret, is_structured, model_in
from largesse.plugins.rejection import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from largesse.plugins.configuration.shares import Share

FILE_CHARACTERS_MAX = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Given:
    """
    One value that an operator gave.

    Args:
        path: the field, behind those around it.
        value: what was given; text, if by a variable or a file.
        source: who gives it: a variable or a table.
        secret: it is not to be shown.
    """

    path: tuple[str, ...]
    value: object
    source: str
    secret: bool


@dataclass(frozen=True, slots=True)
class _Source:
    """A table, whose keys are the fields' names, or a variable, in which they stand in capitals."""

    name: str
    variable: bool = False

    def spelt(self, field: str) -> str:
        """Return a field's name as it is written here."""
        return field.upper() if self.variable else field

    def called(self, key: str) -> str:
        """Return what to call a key of it."""
        return self.name if self.variable else f"{key} in {self.name}"


def given(model: type[BaseModel], share: Share) -> tuple[Given, ...]:
    """
    Return the values of a share, of which a later one replaces an earlier: the file's, then the environment's.

    Raises:
        Rejected: a field is unknown, given twice, or in a file that cannot be read.
    """
    written = tuple(_walk(model, share.table, (), _Source(share.where)))
    _refuse_twice(written)
    found = [*written]
    # What is within a field that is given as a whole comes after it.
    for _, variables in groupby(sorted(share.variables, key=_depth), _depth):
        values = [
            each
            for rest in variables
            for each in _walk(
                model, _nested(rest, share.variables[rest]), (), _Source(share.variable(rest), variable=True)
            )
        ]
        _refuse_twice(values)
        found += values
    return tuple(found)


def assembled(values: Iterable[Given]) -> dict[str, object]:
    """Return values as what the model is made from: a later one replaces an earlier one, or what is within it."""
    whole: dict[str, object] = {}
    for each in values:
        around = whole
        for name in each.path[:-1]:
            inner = around.get(name)
            around[name] = around = dict(inner) if isinstance(inner, Mapping) else {}
        around[each.path[-1]] = each.value
    return whole


def _depth(rest: str) -> int:
    return rest.count("__")


def _nested(rest: str, text: str) -> dict[str, object]:
    """Return what a variable says as the table that would say it: `CHAT__TOKEN` is TOKEN within CHAT."""
    *outer, last = rest.split("__")
    table: dict[str, object] = {last: text}
    for part in reversed(outer):
        table = {part: table}
    return table


def _walk(
    model: type[BaseModel], table: Mapping[str, object], path: tuple[str, ...], source: _Source
) -> Iterator[Given]:
    for key, value in table.items():
        name, in_file = _field(model, key, source)
        called, place = source.called(key), (*path, name)
        annotation = model.model_fields[name].annotation if name in model.model_fields else object
        inner, within = model_in(annotation), source if source.variable else _Source(called)
        if isinstance(value, str) and (in_file or source.variable):
            value = _parsed(_content(value, called) if in_file else value, annotation, called)  # noqa: PLW2901 - it is read here
            within = _Source(called)
        elif in_file:
            raise Rejected(reason=f"{called} is not the name of a file")
        if isinstance(value, Mapping) and inner and not in_file:
            yield from _walk(inner, value, place, within)
        elif isinstance(value, Mapping) and source.variable and within is source:
            raise Rejected(reason=f"there is no setting {source.name}: {'.'.join(place)} has no fields within it")
        else:
            shown = called if source.variable or in_file else source.name
            yield Given(path=place, value=value, source=shown, secret=in_file or is_secret(annotation))


def _field(model: type[BaseModel], key: str, source: _Source) -> tuple[str, bool]:
    """
    Return the field that a key is for, and whether it names a file that holds the value.

    Raises:
        Rejected: there is none, and the model takes no others.
    """
    names = {source.spelt(name): name for name in model.model_fields}
    if key in names:
        return names[key], False
    stem = key.removesuffix(source.spelt("_file"))
    if stem != key and stem in names:
        return names[stem], True
    if model.model_config.get("extra") == "allow":
        return key.lower() if source.variable else key, False
    close = get_close_matches(key, names, n=1)
    if source.variable:
        advice = f"; did you mean {source.name.removesuffix(key)}{close[0]}?" if close else ""
        raise Rejected(reason=f"there is no setting {source.name}{advice}")
    advice = f"; did you mean {close[0]}?" if close else ""
    raise Rejected(reason=f"there is no field {key} in {source.name}{advice}")


def _parsed(text: str, annotation: object, called: str) -> object:
    """
    Return what a text says: JSON, where the field may be a list or a table and the text begins as one.

    Raises:
        Rejected: it is no JSON then.
    """
    if not is_structured(annotation) or not text.lstrip().startswith(("[", "{")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        raise Rejected(reason=f"{called} is not right: it begins as JSON does, and is none") from None


def _content(name: str, called: str) -> str:
    """
    Return the text of a file without the white space around it.

    Raises:
        Rejected: it cannot be read.
    """
    try:
        with Path(name).open(encoding="utf-8") as file:
            content = file.read(FILE_CHARACTERS_MAX + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise Rejected(reason=f"the file that {called} names cannot be read: {reason}") from None
    if len(content) > FILE_CHARACTERS_MAX:
        raise Rejected(reason=f"the file that {called} names has more than {FILE_CHARACTERS_MAX} characters")
    return content.strip()


def _refuse_twice(values: Iterable[Given]) -> None:
    seen: dict[tuple[str, ...], Given] = {}
    for each in values:
        before = seen.setdefault(each.path, each)
        if before is not each:
            name = ".".join(each.path)
            raise Rejected(reason=f"{name} is given twice, by {before.source} and by {each.source}; keep one")
