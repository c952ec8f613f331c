"""
Limits: how large a document may be, counted before it is validated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    ListValueNode,
    OperationDefinitionNode,
    StringValueNode,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS

from largesse.web.documents.repeats import REPEATS_MAX, repeats_of
from largesse.web.faults import limit_fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DocumentNode, Node, SelectionSetNode

    from largesse.settings import Settings

_KEYS = QUERY_DOCUMENT_KEYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a document and its variables may have at most; selections count with their fragments written out."""

    tokens_max: int
    operations_max: int
    depth_max: int
    fields_max: int
    root_fields_max: int
    aliases_max: int
    directives_max: int
    list_items_max: int
    string_length_max: int
    variables_max: int
    variables_depth_max: int
    cost_max: int

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """Return the limits that an operator has set."""
        return cls(**{field: getattr(settings, field) for field in LIMITS.values()})

    def by_name(self) -> dict[str, int]:
        """Return each limit by the name that errors say."""
        return {name: getattr(self, field) for name, field in LIMITS.items()} | {REPEATED_FIELDS: REPEATS_MAX}


LIMITS = {
    "tokens": "tokens_max",
    "operations": "operations_max",
    "depth": "depth_max",
    "fields": "fields_max",
    "root fields": "root_fields_max",
    "aliases": "aliases_max",
    "directives": "directives_max",
    "list items": "list_items_max",
    "string length": "string_length_max",
    "variables": "variables_max",
    "depth of variables": "variables_depth_max",
    "cost": "cost_max",
}
"""Each limit that is a setting, by the name that errors say."""
REPEATED_FIELDS = "repeated fields"


class Size(NamedTuple):
    """The size of a selection set with its fragments written out."""

    depth: int
    aliases: int
    fields: int
    root_fields: int
    """Of the fields, those that stand in the set itself."""


_EMPTY = Size(0, 0, 0, 0)


def check_size(document: DocumentNode, limits: Limits) -> None:
    """
    Refuse a document that goes past a limit.

    Raises:
        DocumentFault: `LIMIT_EXCEEDED`, with the limit's name.
    """
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    _hold("operations", len(operations), limits.operations_max)
    _check_nodes(document, limits)
    if repeats_of(document, fragments) > REPEATS_MAX:
        raise limit_fault(REPEATED_FIELDS, REPEATS_MAX)
    sizes: dict[str, Size] = {}
    try:
        measured = [_size_of(each.selection_set, fragments, sizes) for each in operations]
    except RecursionError:
        # A chain of fragments longer than the interpreter's stack.
        raise limit_fault("depth", limits.depth_max) from None
    _hold("depth", max((size.depth for size in measured), default=0), limits.depth_max)
    _hold("root fields", max((size.root_fields for size in measured), default=0), limits.root_fields_max)
    _hold("aliases", sum(size.aliases for size in measured), limits.aliases_max)
    _hold("fields", sum(size.fields for size in measured), limits.fields_max)


def _hold(limit: str, value: int, maximum: int) -> None:
    if value > maximum:
        raise limit_fault(limit, maximum, value)


def _check_nodes(document: DocumentNode, limits: Limits) -> None:
    """Refuse a document for what it has as it is written: directives, lists, text."""
    directives = 0
    waiting: list[Node] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, DirectiveNode):
            directives += 1
        elif isinstance(node, ListValueNode):
            _hold("list items", len(node.values), limits.list_items_max)
        elif isinstance(node, StringValueNode):
            _hold("string length", len(node.value), limits.string_length_max)
        for key in _KEYS.get(node.kind, ()):
            below = getattr(node, key)
            if isinstance(below, (list, tuple)):
                waiting.extend(below)
            elif below is not None:
                waiting.append(below)
    _hold("directives", directives, limits.directives_max)


def _size_of(
    selections: SelectionSetNode | None, fragments: Mapping[str, FragmentDefinitionNode], sizes: dict[str, Size]
) -> Size:
    """Return the size of a selection set; `sizes` remembers those of fragments, so that each is measured once."""
    depth = aliases = fields = root_fields = 0
    for selection in selections.selections if selections else ():
        if isinstance(selection, FragmentSpreadNode):
            size = _size_of_fragment(selection.name.value, fragments, sizes)
            # Executing and validating it is work as well, however little stands in it.
            fields += 1
        else:
            size = _size_of(getattr(selection, "selection_set", None), fragments, sizes)
            if isinstance(selection, FieldNode):
                alias = selection.alias is not None
                size = Size(size.depth + 1, size.aliases + alias, size.fields + 1, 1)
        depth = max(depth, size.depth)
        aliases += size.aliases
        fields += size.fields
        root_fields += size.root_fields
    return Size(depth, aliases, fields, root_fields)


def _size_of_fragment(name: str, fragments: Mapping[str, FragmentDefinitionNode], sizes: dict[str, Size]) -> Size:
    if name not in sizes:
        # While it is measured it counts for nothing: a circle is refused by validation, and must not be walked here.
        sizes[name] = _EMPTY
        fragment = fragments.get(name)
        sizes[name] = _size_of(fragment.selection_set if fragment else None, fragments, sizes)
    return sizes[name]
