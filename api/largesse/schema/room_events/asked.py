"""
What a subscription asks for: notices are told to those alone whose document says what to show of them.
"""

from typing import TYPE_CHECKING

from graphql import FragmentSpreadNode, InlineFragmentNode

from largesse.schema.context import Info

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphql import FragmentDefinitionNode, SelectionNode


def types_asked(info: Info) -> frozenset[str]:
    """
    Return the names of the types that the fragments of a subscription's root field name.

    A client that was written before there was a kind of notice names none of its type, and is not sent any.

    Args:
        info: the operation, at its root field.
    """
    raw = info._raw_info  # noqa: SLF001 - strawberry shows the document in no other way
    asked: set[str] = set()
    for field in raw.field_nodes:
        if field.selection_set is not None:
            _gather(field.selection_set.selections, raw.fragments, asked)
    return frozenset(asked)


def _gather(
    selections: "Iterable[SelectionNode]", fragments: "dict[str, FragmentDefinitionNode]", asked: set[str]
) -> None:
    # Validation has seen to it that fragments end.
    for selection in selections:
        if isinstance(selection, FragmentSpreadNode):
            fragment: InlineFragmentNode | FragmentDefinitionNode = fragments[selection.name.value]
        elif isinstance(selection, InlineFragmentNode):
            fragment = selection
        else:
            continue
        if fragment.type_condition is not None:
            asked.add(fragment.type_condition.name.value)
        _gather(fragment.selection_set.selections, fragments, asked)
