"""
Documents: parsed, measured and validated once, and remembered within bounds.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from graphql import GraphQLSyntaxError, OperationDefinitionNode, OperationType, parse, specified_rules, validate
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from largesse.web.codes import Code
from largesse.web.faults import document_fault, fault, limit_fault
from largesse.web.introspection import NoIntrospection
from largesse.web.limits import check_size

if TYPE_CHECKING:
    from graphql import ASTValidationRule, DocumentNode, GraphQLSchema

    from largesse.web.limits import Limits

RULES: tuple[type[ASTValidationRule], ...] = (
    *specified_rules,
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)
"""The rules of graphql-core and the two that strawberry adds; made once, since classes made anew defeat its caches."""
_ERRORS_MAX = 20
_TOKEN_BYTES = 350
"""Measured: what a parsed document takes in memory, by token."""
_REMEMBERED_BYTES_MAX = 64 * 1024 * 1024


class Operation(NamedTuple):
    """An operation that may be executed: its document, its name there, and its type."""

    document: DocumentNode
    name: str | None
    type: OperationType


class Documents:
    """
    The documents of a schema.

    Args:
        schema: what they are validated against.
        limits: how large they may be.
        remembered_max: how many are remembered; the one used longest ago is forgotten first.
        introspection: whether documents may ask for the schema.
    """

    def __init__(
        self, schema: GraphQLSchema, limits: Limits, remembered_max: int, *, introspection: bool = True
    ) -> None:
        self._schema = schema
        self._rules = RULES if introspection else (*RULES, NoIntrospection)
        self._hide_suggestions = not introspection
        self._limits = limits
        self._remembered_max = remembered_max
        self._remembered: OrderedDict[str, tuple[DocumentNode, int]] = OrderedDict()
        self._remembered_bytes = 0

    def operation(self, text: str, name: str | None) -> Operation:
        """
        Return the operation of a name, or the only one if none is given.

        Raises:
            DocumentFault: the text is no document, too large, or not valid.
            RequestFault: there is no such operation, or a name is needed to choose one.
        """
        document = self._document(text)
        operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        chosen = [each for each in operations if name is None or (each.name and each.name.value == name)]
        if len(chosen) != 1:
            message = (
                "The document has several operations; operationName must say which is meant."
                if name is None
                else "The document has no operation of that name."
            )
            raise fault(400, Code.OPERATION_RESOLUTION_FAILURE, message)
        return Operation(document, chosen[0].name.value if chosen[0].name else None, chosen[0].operation)

    def check(self, text: str) -> None:
        """
        Hold that a document may be executed, whichever of its operations is chosen.

        Raises:
            DocumentFault: the text is no document, too large, or not valid.
        """
        self._document(text)

    def _document(self, text: str) -> DocumentNode:
        remembered = self._remembered.get(text)
        if remembered is not None:
            self._remembered.move_to_end(text)
            return remembered[0]
        document = self._validated(text)
        self._remember(text, document)
        return document

    def _validated(self, text: str) -> DocumentNode:
        try:
            # Comments are counted apart, since each is kept as long as the document is.
            document = parse(text, max_lexical_tokens=self._limits.tokens_max, max_comments=self._limits.tokens_max)
        except GraphQLSyntaxError as error:
            if "nested too deeply" in error.message:
                raise limit_fault("depth", self._limits.depth_max) from None
            if "Parsing aborted" in error.message:
                raise limit_fault("tokens", self._limits.tokens_max) from None
            raise document_fault(Code.GRAPHQL_PARSE_FAILED, [error]) from None
        check_size(document, self._limits)
        errors = validate(
            self._schema, document, self._rules, max_errors=_ERRORS_MAX, hide_suggestions=self._hide_suggestions
        )
        if errors:
            raise document_fault(Code.GRAPHQL_VALIDATION_FAILED, errors)
        return document

    def _remember(self, text: str, document: DocumentNode) -> None:
        size = document.token_count * _TOKEN_BYTES + len(text) * 4
        self._remembered[text] = (document, size)
        self._remembered_bytes += size
        while len(self._remembered) > self._remembered_max or self._remembered_bytes > _REMEMBERED_BYTES_MAX:
            _, (_, forgotten) = self._remembered.popitem(last=False)
            self._remembered_bytes -= forgotten
