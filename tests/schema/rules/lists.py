"""
Nodes, connections, and lists that are bounded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphql import GraphQLNonNull, GraphQLObjectType, get_named_type

from .walk import arguments, implements, inputs, last_name, list_in, objects, outputs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import GraphQLSchema

PAGING = {"first": "Int", "after": "String", "last": "Int", "before": "String"}
PAGE_INFO = {
    "hasNextPage": "Boolean!",
    "hasPreviousPage": "Boolean!",
    "startCursor": "String",
    "endCursor": "String",
}
PLAIN_LISTS = {"edges", "nodes", "errors", "path"}
BOUNDED = re.compile(r"fixed|at most|up to")


def _shape(schema: GraphQLSchema, name: str) -> dict[str, str]:
    type_ = schema.get_type(name)
    return {each: str(field.type) for each, field in type_.fields.items()} if hasattr(type_, "fields") else {}


def connections_are_as_relay_has_them(schema: GraphQLSchema) -> Iterator[str]:
    names = [type_.name for type_ in objects(schema) if type_.name.endswith("Connection")]
    if names and _shape(schema, "PageInfo") != PAGE_INFO:
        yield "PageInfo is not as Relay has it"
    for name in names:
        of = name.removesuffix("Connection")
        wanted = {"edges": f"[{of}Edge!]!", "pageInfo": "PageInfo!", "nodes": f"[{of}!]!"}
        if _shape(schema, name) != wanted:
            yield f"{name} is not made of edges, pageInfo and nodes"
        if _shape(schema, f"{of}Edge") != {"node": f"{of}!", "cursor": "String!"}:
            yield f"{of}Edge is not made of node and cursor"
        if not implements(schema.get_type(of), "Node"):
            yield f"{of} stands in a connection and is no Node"


def connections_can_be_paged(schema: GraphQLSchema) -> Iterator[str]:
    for place, field in outputs(schema):
        if not get_named_type(field.type).name.endswith("Connection"):
            continue
        given = {name: str(argument.type) for name, argument in field.args.items() if name in PAGING}
        if given != PAGING:
            yield f"{place} does not take first, after, last and before"
        for name in ("first", "last"):
            if name in given and "at most" not in (field.args[name].description or ""):
                yield f"{place}({name}) does not say how many a page has at most"


def lists_that_can_grow_are_connections(schema: GraphQLSchema) -> Iterator[str]:
    for place, field in outputs(schema):
        plain = list_in(field.type) and last_name(place) not in PLAIN_LISTS
        if plain and not BOUNDED.search(field.description or ""):
            yield f"{place} is a list, and does not say what bounds it (fixed, at most, up to)"


def items_of_lists_are_never_null(schema: GraphQLSchema) -> Iterator[str]:
    for place, each in (*outputs(schema), *arguments(schema), *inputs(schema)):
        found = list_in(each.type)
        if found and not isinstance(found.of_type, GraphQLNonNull) and "null where" not in (each.description or ""):
            yield f"{place} has items that may be null, and does not say what that means"


def objects_with_an_id_are_nodes(schema: GraphQLSchema) -> Iterator[str]:
    for type_ in objects(schema):
        if "id" in type_.fields:
            if not implements(type_, "Node"):
                yield f"{type_.name} has an id and is no Node"
            if str(type_.fields["id"].type) != "ID!":
                yield f"{type_.name}.id is not ID!"


def node_and_nodes_may_be_null(schema: GraphQLSchema) -> Iterator[str]:
    query = schema.query_type
    fields = query.fields if isinstance(query, GraphQLObjectType) else {}
    for name, wanted in (("node", "Node"), ("nodes", "[Node]")):
        if name not in fields or str(fields[name].type) != wanted:
            yield f"Query.{name} is not {wanted}"
