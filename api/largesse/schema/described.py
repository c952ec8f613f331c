"""
Descriptions: the docstrings of what makes the graph, put into the graph.

A class says what its type is; a string below an attribute or an enum's member says what that is; a resolver's
docstring says what its field is, and under `Args:` what its arguments are. So each is written once, where it is made.
"""

import inspect
from enum import EnumMeta
from typing import TYPE_CHECKING, cast

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    Undefined,
)

from largesse.docstrings import arguments_of, documents_of, summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLSchema

ARGUMENTS = {
    "first": "How many from the beginning, 100 at most; 20 if neither `first` nor `last` is given.",
    "after": "A cursor: only what comes after it.",
    "last": "How many from the end, 100 at most.",
    "before": "A cursor: only what comes before it.",
    "input": "What is asked for.",
}
"""Arguments that mean the same wherever they stand."""


def describe(graph: "GraphQLSchema") -> None:
    """Describe every type of ours in a graph that has no description yet, with its fields, arguments and values."""
    for type_ in graph.type_map.values():
        definition = type_.extensions.get("strawberry-definition")
        if definition is None:
            continue
        if isinstance(type_, GraphQLEnumType):
            _describe_enum(type_, definition.wrapped_cls)
        elif isinstance(type_, (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)):
            generic = definition.concrete_of
            _describe_class(type_, generic.origin if generic else definition.origin)


def _describe_enum(type_: GraphQLEnumType, members: EnumMeta) -> None:
    type_.description = summary(inspect.getdoc(members))
    documented = documents_of(members)
    for name, value in type_.values.items():
        value.description = summary(documented.get(name))


def _describe_class(type_: GraphQLNamedType, origin: type) -> None:
    documented: dict[str, str] = {}
    for base in reversed(origin.__mro__):
        documented.update(documents_of(base))
    type_.description = type_.description or summary(inspect.getdoc(origin))
    # The three kinds of types that have fields share no base which says so.
    fields = cast("Mapping[str, GraphQLField | GraphQLInputField]", type_.fields)  # type: ignore[attr-defined]
    for field in fields.values():
        text = documented.get(_python_name(field))
        field.description = field.description or summary(text)
        if isinstance(field, GraphQLInputField):
            _without_null(field)
            continue
        for name, argument in field.args.items():
            argument.description = arguments_of(text).get(_python_name(argument)) or ARGUMENTS.get(name)
            _without_null(argument)


def _without_null(place: object) -> None:
    # `= null` in a schema tells a client nothing that leaving it out would not.
    if getattr(place, "default_value", Undefined) is None:
        place.default_value = Undefined  # type: ignore[attr-defined]  # an argument or input field, which have it


def _python_name(field: object) -> str:
    extensions = getattr(field, "extensions", {})
    return str(getattr(extensions.get("strawberry-definition"), "python_name", ""))
