"""
What can be told of a configuration's field from its annotation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic import BaseModel, Secret, SecretBytes, SecretStr

DEPTH_MAX = 8
"""How far fields within fields are followed where there are no values to follow: a model may contain itself."""
_SECRETS = (Secret, SecretBytes, SecretStr)
_MODULES = re.compile(r"(?<!['\"\w.])(?:\w+\.)+(?=\w)")
"""The module before a class's name; not what stands in quotes, as in a Literal."""


def model_in(annotation: object) -> type[BaseModel] | None:
    """Return the one model whose fields are fields within this field, or None if it is a value of its own."""
    models = [kind for kind in _alternatives(annotation) if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return models[0] if len(models) == 1 else None


def is_secret(annotation: object) -> bool:
    """Tell whether a secret stands anywhere in an annotation."""
    kind = get_origin(annotation) or annotation
    if isinstance(kind, type) and issubclass(kind, _SECRETS):
        return True
    return any(map(is_secret, get_args(annotation)))


def is_structured(annotation: object) -> bool:
    """Tell whether a value may be a list, a table or a model, which a variable can give as JSON alone."""
    return any(
        issubclass(kind, (BaseModel, Collection)) and not issubclass(kind, (str, bytes))
        for alternative in _alternatives(annotation)
        if isinstance(kind := get_origin(alternative) or alternative, type)
    )


def said(annotation: object) -> str:
    """Return an annotation as a person would write it."""
    if isinstance(annotation, type) and not get_args(annotation):
        return "None" if annotation is type(None) else annotation.__name__
    return _MODULES.sub("", str(annotation))


def _alternatives(annotation: object) -> Iterator[object]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _alternatives(arguments[0])
    elif origin in {Union, UnionType}:
        for each in arguments:
            yield from _alternatives(each)
    else:
        yield annotation
