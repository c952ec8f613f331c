"""
How types, fields, arguments and values are called.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphql import GraphQLInputObjectType, GraphQLUnionType

from .walk import arguments, capital, enum_values, implements, inputs, last_name, mutations, objects, outputs, types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import GraphQLSchema


def names_are_as_graphql_has_them(schema: GraphQLSchema) -> Iterator[str]:
    for type_ in types(schema):
        if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", type_.name):
            yield f"the type {type_.name} is not PascalCase"
    for place, _ in enum_values(schema):
        if not re.fullmatch(r"[A-Z][A-Z0-9_]*", last_name(place)):
            yield f"{place} is not in capitals"
    for place, _ in (*outputs(schema), *arguments(schema), *inputs(schema)):
        if not re.fullmatch(r"[a-z][A-Za-z0-9]*", last_name(place)):
            yield f"{place} is not camelCase"


def names_end_with_what_they_are(schema: GraphQLSchema) -> Iterator[str]:
    payloads = {str(field.type) for _, field in mutations(schema)}
    for type_ in types(schema):
        ending = re.search(r"(?:Input|Selector|Error|Payload)?$", type_.name)
        said = ending[0] if ending else ""
        union = isinstance(type_, GraphQLUnionType) and all(implements(each, "UserError") for each in type_.types)
        if isinstance(type_, GraphQLInputObjectType):
            wanted = {"Input", "Selector"}
        elif union or implements(type_, "UserError") or type_.name == "UserError":
            wanted = {"Error"}
        elif type_.name in payloads:
            wanted = {"Payload"}
        else:
            wanted = {""}
        if said not in wanted:
            yield f"{type_.name} ends with {said or 'nothing'}, not with {' or '.join(sorted(wanted)) or 'nothing'}"


def fields_do_not_repeat_their_type(schema: GraphQLSchema) -> Iterator[str]:
    for place, _ in (*outputs(schema), *inputs(schema)):
        type_, _, name = place.partition(".")
        if name.lower().startswith(type_.lower()):
            yield f"{place} repeats the name of its type"


def mutations_are_named_noun_first(schema: GraphQLSchema) -> Iterator[str]:
    nouns = {type_.name for type_ in objects(schema)}
    for name, _ in mutations(schema):
        words = re.findall(r"[A-Z][a-z]*", capital(name))
        if not any("".join(words[:count]) in nouns for count in range(1, len(words))):
            yield f"{name} does not begin with what it is done to"
