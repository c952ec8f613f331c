"""
What a schema breaks of the one before: all that a client may have relied on, but for what was deprecated there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import (
    REMOVE,
    FieldDefinitionNode,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    InputValueDefinitionNode,
    Visitor,
    build_ast_schema,
    build_schema,
    find_breaking_changes,
    parse,
    print_ast,
    visit,
)

from .rules.walk import arguments, inputs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import EnumValueDefinitionNode


class _WithoutDeprecated(Visitor):
    """Take out of a document what is marked as deprecated in it."""

    def _lasting(self, node: FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode) -> object:
        return REMOVE if any(each.name.value == "deprecated" for each in node.directives or ()) else None

    def enter_field_definition(self, node: FieldDefinitionNode, *_: object) -> object:
        return self._lasting(node)

    def enter_input_value_definition(self, node: InputValueDefinitionNode, *_: object) -> object:
        return self._lasting(node)

    def enter_enum_value_definition(self, node: EnumValueDefinitionNode, *_: object) -> object:
        return self._lasting(node)


def breaks(released: str, present: str) -> list[str]:
    """Return what the present schema breaks of the released one, a sentence each."""
    before, after = lasting(released), build_schema(present)
    return [change.description for change in find_breaking_changes(before, after)] + list(_unseen(before, after))


def lasting(released: str) -> GraphQLSchema:
    """Return a schema without what is deprecated in it, and without what only that led to."""
    whole = build_ast_schema(visit(parse(released), _WithoutDeprecated()))
    found_by_interface = [
        type_
        for type_ in whole.type_map.values()
        if isinstance(type_, (GraphQLObjectType, GraphQLInterfaceType)) and type_.interfaces
    ]
    return GraphQLSchema(whole.query_type, whole.mutation_type, whole.subscription_type, types=found_by_interface)


def _unseen(before: GraphQLSchema, after: GraphQLSchema) -> Iterator[str]:
    """Yield what graphql-core does not look at."""
    for name, was in before.type_map.items():
        now = after.type_map.get(name)
        specified = was.specified_by_url if isinstance(was, GraphQLScalarType) else None
        if isinstance(now, GraphQLScalarType) and specified != now.specified_by_url:
            yield f"Scalar {name} is specified by something else."
        chooses = isinstance(was, GraphQLInputObjectType) and was.is_one_of
        if isinstance(now, GraphQLInputObjectType) and chooses != now.is_one_of:
            yield f"Input {name} {'is no longer' if chooses else 'has become'} @oneOf."
    defaults = dict(_defaults(after))
    for place, default in _defaults(before):
        if place in defaults and defaults[place] != default:
            yield f"{place} has another default value."


def _defaults(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Yield the default of every argument and field of an input as it is written, or nothing."""
    for place, each in (*arguments(schema), *inputs(schema)):
        written = each.ast_node.default_value if each.ast_node else None
        yield place, print_ast(written) if written else ""
