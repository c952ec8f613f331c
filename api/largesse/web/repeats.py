"""
Repeats: fields that a selection set names again, each pair of which validation would compare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import ExecutableDefinitionNode, FieldNode, FragmentSpreadNode, InlineFragmentNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DocumentNode, FragmentDefinitionNode, SelectionSetNode

REPEATS_MAX = 100
"""
How often a document may name again what its selection set names already. Validation compares each pair of them and of
what is below: 475 times `box{size}` took it a second, 100 times a twentieth of that.
"""


def repeats_of(document: DocumentNode, fragments: Mapping[str, FragmentDefinitionNode]) -> int:
    """
    Return how many fields of a document have a name that their selection set, fragments written out, has already.

    Past `REPEATS_MAX` it is not counted any further.
    """
    repeats = 0
    # By identity, so that a set is looked at once, however many ways lead to it through fragments.
    known: set[int] = set()
    waiting = [each.selection_set for each in document.definitions if isinstance(each, ExecutableDefinitionNode)]
    while waiting and repeats <= REPEATS_MAX:
        selections = waiting.pop()
        if id(selections) not in known:
            known.add(id(selections))
            fields = _fields_of(selections, fragments)
            repeats += len(fields) - len({(field.alias or field.name).value for field in fields})
            waiting += [field.selection_set for field in fields if field.selection_set]
    return repeats


def _fields_of(selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]) -> list[FieldNode]:
    """Return the fields of a selection set, those of its fragments included, each fragment once."""
    fields: list[FieldNode] = []
    spread: set[str] = set()
    waiting = [selections]
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, FieldNode):
                fields.append(selection)
            elif isinstance(selection, InlineFragmentNode):
                waiting.append(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in spread:
                spread.add(selection.name.value)
                if fragment := fragments.get(selection.name.value):
                    waiting.append(fragment.selection_set)
    return fields
