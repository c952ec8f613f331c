"""
What each mutation takes, and what it answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import GraphQLInputObjectType, GraphQLNonNull, GraphQLObjectType, GraphQLUnionType

from .walk import capital, mutations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import GraphQLField, GraphQLInputField, GraphQLSchema


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
        if _type_of(_payload(schema, name), "errors") != f"[{capital(name)}Error!]!":
            yield f"{capital(name)}Payload.errors is not [{capital(name)}Error!]!"
        if not isinstance(schema.get_type(f"{capital(name)}Error"), GraphQLUnionType):
            yield f"{capital(name)}Error is no union"


def payloads_hold_nothing_but_errors_where_there_are_some(schema: GraphQLSchema) -> Iterator[str]:
    for name, _ in mutations(schema):
        changed = {each: field for each, field in _payload(schema, name).items() if each not in {"errors", "replayed"}}
        if not changed:
            yield f"{capital(name)}Payload does not tell what changed"
        for each, field in changed.items():
            if isinstance(field.type, GraphQLNonNull):
                yield f"{capital(name)}Payload.{each} cannot be null, as it is where there are errors"


def mutations_are_done_once(schema: GraphQLSchema) -> Iterator[str]:
    for name, _ in mutations(schema):
        if _type_of(_input(schema, name), "idempotencyKey") != "String!":
            yield f"{capital(name)}Input has no idempotencyKey: String!"
        if _type_of(_payload(schema, name), "replayed") != "Boolean!":
            yield f"{capital(name)}Payload has no replayed: Boolean!"


def _payload(schema: GraphQLSchema, mutation: str) -> dict[str, GraphQLField]:
    type_ = schema.get_type(f"{capital(mutation)}Payload")
    return type_.fields if isinstance(type_, GraphQLObjectType) else {}


def _input(schema: GraphQLSchema, mutation: str) -> dict[str, GraphQLInputField]:
    type_ = schema.get_type(f"{capital(mutation)}Input")
    return type_.fields if isinstance(type_, GraphQLInputObjectType) else {}


def _type_of(fields: dict[str, GraphQLField] | dict[str, GraphQLInputField], name: str) -> str:
    return str(fields[name].type) if name in fields else "nothing"
