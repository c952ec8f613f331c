"""
What a schema is made of, place by place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    is_introspection_type,
    is_specified_scalar_type,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import (
        GraphQLArgument,
        GraphQLEnumValue,
        GraphQLField,
        GraphQLInputField,
        GraphQLNamedType,
        GraphQLSchema,
        GraphQLType,
    )

ROOTS = ("Query", "Mutation", "Subscription")


def types(schema: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    """Yield every type of our own."""
    for type_ in schema.type_map.values():
        if not is_introspection_type(type_) and not (
            isinstance(type_, GraphQLScalarType) and is_specified_scalar_type(type_)
        ):
            yield type_


def outputs(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    """Yield every field with its place, as `Type.field`."""
    for type_ in types(schema):
        if isinstance(type_, (GraphQLObjectType, GraphQLInterfaceType)):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", field


def arguments(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLArgument]]:
    """Yield every argument with its place, as `Type.field(argument)`."""
    for place, field in outputs(schema):
        for name, argument in field.args.items():
            yield f"{place}({name})", argument


def inputs(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLInputField]]:
    """Yield every field of an input with its place, as `Type.field`."""
    for type_ in types(schema):
        if isinstance(type_, GraphQLInputObjectType):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", field


def enum_values(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLEnumValue]]:
    """Yield every value of an enum with its place, as `Type.VALUE`."""
    for type_ in types(schema):
        if isinstance(type_, GraphQLEnumType):
            for name, value in type_.values.items():
                yield f"{type_.name}.{name}", value


def objects(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    """Yield every object type."""
    for type_ in types(schema):
        if isinstance(type_, GraphQLObjectType):
            yield type_


def mutations(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    """Yield the root fields of mutations by name."""
    if schema.mutation_type is not None:
        yield from schema.mutation_type.fields.items()


def implements(type_: GraphQLNamedType | None, interface: str) -> bool:
    """Tell whether a type is an object with an interface."""
    return isinstance(type_, GraphQLObjectType) and interface in {each.name for each in type_.interfaces}


def list_in(type_: GraphQLType) -> GraphQLList | None:
    """Return the list that a type is, with null or without."""
    plain = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    return plain if isinstance(plain, GraphQLList) else None


def last_name(place: str) -> str:
    """Return the name that a place ends with."""
    return place.rstrip(")").replace("(", ".").rpartition(".")[2]


def capital(name: str) -> str:
    """Return a name with a capital at its beginning."""
    return name[:1].upper() + name[1:]
