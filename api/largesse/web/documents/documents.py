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
from largesse.web.documents.introspection import NoIntrospection
from largesse.web.documents.limits import check_size
from largesse.web.documents.pricing import Pricing
from largesse.web.execution.executor import Memory
from largesse.web.faults import document_fault, fault, limit_fault

if TYPE_CHECKING:
    from graphql import ASTValidationRule, DocumentNode, GraphQLSchema

    from largesse.web.documents.cost import Cost
    from largesse.web.documents.limits import Limits

RULES: tuple[type[ASTValidationRule], ...] = (
    *specified_rules,
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)
"""The rules of graphql-core and the two that strawberry adds; made once, since classes made anew defeat its caches."""
_ERRORS_MAX = 10
"""Each error quotes what it found: for an object of 600 fields that takes 14 milliseconds an error."""
_TOKEN_BYTES = 1_000
"""Measured: what a document takes in memory, by token; 400 bytes as it is parsed, and what its executions remember."""
_REMEMBERED_BYTES_MAX = 128 * 1024 * 1024


class Operation(NamedTuple):
    """
    An operation that may be executed.

    Args:
        document: where it stands.
        name: its name there.
        type: its type.
        cost: what it may come to, once its variables are known.
        memory: what its executions share; None if what they select depends on their variables.
        tokens: how long its document is as it was written.
    """

    document: DocumentNode
    name: str | None
    type: OperationType
    cost: Cost
    memory: Memory | None
    tokens: int


class _Remembered(NamedTuple):
    """A document, those of its operations that have been asked for, by name, and its size in bytes."""

    document: DocumentNode
    operations: dict[str | None, Operation]
    size: int


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
        self._remembered: OrderedDict[str, _Remembered] = OrderedDict()
        self._remembered_bytes = 0

    def operation(self, text: str, name: str | None) -> Operation:
        """
        Return the operation of a name, or the only one if none is given.

        Raises:
            DocumentFault: the text is no document, too large, or not valid.
            RequestFault: there is no such operation, or a name is needed to choose one.
        """
        found = self._found(text)
        operation = found.operations.get(name)
        if operation is None:
            operation = self._chosen(found.document, name)
            # It may be known by its name already.
            operation = found.operations[name] = found.operations.setdefault(operation.name, operation)
        return operation

    def check(self, text: str) -> None:
        """
        Hold that a document may be executed, whichever of its operations is chosen.

        Raises:
            DocumentFault: the text is no document, too large, or not valid.
        """
        self._found(text)

    def _found(self, text: str) -> _Remembered:
        remembered = self._remembered.get(text)
        if remembered is None:
            return self._remember(text, self._validated(text))
        self._remembered.move_to_end(text)
        return remembered

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

    def _remember(self, text: str, document: DocumentNode) -> _Remembered:
        size = document.token_count * _TOKEN_BYTES + len(text) * 4
        found = self._remembered[text] = _Remembered(document, {}, size)
        self._remembered_bytes += size
        while len(self._remembered) > self._remembered_max or self._remembered_bytes > _REMEMBERED_BYTES_MAX:
            _, forgotten = self._remembered.popitem(last=False)
            self._remembered_bytes -= forgotten.size
        return found

    def _chosen(self, document: DocumentNode, name: str | None) -> Operation:
        operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        chosen = [each for each in operations if name is None or (each.name and each.name.value == name)]
        if len(chosen) != 1:
            message = (
                "The document has several operations; operationName must say which is meant."
                if name is None
                else "The document has no operation of that name."
            )
            raise fault(400, Code.OPERATION_RESOLUTION_FAILURE, message)
        # Without an @ anywhere it has no directives, which alone select by variables.
        same = document.loc is not None and "@" not in document.loc.source.body
        memory = Memory(document.token_count // len(operations)) if same else None
        cost = Pricing(self._schema, document).cost_of(chosen[0])
        own = chosen[0].name.value if chosen[0].name else None
        return Operation(document, own, chosen[0].operation, cost, memory, document.token_count)
