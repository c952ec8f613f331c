"""
Repeats: fields that a selection set names again, each pair of which validation would compare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import ExecutableDefinitionNode, FieldNode, FragmentSpreadNode, InlineFragmentNode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphql import DocumentNode, FragmentDefinitionNode, SelectionSetNode

REPEATS_MAX = 200
"""
How often a document may name again what its selection set names already. Validation compares each pair of such fields
and all that is below them: 475 times `box{size}` took it a second; 100 times, which is 200 here, a twentieth of that.
"""


def repeats_of(document: DocumentNode, fragments: Mapping[str, FragmentDefinitionNode]) -> int:
    """
    Return how many fields of a document have a name that their selection set, fragments written out, has already.

    What stands below fields of one name counts as one set, as it is compared and executed. Past `REPEATS_MAX` it is not
    counted any further.
    """
    repeats = 0
    waiting: list[tuple[SelectionSetNode, ...]] = [
        (each.selection_set,) for each in document.definitions if isinstance(each, ExecutableDefinitionNode)
    ]
    # By identity, so that what is merged is looked at once, however many ways lead to it through fragments. Sets are
    # merged only where a field repeats, so that there are not many before the count ends.
    known: set[tuple[int, ...]] = set()
    while waiting and repeats <= REPEATS_MAX:
        merged = waiting.pop()
        identity = tuple(map(id, merged))
        if identity not in known:
            known.add(identity)
            fields = _fields_of(merged, fragments)
            below: dict[str, list[SelectionSetNode]] = {}
            for field in fields:
                below.setdefault((field.alias or field.name).value, []).extend(_below(field))
            repeats += len(fields) - len(below)
            waiting += [tuple(sets) for sets in below.values() if sets]
    return repeats


def _below(field: FieldNode) -> tuple[SelectionSetNode, ...]:
    return (field.selection_set,) if field.selection_set else ()


def _fields_of(merged: Sequence[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]) -> list[FieldNode]:
    """Return the fields of selection sets that are one, those of their fragments included, each fragment once."""
    fields: list[FieldNode] = []
    spread: set[str] = set()
    waiting = list(merged)
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
