"""
Introspection: the rule that refuses it where an operator has switched it off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import ASTValidationRule, GraphQLError

from largesse.web.codes import Code

if TYPE_CHECKING:
    from graphql import FieldNode

_FIELDS = frozenset({"__schema", "__type"})


class NoIntrospection(ASTValidationRule):
    """A document must not ask for the schema; `__typename` tells nothing that an answer does not."""

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Report a field by which the schema is asked for."""
        name = node.name.value
        if name in _FIELDS:
            message = f"Introspection is switched off here: {name} is not answered."
            self.report_error(GraphQLError(message, node, extensions={"code": Code.INTROSPECTION_DISABLED}))
