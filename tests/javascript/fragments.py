"""
What a front-end with Relay writes, made from a schema: a fragment for each node, and one for each connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import GraphQLNonNull, GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import GraphQLField, GraphQLSchema

MODULE = """\
import {{ graphql }} from 'react-relay'

export default graphql`
{document}`
"""
PAGING = ("count: {type: Int, defaultValue: 10}", "cursor: {type: String}")


def modules(schema: GraphQLSchema) -> dict[str, str]:
    """Return the source of each module by its name, which Relay has its fragments begin with."""
    written = {**dict(_of_nodes(schema)), **dict(_of_connections(schema))}
    return {name: MODULE.format(document=document) for name, document in written.items()}


def nodes(schema: GraphQLSchema) -> list[GraphQLObjectType]:
    """Return the types that can be found again by an id."""
    return [type_ for type_ in _objects(schema) if any(each.name == "Node" for each in type_.interfaces)]


def connections(schema: GraphQLSchema) -> list[tuple[GraphQLObjectType, str, GraphQLField]]:
    """Return every field that is a connection, with its type and its name."""
    return [
        (type_, name, field)
        for type_ in _objects(schema)
        for name, field in type_.fields.items()
        if get_named_type(field.type).name.endswith("Connection")
    ]


def _objects(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            yield type_


def _of_nodes(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    for type_ in nodes(schema):
        fields = " ".join(
            name
            for name, field in type_.fields.items()
            if is_leaf_type(get_named_type(field.type)) and not any(map(is_required_argument, field.args.values()))
        )
        head = f'fragment {type_.name}_one on {type_.name} @refetchable(queryName: "{type_.name}RefetchQuery")'
        yield type_.name, f"{head} {{ {fields} }}"


def _of_connections(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    query = schema.query_type
    assert query is not None
    reachable = {query.name, "Viewer", *(type_.name for type_ in nodes(schema))}
    for type_, name, field in connections(schema):
        module = f"{type_.name}{name[:1].upper()}{name[1:]}"
        required = dict(_required(field))
        selection = _page(module, name, required)
        owner = type_.name
        if owner not in reachable:
            # Relay refetches what hangs on a node, the viewer or the query: this is asked for from one of them down.
            owner, parent, above = next(
                (holder.name, name, field)
                for holder in (query, *nodes(schema))
                for name, field in holder.fields.items()
                if get_named_type(field.type) is type_
            )
            required |= dict(_required(above))
            selection = f"{parent}{_given(_required(above))} {{ {selection} }}"
        wanted = ", ".join([*PAGING, *(f'{name}: {{type: "{of}"}}' for name, of in required.items())])
        head = f"fragment {module}_page on {owner} @argumentDefinitions({wanted})"
        yield module, f'{head} @refetchable(queryName: "{module}PageQuery") {{ {selection} }}'


def _page(module: str, name: str, required: dict[str, str]) -> str:
    arguments = ", ".join(["first: $count", "after: $cursor", *(f"{each}: ${each}" for each in required)])
    return f'{name}({arguments}) @connection(key: "{module}_{name}") {{ edges {{ node {{ id }} }} }}'


def _required(field: GraphQLField) -> list[tuple[str, str]]:
    return [(name, str(each.type)) for name, each in field.args.items() if isinstance(each.type, GraphQLNonNull)]


def _given(required: list[tuple[str, str]]) -> str:
    return f"({', '.join(f'{name}: ${name}' for name, _ in required)})" if required else ""
