"""
Faults: requests that end before an operation is executed, each with its status and its errors as GraphQL has them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.web.codes import Code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLError, GraphQLFormattedError

COUNT_MAX = 2**53 - 1
"""The largest count that is told; past it clients in JavaScript would read another."""
MESSAGE_LENGTH_MAX = 500
"""A message may quote what was sent; half a megabyte is not sent back."""


class RequestFault(Exception):
    """
    A request that is answered with errors alone.

    Args:
        status: of the HTTP answer.
        errors: as GraphQL has them: `message`, and what else there is.
        headers: of the HTTP answer, beside the usual.
    """

    def __init__(
        self, status: int, errors: list[GraphQLFormattedError], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, errors)
        self.status = status
        self.errors = errors
        self.headers = headers or {}


class DocumentFault(RequestFault):
    """
    A well-formed request whose document or variables will not do.

    Its status is 400, and 200 where the client takes `application/json` alone (GraphQL over HTTP, 6.4.1).
    """

    def __init__(self, errors: list[GraphQLFormattedError]) -> None:
        super().__init__(400, errors)


def fault(status: int, code: Code, message: str, **extensions: object) -> RequestFault:
    """Return a fault of one error; what else it carries goes to the error's extensions."""
    return RequestFault(status, [error_of(code, message, **extensions)])


def document_fault(code: Code, errors: list[GraphQLError]) -> DocumentFault:
    """Return the fault of a document from what graphql-core found in it."""
    return DocumentFault([formatted(error, code) for error in errors])


def limit_fault(limit: str, maximum: int, value: int | None = None) -> DocumentFault:
    """
    Return the fault of an operation that goes past a limit, and names it.

    Args:
        limit: its name.
        maximum: what is taken.
        value: what was asked for, where that is known.
    """
    message = f"The operation goes past the limit of {limit}, which is {maximum}."
    if value is None:
        return DocumentFault([error_of(Code.LIMIT_EXCEEDED, message, limit=limit, maximum=maximum)])
    # What fragments come to when they are written out may have more digits than JSON's readers take.
    shown = min(value, COUNT_MAX)
    return DocumentFault([error_of(Code.LIMIT_EXCEEDED, message, limit=limit, maximum=maximum, value=shown)])


def error_of(code: str, message: str, **extensions: object) -> GraphQLFormattedError:
    """Return an error as GraphQL has it."""
    return {"message": shortened(message), "extensions": {"code": code, **extensions}}


def formatted(error: GraphQLError, code: str) -> GraphQLFormattedError:
    """Return an error of graphql-core's as it is sent, with a code unless it brings its own."""
    shown: GraphQLFormattedError = {"message": shortened(error.message)}
    if error.locations:
        shown["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        shown["path"] = error.path
    shown["extensions"] = {"code": code, **(error.extensions or {})}
    return shown


def shortened(message: str) -> str:
    """Return a message that is short enough, and that JSON in UTF-8 can hold."""
    fitting = message.encode("utf-8", "replace").decode()
    return fitting if len(fitting) <= MESSAGE_LENGTH_MAX else fitting[:MESSAGE_LENGTH_MAX] + "…"
