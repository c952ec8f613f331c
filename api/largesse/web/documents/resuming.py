"""
Resuming: an operation that goes on after the event that its client has seen last, as `Last-Event-ID` names it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from graphql import (
    ArgumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NameNode,
    NullValueNode,
    OperationDefinitionNode,
    StringValueNode,
    VariableNode,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DefinitionNode, DocumentNode, GraphQLObjectType, SelectionNode, SelectionSetNode

AFTER = "after"
"""The argument of a subscription's root field that takes a cursor."""


class After(NamedTuple):
    """
    What a subscription is to go on after.

    Args:
        cursor: as it was sent; None if it begins anew.
        variable: the variable that holds it; None if none does.
    """

    cursor: str | None
    variable: str | None


class Resuming:
    """
    Hands cursors to the root fields of subscriptions that take one.

    Args:
        subscriptions: the root type of subscriptions; None if the schema has none.
    """

    def __init__(self, subscriptions: GraphQLObjectType | None) -> None:
        fields = subscriptions.fields if subscriptions else {}
        self._resumable = frozenset(name for name, field in fields.items() if AFTER in field.args)

    def resumed(self, document: DocumentNode, name: str | None, cursor: str) -> DocumentNode:
        """
        Return a document whose operation goes on after a cursor, whatever it said about that itself.

        The header is the later word: the page's own `after` was right when it first connected, and is sent again
        unchanged by a browser that comes back. The cursor is checked by whoever takes the argument.

        Args:
            document: a valid document.
            name: the operation's, or None if it has none.
            cursor: as the client sent it.
        """
        fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}

        def following(each: DefinitionNode) -> DefinitionNode:
            if not isinstance(each, OperationDefinitionNode) or (each.name.value if each.name else None) != name:
                return each
            return replace(each, selection_set=self._after(each.selection_set, fragments, cursor))

        return replace(document, definitions=tuple(following(each) for each in document.definitions))

    def after(self, document: DocumentNode, name: str | None, variables: Mapping[str, object]) -> After | None:
        """
        Return what an operation is to go on after; None if it cannot be resumed, or does not say it in a plain way.

        Args:
            document: a valid document.
            name: the operation's, or None if it has none.
            variables: of the request.
        """
        for each in document.definitions:
            if isinstance(each, OperationDefinitionNode) and (each.name.value if each.name else None) == name:
                break
        else:
            return None
        (field, *others) = each.selection_set.selections
        if others or not isinstance(field, FieldNode) or field.name.value not in self._resumable:
            return None
        value = next((given.value for given in field.arguments or () if given.name.value == AFTER), None)
        if value is None or isinstance(value, NullValueNode):
            return After(None, None)
        if isinstance(value, StringValueNode):
            return After(value.value, None)
        if not isinstance(value, VariableNode):
            return None
        variable = value.name.value
        cursor = variables.get(variable)
        return After(cursor if isinstance(cursor, str) else None, variable)

    def _after(
        self, selections: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode], cursor: str
    ) -> SelectionSetNode:
        """Return the selections of the root, or of a fragment of it, with the cursor in."""

        def following(each: SelectionNode) -> SelectionNode:
            if isinstance(each, FieldNode) and each.name.value in self._resumable:
                others = tuple(given for given in each.arguments or () if given.name.value != AFTER)
                return replace(each, arguments=(*others, _argument(cursor)))
            if isinstance(each, InlineFragmentNode):
                return replace(each, selection_set=self._after(each.selection_set, fragments, cursor))
            if isinstance(each, FragmentSpreadNode):
                # Written out, since elsewhere the fragment keeps its own meaning.
                spread = fragments[each.name.value]
                inner = self._after(spread.selection_set, fragments, cursor)
                return InlineFragmentNode(
                    type_condition=spread.type_condition, directives=each.directives, selection_set=inner
                )
            return each

        return replace(selections, selections=tuple(following(each) for each in selections.selections))


def _argument(cursor: str) -> ArgumentNode:
    return ArgumentNode(name=NameNode(value=AFTER), value=StringValueNode(value=cursor))
