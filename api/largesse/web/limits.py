"""
Limits: how large a document may be, counted before it is validated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from graphql import (
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
)

from largesse.web.faults import limit_fault

if TYPE_CHECKING:
    from graphql import DocumentNode, SelectionSetNode

REPEATS_MAX = 100
"""
How often a document may name again what its selection set names already. Validation compares each pair of them and of
what is below: 475 times `box{size}` took it a second, 100 times a twentieth of that.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may have at most; depth and aliases with fragments written out."""

    tokens_max: int
    depth_max: int
    aliases_max: int


class Size(NamedTuple):
    """The size of a selection set with its fragments written out."""

    depth: int
    aliases: int


def check_size(document: DocumentNode, limits: Limits) -> None:
    """
    Refuse a document that repeats its fields, or whose operations are too deep or have too many aliases.

    Raises:
        DocumentFault: `LIMIT_EXCEEDED`, with the limit's name.
    """
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    if _repeats_of(document, fragments) > REPEATS_MAX:
        raise limit_fault("repeated fields", REPEATS_MAX)
    sizes: dict[str, Size] = {}
    aliases = 0
    for definition in document.definitions:
        if not isinstance(definition, OperationDefinitionNode):
            continue
        try:
            size = _size_of(definition.selection_set, fragments, sizes)
        except RecursionError:
            # A chain of fragments longer than the interpreter's stack.
            raise limit_fault("depth", limits.depth_max) from None
        if size.depth > limits.depth_max:
            raise limit_fault("depth", limits.depth_max)
        aliases += size.aliases
    if aliases > limits.aliases_max:
        raise limit_fault("aliases", limits.aliases_max)


def _size_of(
    selections: SelectionSetNode | None, fragments: dict[str, FragmentDefinitionNode], sizes: dict[str, Size]
) -> Size:
    """Return the size of a selection set; `sizes` remembers those of fragments, so that each is measured once."""
    depth = aliases = 0
    for selection in selections.selections if selections else ():
        below = 0
        if isinstance(selection, FragmentSpreadNode):
            size = _size_of_fragment(selection.name.value, fragments, sizes)
        else:
            size = _size_of(getattr(selection, "selection_set", None), fragments, sizes)
            if isinstance(selection, FieldNode):
                below = 1
                aliases += selection.alias is not None
        depth = max(depth, size.depth + below)
        aliases += size.aliases
    return Size(depth, aliases)


def _size_of_fragment(name: str, fragments: dict[str, FragmentDefinitionNode], sizes: dict[str, Size]) -> Size:
    if name not in sizes:
        # While it is measured it counts for nothing: a circle is refused by validation, and must not be walked here.
        sizes[name] = Size(0, 0)
        fragment = fragments.get(name)
        sizes[name] = _size_of(fragment.selection_set if fragment else None, fragments, sizes)
    return sizes[name]


def _repeats_of(document: DocumentNode, fragments: dict[str, FragmentDefinitionNode]) -> int:
    """Return how many fields of a document have a name that their selection set, fragments written out, has already."""
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


def _fields_of(selections: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode]) -> list[FieldNode]:
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
