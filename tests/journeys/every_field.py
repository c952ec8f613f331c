"""
Every field of the schema that takes arguments, the way to it, and values that it may not expect.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
)

from largesse.schema.build import graph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphql import GraphQLField, GraphQLInputType, GraphQLNamedType

    from largesse.testing import Json

SCHEMA = graph()._schema
ROOTS = {"query": SCHEMA.query_type, "mutation": SCHEMA.mutation_type, "subscription": SCHEMA.subscription_type}
LONG = 10_000
TEXTS: tuple[Json, ...] = (
    *("", " ", "x", "\0", "a\0b", "\ud800", "\U0001f381", "\u202e", "x" * LONG, "9" * LONG, "=", "%s%n", "' OR 1=1 --"),
    *(0, -1, 10**30, 1.5, True, None, [], {}, ["x"]),
)
NUMBERS: tuple[Json, ...] = (
    *(0, 1, -1, 100, 101, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**53, 2**63 - 1, 2**63, 10**30, 1.5, 1e308),
    *("1", "", "x", "1" * LONG, True, None, [], {}, [1]),
)
SCALARS: dict[str, tuple[Json, ...]] = {
    "ID": TEXTS,
    "String": TEXTS,
    "Int": NUMBERS,
    "BigInt": (*NUMBERS, *map(str, NUMBERS[:13]), "-0", "+1", "0x1"),
    "Boolean": (True, False, None, "true", 0, 1, [], {}),
    "DateTime": (
        *("1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z", "2030-02-30T00:00:00Z"),
        *("2030-01-01T00:00:00+23:59", "yesterday", "", "\0", 0, 1.5, None, [], {}, "9" * LONG),
    ),
}


class Asked(NamedTuple):
    """
    A field, and how to ask for it.

    Args:
        name: with the type's before it.
        operation: `query`, `mutation` or `subscription`.
        document: takes each argument as a variable.
        good: values that the field takes, or might.
        odd: values for one of the variables each, whatever the others are.
    """

    name: str
    operation: str
    document: str
    good: dict[str, Json]
    odd: list[dict[str, Json]]


def every_field(known: Mapping[str, Json]) -> Iterator[Asked]:
    """
    Yield every field that takes arguments.

    Args:
        known: good values by the name of an argument or of an input's field, and an id by the name of each node's type.
    """
    for operation, root in ROOTS.items():
        for type_, way in _ways(root, known).items():
            for name, field in type_.fields.items():
                if field.args:
                    yield _asked(operation, f"{type_.name}.{name}", way, field, known)


def _ways(root: GraphQLObjectType, known: Mapping[str, Json]) -> dict[GraphQLObjectType, list[str]]:
    """Return a way to each type that can be reached."""
    ways: dict[GraphQLObjectType, list[str]] = {root: []}
    waiting = [root]
    while waiting:
        type_ = waiting.pop(0)
        for name, field in type_.fields.items():
            step = _step(name, field, known)
            if step is None:
                continue
            for below in _objects(get_named_type(field.type)):
                if below not in ways and root is SCHEMA.query_type:
                    ways[below] = [*ways[type_], step.format(id=known.get(below.name, "x")), f"... on {below.name}"]
                    waiting.append(below)
    return ways


def _step(name: str, field: GraphQLField, known: Mapping[str, Json]) -> str | None:
    """Return how a field is asked for on the way to another, or None if nothing is known that it would take."""
    if name == "node":
        return 'node(id: "{id}")'
    required = [each for each, argument in field.args.items() if is_required_argument(argument)]
    if any(each not in known for each in required):
        return None
    given = ", ".join(f'{each}: "{known[each]}"' for each in required)
    return f"{name}({given})" if given else name


def _objects(type_: GraphQLNamedType) -> list[GraphQLObjectType]:
    if is_abstract_type(type_):
        return list(SCHEMA.get_possible_types(type_))
    return [type_] if isinstance(type_, GraphQLObjectType) else []


def _asked(operation: str, name: str, way: list[str], field: GraphQLField, known: Mapping[str, Json]) -> Asked:
    declared = ", ".join(f"${each}: {argument.type}" for each, argument in field.args.items())
    passed = ", ".join(f"{each}: ${each}" for each in field.args)
    asked = f"{name.partition('.')[2]}({passed}) {_selection(get_named_type(field.type))}"
    document = f"{operation} ({declared}) {{ {' { '.join([*way, asked])} {'} ' * len(way)}}}"
    good = {
        each: _good(argument.type, each, known)
        for each, argument in field.args.items()
        if is_required_argument(argument)
    }
    odd = [{each: value} for each, argument in field.args.items() for value in _odd(argument.type, each, known)]
    return Asked(name, operation, document, good, odd)


def _selection(type_: GraphQLNamedType) -> str:
    """Return a selection that has something computed, and tells refusals."""
    if is_leaf_type(type_):
        return ""
    fields = type_.fields if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) else {}
    inside = ["__typename"]
    if "errors" in fields:
        inside.append("errors { ... on UserError { code message path } }")
    if "nodes" in fields:
        inside.append("nodes { __typename } edges { cursor } pageInfo { endCursor }")
    return "{ " + " ".join(inside) + " }"


def _good(type_: GraphQLInputType, name: str, known: Mapping[str, Json]) -> Json:
    if name in known:
        return known[name]
    bare: Any = get_nullable_type(type_)
    if is_list_type(bare):
        return [_good(bare.of_type, name, known)]
    if isinstance(bare, GraphQLEnumType):
        return next(iter(bare.values))
    if isinstance(bare, GraphQLInputObjectType):
        required = {each: field for each, field in bare.fields.items() if str(field.type).endswith("!")}
        if bare.is_one_of:
            required = dict(itertools.islice(bare.fields.items(), 1))
        return {each: _good(field.type, each, known) for each, field in required.items()}
    return {"Int": 1, "BigInt": "1", "Boolean": True, "DateTime": "2030-01-01T00:00:00Z"}.get(bare.name, "x")


def _odd(type_: GraphQLInputType, name: str, known: Mapping[str, Json]) -> list[Json]:
    bare: Any = get_nullable_type(type_)
    if is_list_type(bare):
        one = _odd(bare.of_type, name, known)
        return [[], None, {}, "x", [None], [[]], *([each] for each in one), one[:1] * 400]
    if isinstance(bare, GraphQLEnumType):
        return [*bare.values, "NOPE", "", 0, 1, None, [], {}]
    if isinstance(bare, GraphQLInputObjectType):
        good = _good(type_, "", known)
        changed = [
            {**({} if bare.is_one_of else good), each: value}
            for each, field in bare.fields.items()
            for value in _odd(field.type, each, known)
        ]
        without = [{key: value for key, value in good.items() if key != each} for each in good]
        return [*changed, *without, {**good, "unknown": 1}, None, [], [good], "x", 1]
    return [*SCALARS[bare.name], *(each for each in known.values() if bare.name == "ID" and isinstance(each, str))]
