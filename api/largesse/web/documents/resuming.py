"""
Resuming: an operation that goes on after the event that its client has seen last, as `Last-Event-ID` names it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphql import (
    ArgumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    StringValueNode,
)

if TYPE_CHECKING:
    from graphql import DefinitionNode, DocumentNode, GraphQLObjectType, SelectionNode, SelectionSetNode

AFTER = "after"
"""The argument of a subscription's root field that takes a cursor."""


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
