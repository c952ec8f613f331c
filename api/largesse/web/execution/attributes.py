"""
Attributes: how a field is read that is no more than an attribute of a plain type.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLBoolean,
    GraphQLID,
    GraphQLString,
    TypeNameMetaFieldDef,
    Undefined,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphql import GraphQLField, GraphQLObjectType

    Read = Callable[[object], Any]
    """Returns what an answer shows of an object, or `UNREAD`."""

UNREAD = object()
"""What is read where there is more to a value than reading it."""
_AS_THEY_ARE: dict[object, type] = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool}
"""The Python type whose values a scalar sends as they are."""
_PLAIN = frozenset({str, int, bool, float})


def read_of(field: GraphQLField, parent_type: GraphQLObjectType) -> Read | None:
    """Return how a field is read whose value is an attribute of a plain type; None for any other."""
    if field is TypeNameMetaFieldDef:
        name = parent_type.name
        return lambda _source: name
    definition: Any = field.extensions.get("strawberry-definition")
    # Strawberry marks the fields that have no resolver so.
    if not getattr(field.resolve, "_is_default", False) or definition.default_resolver is not getattr:
        return None
    nullable = not is_non_null_type(field.type)
    type_ = get_nullable_type(field.type)
    if is_leaf_type(type_):
        return _leaf(definition.python_name, type_.coerce_output_value, _AS_THEY_ARE.get(type_), nullable=nullable)
    return _empty_list(definition.python_name) if is_list_type(type_) else None


def _leaf(attribute: str, shown: Callable[[Any], Any], as_it_is: type | None, *, nullable: bool) -> Read:
    def read(source: object) -> Any:  # noqa: ANN401 - whatever a scalar shows
        value = getattr(source, attribute, UNREAD)
        kind = type(value)
        if kind is as_it_is:
            return value
        if value is None:
            return None if nullable else UNREAD
        if kind not in _PLAIN and not isinstance(value, Enum):
            return UNREAD
        try:
            leaf = shown(value)
        except Exception:  # noqa: BLE001 - graphql-core meets it again, and tells of it
            return UNREAD
        return UNREAD if leaf is None or leaf is Undefined else leaf

    return read


def _empty_list(attribute: str) -> Read:
    def read(source: object) -> Any:  # noqa: ANN401 - a list or nothing
        return [] if getattr(source, attribute, None) == [] else UNREAD

    return read
