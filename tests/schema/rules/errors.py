"""
Unions: errors that are typed, and items of streams.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from graphql import GraphQLEnumType, GraphQLUnionType, get_named_type

from .walk import implements, objects, types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import GraphQLSchema


def _unions(schema: GraphQLSchema) -> Iterator[GraphQLUnionType]:
    for type_ in types(schema):
        if isinstance(type_, GraphQLUnionType):
            yield type_


def members_of_an_error_are_user_errors(schema: GraphQLSchema) -> Iterator[str]:
    for union in _unions(schema):
        for member in union.types:
            if union.name.endswith("Error") and not implements(member, "UserError"):
                yield f"{member.name} of {union.name} is no UserError"


def each_error_has_a_code_of_its_name(schema: GraphQLSchema) -> Iterator[str]:
    codes = schema.get_type("ErrorCode")
    known = set(codes.values) if isinstance(codes, GraphQLEnumType) else set()
    named = {
        re.sub(r"(?<!^)(?=[A-Z])", "_", type_.name.removesuffix("Error")).upper()
        for type_ in objects(schema)
        if implements(type_, "UserError")
    }
    for code in sorted(known - named):
        yield f"the code {code} has no type of its name"
    for code in sorted(named - known):
        yield f"ErrorCode has no {code}"


def members_of_a_union_can_be_selected_together(schema: GraphQLSchema) -> Iterator[str]:
    for union in _unions(schema):
        for one, other in combinations(union.types, 2):
            for name in one.fields.keys() & other.fields.keys():
                if str(one.fields[name].type) != str(other.fields[name].type):
                    yield f"{union.name}: {one.name}.{name} and {other.name}.{name} differ in type"


def what_is_followed_has_a_cursor(schema: GraphQLSchema) -> Iterator[str]:
    for name, field in schema.subscription_type.fields.items() if schema.subscription_type else ():
        followed = get_named_type(field.type)
        for item in followed.types if isinstance(followed, GraphQLUnionType) else (followed,):
            # What has changed and is no event, such as a board, is told without a place in the stream.
            if not implements(item, "StreamItem") and not item.name.endswith("Changed"):
                yield f"{item.name}, which {name} tells, is no StreamItem"
