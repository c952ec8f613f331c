"""
Introspected: how many fields a question about the schema is answered with, counted on the schema itself.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from graphql import FieldNode, FragmentSpreadNode, StringValueNode, get_named_type, get_nullable_type, is_list_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import (
        FragmentDefinitionNode,
        GraphQLField,
        GraphQLObjectType,
        GraphQLSchema,
        InlineFragmentNode,
        SelectionSetNode,
    )


class Introspected:
    """
    Counts the fields of introspection; what is deprecated counts, whether it is asked for or not.

    Args:
        schema: what is asked about.
        fragments: those of the document, by name.
    """

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments
        self._info: Any = SimpleNamespace(schema=schema)
        self._counted: dict[tuple[int, int], int] = {}

    def count(self, node: FieldNode, definition: GraphQLField) -> int:
        """Return how many fields `__schema` or `__type` answers; of a type that a variable names, the most."""
        type_ = cast("GraphQLObjectType", get_named_type(definition.type))
        if node.name.value == "__schema":
            return self._of(node.selection_set, type_, self._schema)
        (name,) = (argument.value for argument in node.arguments or ())
        if isinstance(name, StringValueNode):
            return self._of(node.selection_set, type_, self._schema.get_type(name.value))
        return max(self._of(node.selection_set, type_, each) for each in self._schema.type_map.values())

    def _of(self, selections: SelectionSetNode | None, type_: GraphQLObjectType, source: object) -> int:
        if selections is None or source is None:
            return 0
        # Fields, arguments and values come as pairs with their name, which are made anew each time.
        key = (id(selections), id(source[1] if isinstance(source, tuple) else source))
        if key not in self._counted:
            total = 0
            for selection in selections.selections:
                if isinstance(selection, FieldNode):
                    total += 1 + self._below(selection, type_, source)
                elif isinstance(selection, FragmentSpreadNode):
                    total += self._of(self._fragments[selection.name.value].selection_set, type_, source)
                else:
                    total += self._of(cast("InlineFragmentNode", selection).selection_set, type_, source)
            self._counted[key] = total
        return self._counted[key]

    def _below(self, node: FieldNode, type_: GraphQLObjectType, source: object) -> int:
        if node.selection_set is None:
            return 0
        definition = type_.fields[node.name.value]
        every = {"includeDeprecated": True} if "includeDeprecated" in definition.args else {}
        answered = cast("Any", definition.resolve)(source, self._info, **every)
        below = cast("GraphQLObjectType", get_named_type(definition.type))
        if is_list_type(get_nullable_type(definition.type)):
            return sum(self._of(node.selection_set, below, each) for each in answered or ())
        return self._of(node.selection_set, below, answered)
