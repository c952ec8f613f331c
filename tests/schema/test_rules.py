"""
The conventions of the graph, each as a rule with one message.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_introspection_type,
    is_specified_scalar_type,
)

from largesse.schema.build import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphql import GraphQLArgument, GraphQLField, GraphQLNamedType, GraphQLSchema

PAGING = {"first": "Int", "after": "String", "last": "Int", "before": "String"}
AMOUNT = re.compile(
    r"coins|units|amount|balance|price|diamonds|cost|tax\b|fee\b|value|needed|available|paid|spent|offset|numerator"
    r"|denominator",
    re.IGNORECASE,
)
PLAIN_LISTS = {"edges", "nodes", "errors", "path"}
BOUNDED = re.compile(r"fixed|at most|up to")
ROOTS = ("Query", "Mutation", "Subscription")


def types(schema: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    for type_ in schema.type_map.values():
        if not is_introspection_type(type_) and not (
            isinstance(type_, GraphQLScalarType) and is_specified_scalar_type(type_)
        ):
            yield type_


def outputs(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    for type_ in types(schema):
        if isinstance(type_, (GraphQLObjectType, GraphQLInterfaceType)):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", field


def arguments(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLArgument]]:
    for place, field in outputs(schema):
        for name, argument in field.args.items():
            yield f"{place}({name})", argument


def mutations(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    assert schema.mutation_type is not None
    yield from schema.mutation_type.fields.items()


def capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def everything_is_described(schema: GraphQLSchema) -> Iterator[str]:
    for type_ in types(schema):
        if not type_.description:
            yield f"{type_.name} has no description"
        if isinstance(type_, (GraphQLEnumType, GraphQLInputObjectType)):
            inside = type_.values if isinstance(type_, GraphQLEnumType) else type_.fields
            yield from (
                f"{type_.name}.{name} has no description" for name, each in inside.items() if not each.description
            )
    for place, described in (*outputs(schema), *arguments(schema)):
        if not described.description:
            yield f"{place} has no description"


def descriptions_are_sentences(schema: GraphQLSchema) -> Iterator[str]:
    for place, described in (*outputs(schema), *arguments(schema)):
        text = described.description or ""
        if not text.endswith(".") or text[:1].islower() or "  " in text or "Args:" in text:
            yield f"{place}: {text!r} is no sentence"


def scalars_say_where_they_are_specified(schema: GraphQLSchema) -> Iterator[str]:
    for type_ in types(schema):
        if isinstance(type_, GraphQLScalarType) and not type_.specified_by_url:
            yield f"scalar {type_.name} has no @specifiedBy"


def connections_are_as_relay_has_them(schema: GraphQLSchema) -> Iterator[str]:
    for type_ in types(schema):
        if not type_.name.endswith("Connection"):
            continue
        assert isinstance(type_, GraphQLObjectType)
        of = type_.name.removesuffix("Connection")
        edge, node = schema.get_type(f"{of}Edge"), schema.get_type(of)
        wanted = {"edges": f"[{of}Edge!]!", "nodes": f"[{of}!]!", "pageInfo": "PageInfo!"}
        if {name: str(field.type) for name, field in type_.fields.items()} != wanted:
            yield f"{type_.name} is not made of {wanted}"
        if not isinstance(edge, GraphQLObjectType) or {
            name: str(field.type) for name, field in edge.fields.items()
        } != {
            "node": f"{of}!",
            "cursor": "String!",
        }:
            yield f"{of}Edge is not made of node and cursor"
        if not isinstance(node, GraphQLObjectType) or "Node" not in {each.name for each in node.interfaces}:
            yield f"{of} stands in a connection and is no Node"


def connections_can_be_paged(schema: GraphQLSchema) -> Iterator[str]:
    for place, field in outputs(schema):
        if get_named_type(field.type).name.endswith("Connection"):
            given = {name: str(argument.type) for name, argument in field.args.items() if name in PAGING}
            if given != PAGING:
                yield f"{place} does not take first, after, last and before"


def lists_that_can_grow_are_connections(schema: GraphQLSchema) -> Iterator[str]:
    for place, field in outputs(schema):
        plain = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
        name = place.partition(".")[2]
        if isinstance(plain, GraphQLList) and name not in PLAIN_LISTS and not BOUNDED.search(field.description or ""):
            yield f"{place} is a list, and does not say what bounds it (fixed, at most, up to)"


def objects_with_an_id_are_nodes(schema: GraphQLSchema) -> Iterator[str]:
    for type_ in types(schema):
        if isinstance(type_, GraphQLObjectType) and "id" in type_.fields:
            if "Node" not in {each.name for each in type_.interfaces}:
                yield f"{type_.name} has an id and is no Node"
            if str(type_.fields["id"].type) != "ID!":
                yield f"{type_.name}.id is not ID!"


def node_and_nodes_may_be_null(schema: GraphQLSchema) -> Iterator[str]:
    assert schema.query_type is not None
    fields = schema.query_type.fields
    if str(fields["node"].type) != "Node" or str(fields["nodes"].type) != "[Node]":
        yield "node and nodes may not be null"


def mutations_take_one_input(schema: GraphQLSchema) -> Iterator[str]:
    for name, field in mutations(schema):
        if {each: str(argument.type) for each, argument in field.args.items()} != {"input": f"{capital(name)}Input!"}:
            yield f"{name} does not take one argument, input: {capital(name)}Input!"


def mutations_answer_a_payload_or_null(schema: GraphQLSchema) -> Iterator[str]:
    for name, field in mutations(schema):
        if str(field.type) != f"{capital(name)}Payload":
            yield f"{name} does not answer {capital(name)}Payload, or null"


def payloads_carry_typed_errors(schema: GraphQLSchema) -> Iterator[str]:
    for name, _ in mutations(schema):
        payload, union = schema.get_type(f"{capital(name)}Payload"), schema.get_type(f"{capital(name)}Error")
        assert isinstance(payload, GraphQLObjectType)
        if str(payload.fields["errors"].type) != f"[{capital(name)}Error!]!":
            yield f"{payload.name}.errors is not [{capital(name)}Error!]!"
        if not isinstance(union, GraphQLUnionType):
            yield f"{capital(name)}Error is no union"
            continue
        for member in union.types:
            if "UserError" not in {each.name for each in member.interfaces}:
                yield f"{member.name} of {union.name} is no UserError"


def mutations_are_done_once(schema: GraphQLSchema) -> Iterator[str]:
    for name, _ in mutations(schema):
        payload, sent = schema.get_type(f"{capital(name)}Payload"), schema.get_type(f"{capital(name)}Input")
        assert isinstance(payload, GraphQLObjectType)
        assert isinstance(sent, GraphQLInputObjectType)
        if "idempotencyKey" not in sent.fields or str(sent.fields["idempotencyKey"].type) != "String!":
            yield f"{sent.name} has no idempotencyKey: String!"
        if "replayed" not in payload.fields or str(payload.fields["replayed"].type) != "Boolean!":
            yield f"{payload.name} has no replayed: Boolean!"


def mutations_are_named_noun_first(schema: GraphQLSchema) -> Iterator[str]:
    nouns = {type_.name for type_ in types(schema) if isinstance(type_, GraphQLObjectType)}
    for name, _ in mutations(schema):
        words = re.findall(r"[A-Z][a-z]*", capital(name))
        if not any("".join(words[:count]) in nouns for count in range(1, len(words))):
            yield f"{name} does not begin with what it is done to"


def members_of_a_union_can_be_selected_together(schema: GraphQLSchema) -> Iterator[str]:
    for type_ in types(schema):
        if not isinstance(type_, GraphQLUnionType):
            continue
        for one, other in combinations(type_.types, 2):
            for name in one.fields.keys() & other.fields.keys():
                if str(one.fields[name].type) != str(other.fields[name].type):
                    yield f"{type_.name}: {one.name}.{name} and {other.name}.{name} differ in type"


def amounts_are_neither_int_nor_float(schema: GraphQLSchema) -> Iterator[str]:
    for place, field in outputs(schema):
        named = get_named_type(field.type).name
        if named == "Float" or (named == "Int" and AMOUNT.search(place.partition(".")[2])):
            yield f"{place} is an amount as {named}"
    for type_ in types(schema):
        if isinstance(type_, GraphQLInputObjectType):
            for name, sent in type_.fields.items():
                named = get_named_type(sent.type).name
                if named == "Float" or (named == "Int" and AMOUNT.search(name)):
                    yield f"{type_.name}.{name} is an amount as {named}"


def items_of_lists_are_never_null(schema: GraphQLSchema) -> Iterator[str]:
    for place, field in outputs(schema):
        plain = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
        nullable = isinstance(plain, GraphQLList) and not isinstance(plain.of_type, GraphQLNonNull)
        if nullable and "null where" not in (field.description or ""):
            yield f"{place} has items that may be null, and does not say what that means"


def a_null_means_something_that_is_said(schema: GraphQLSchema) -> Iterator[str]:
    for place, field in outputs(schema):
        nullable = not isinstance(field.type, GraphQLNonNull) and place.partition(".")[0] not in ROOTS
        if nullable and not re.search(r"\bnull\b", field.description or ""):
            yield f"{place} may be null, and does not say what that means"
    for type_ in types(schema):
        if isinstance(type_, GraphQLInputObjectType) and not type_.is_one_of:
            for name, sent in type_.fields.items():
                said = re.search(r"left out|if they were purchased|for purchased coins alone", sent.description or "")
                if not isinstance(sent.type, GraphQLNonNull) and not said:
                    yield f"{type_.name}.{name} may be left out, and does not say what that means"


def deprecations_say_what_to_use_and_until_when(schema: GraphQLSchema) -> Iterator[str]:
    for place, field in outputs(schema):
        reason = field.deprecation_reason
        if reason is not None and not re.search(r"Use `\w+`.* until \d+\.\d+", reason):
            yield f"{place} is deprecated and does not say what to use, and until when"


def names_are_as_graphql_has_them(schema: GraphQLSchema) -> Iterator[str]:
    for type_ in types(schema):
        if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", type_.name):
            yield f"the type {type_.name} is not PascalCase"
        if isinstance(type_, GraphQLEnumType):
            yield from (
                f"{type_.name}.{name} is not in capitals"
                for name in type_.values
                if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name)
            )
    for place, _ in (*outputs(schema), *arguments(schema)):
        name = re.split(r"[.(]", place)[-1].rstrip(")")
        if not re.fullmatch(r"[a-z][A-Za-z0-9]*", name):
            yield f"{place} is not camelCase"


def fields_do_not_repeat_their_type(schema: GraphQLSchema) -> Iterator[str]:
    for place, _ in outputs(schema):
        type_, _, name = place.partition(".")
        if name.lower().startswith(type_.lower()):
            yield f"{place} repeats the name of its type"


RULES: list[Callable[[GraphQLSchema], Iterator[str]]] = [
    everything_is_described,
    descriptions_are_sentences,
    scalars_say_where_they_are_specified,
    connections_are_as_relay_has_them,
    connections_can_be_paged,
    lists_that_can_grow_are_connections,
    objects_with_an_id_are_nodes,
    node_and_nodes_may_be_null,
    mutations_take_one_input,
    mutations_answer_a_payload_or_null,
    payloads_carry_typed_errors,
    mutations_are_done_once,
    mutations_are_named_noun_first,
    members_of_a_union_can_be_selected_together,
    amounts_are_neither_int_nor_float,
    items_of_lists_are_never_null,
    a_null_means_something_that_is_said,
    deprecations_say_what_to_use_and_until_when,
    names_are_as_graphql_has_them,
    fields_do_not_repeat_their_type,
]


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(printed())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__.replace("_", " "))
def test_the_graph_keeps_the_rule_that(rule: Callable[[GraphQLSchema], Iterator[str]], schema: GraphQLSchema) -> None:
    assert list(rule(schema)) == []


BAD = build_schema(
    """
    interface Node { id: ID! }
    interface UserError { message: String! }
    scalar Odd
    enum colour { red }
    type Thing { id: ID, thingName: String, coins: Int!, rates: [Float!]! }
    type ThingEdge { node: Thing }
    type ThingConnection { edges: [ThingEdge]! }
    type A { x: Int! }
    type B { x: String! }
    union U = A | B
    input MakeThingInput { note: String }
    type MakeThingPayload { errors: [String!]! }
    union MakeThingError = A
    type Query {
      node(id: ID!): Node! nodes(ids: [ID!]!): [Node]! things: ThingConnection! old: U! @deprecated snake_case: Int
    }
    type Mutation { makeThing(input: MakeThingInput!, more: Int): MakeThingPayload! }
    """
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__.replace("_", " "))
def test_a_bad_graph_is_told_of_by_the_rule_that(rule: Callable[[GraphQLSchema], Iterator[str]]) -> None:
    assert list(rule(BAD)) != []
