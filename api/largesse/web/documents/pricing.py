"""
Pricing: the cost of an operation, told from its document and the schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_introspection_type,
    is_list_type,
    value_from_ast_untyped,
)

from largesse.web.documents.cost import ROOT_WEIGHTS, WEIGHTS, Cost, Size, size_of
from largesse.web.documents.introspected import Introspected

if TYPE_CHECKING:
    from graphql import (
        DocumentNode,
        GraphQLCompositeType,
        GraphQLField,
        GraphQLNamedType,
        GraphQLSchema,
        InlineFragmentNode,
        NamedTypeNode,
        OperationDefinitionNode,
        SelectionNode,
        SelectionSetNode,
    )

_SIZED_BY = ("first", "last", "ids")
"""Arguments that say how many a field answers."""
_PAGE_FIELDS = frozenset({"edges", "nodes"})
"""Fields of a connection that hold what is on its page."""


class Pricing:
    """
    Tells the costs of the operations of one document, which has been found valid and within the limits.

    Fragments count wherever they are spread, and fields whatever `@skip`, `@include` and the type of an object say:
    the cost is what is asked for at most.

    Args:
        schema: what the document was validated against.
        document: where the fragments are.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._introspected = Introspected(schema, self._fragments)
        self._defaults: dict[str, int] = {}

    def cost_of(self, operation: OperationDefinitionNode) -> Cost:
        """Return the cost of an operation."""
        self._defaults = {
            each.variable.name.value: size_of(value_from_ast_untyped(each.default_value))
            for each in operation.variable_definitions or ()
            if each.default_value
        }
        cost = self._of_set(operation.selection_set, self._schema.get_root_type(operation.operation), None)
        roots = ROOT_WEIGHTS[operation.operation] * self._roots(operation.selection_set)
        return Cost(cost.constant + roots, cost.parts)

    def _of_set(
        self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None, page: int | Size | None
    ) -> Cost:
        """Return the cost of a selection set; `page` is the size of the page where it is a connection's."""
        constant = 0
        parts: list[tuple[int, Size, Cost]] = []
        for selection in selections.selections if selections else ():
            if isinstance(selection, FieldNode):
                cost = self._of_field(selection, parent, page)
            else:
                below, condition = self._fragment(selection)
                on = self._schema.get_type(condition.name.value) if condition else parent
                cost = self._of_set(below, on, page)
            constant += cost.constant
            parts += cost.parts
        return Cost(constant, tuple(parts))

    def _of_field(self, node: FieldNode, parent: GraphQLNamedType | None, page: int | Size | None) -> Cost:
        definition = self._schema.get_field(cast("GraphQLCompositeType", parent), node.name.value) if parent else None
        if definition is None or node.selection_set is None:
            return Cost(WEIGHTS.field)
        named, own = get_named_type(definition.type), self._own_size(node, definition)
        if is_introspection_type(named):
            return Cost(WEIGHTS.field + self._introspected.count(node, definition) // WEIGHTS.introspection_share)
        cost = self._of_set(node.selection_set, named, own)
        if is_list_type(get_nullable_type(definition.type)):
            cost = cost.times(self._list_size(node.name.value, own, page))
        return Cost(cost.constant + WEIGHTS.field, cost.parts)

    def _list_size(self, name: str, own: int | Size | None, page: int | Size | None) -> int | Size:
        if own is not None:
            return own
        if page is not None and name in _PAGE_FIELDS:
            return page
        return WEIGHTS.list_size

    def _own_size(self, node: FieldNode, definition: GraphQLField) -> int | Size | None:
        """Return how many a field says that it answers, or None if it takes no argument that would say it."""
        if not any(name in definition.args for name in _SIZED_BY):
            return None
        for argument in node.arguments or ():
            if argument.name.value in _SIZED_BY:
                if isinstance(argument.value, VariableNode):
                    name = argument.value.name.value
                    return Size(name, self._defaults.get(name, WEIGHTS.page_size))
                return size_of(value_from_ast_untyped(argument.value))
        return WEIGHTS.page_size

    def _fragment(self, selection: SelectionNode) -> tuple[SelectionSetNode | None, NamedTypeNode | None]:
        if isinstance(selection, FragmentSpreadNode):
            fragment = self._fragments[selection.name.value]
            return fragment.selection_set, fragment.type_condition
        inline = cast("InlineFragmentNode", selection)
        return inline.selection_set, inline.type_condition

    def _roots(self, selections: SelectionSetNode | None) -> int:
        return sum(
            1 if isinstance(each, FieldNode) else self._roots(self._fragment(each)[0])
            for each in (selections.selections if selections else ())
        )
