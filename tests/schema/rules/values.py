"""
Scalars, amounts, and inputs that choose.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLScalarType, get_named_type

from .walk import arguments, inputs, last_name, outputs, types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import GraphQLSchema

AMOUNT = re.compile(
    r"coins|units|amount|balance|price|diamonds|cost|tax\b|fee\b|value|needed|available|paid|spent|offset|numerator"
    r"|denominator",
    re.IGNORECASE,
)


def scalars_say_where_they_are_specified(schema: GraphQLSchema) -> Iterator[str]:
    for type_ in types(schema):
        if isinstance(type_, GraphQLScalarType) and not type_.specified_by_url:
            yield f"scalar {type_.name} has no @specifiedBy"


def amounts_are_neither_int_nor_float(schema: GraphQLSchema) -> Iterator[str]:
    for place, each in (*outputs(schema), *arguments(schema), *inputs(schema)):
        named = get_named_type(each.type).name
        if named == "Float" or (named == "Int" and AMOUNT.search(last_name(place))):
            yield f"{place} is an amount as {named}"


def selectors_take_one_way(schema: GraphQLSchema) -> Iterator[str]:
    for type_ in types(schema):
        if isinstance(type_, GraphQLInputObjectType) and type_.name.endswith("Selector") != type_.is_one_of:
            yield f"{type_.name}: what is @oneOf is called a selector, and nothing else is"


def no_two_enums_have_the_same_values(schema: GraphQLSchema) -> Iterator[str]:
    named: dict[frozenset[str], str] = {}
    for type_ in types(schema):
        if isinstance(type_, GraphQLEnumType):
            first = named.setdefault(frozenset(type_.values), type_.name)
            if first != type_.name:
                yield f"{type_.name} has the values of {first}"
