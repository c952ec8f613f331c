"""
Masking: what a client is told of an error, and what only the log is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from graphql import GraphQLError
from uuid_utils.compat import uuid7

from largesse.errors import AnswerUnread, ConfigurationError, LargesseError, Unavailable
from largesse.web.codes import Code
from largesse.web.faults import error_of, formatted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphql import GraphQLFormattedError

    from largesse.telemetry import Metrics

_BELOW_ROOT = 2
"""Names in the path of a field that is not the mutation itself, at least."""

_log = structlog.stdlib.get_logger("largesse.web")


def presented(errors: Sequence[GraphQLError], metrics: Metrics) -> list[GraphQLFormattedError]:
    """
    Return errors as they are sent: typed ones with their code, unexpected ones masked.

    A masked error carries an id, under which the log has its traceback. Clients' errors are counted, not logged.
    """
    return [_shown(error, metrics) for error in errors]


def after_deed(error: GraphQLError) -> GraphQLError:
    """
    Return an error of a mutation, so that it does not deny what was done.

    What is selected of a payload is read once the deed is done, so that `Unavailable`, by which nothing was, would be
    untrue there.
    """
    if not isinstance(error.original_error, Unavailable) or len(error.path or ()) < _BELOW_ROOT:
        return error
    unread = AnswerUnread()
    return GraphQLError(unread.message, error.nodes, path=error.path, original_error=unread)


def masked(cause: BaseException) -> GraphQLFormattedError:
    """Log what was not expected, and return what a client is told of it."""
    error_id = str(uuid7())
    _log.error("unexpected error", error_id=error_id, exc_info=cause)
    return error_of(Code.INTERNAL, "Internal error", id=error_id)


def is_expected(error: GraphQLError) -> bool:
    """Tell whether an error is the caller's to mend, or says openly what is the matter."""
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return True
    if isinstance(cause, LargesseError):
        return not isinstance(cause, ConfigurationError)
    # Without a path it stems from variables: a scalar says by ValueError what it does not take.
    return error.path is None and isinstance(cause, ValueError)


def _shown(error: GraphQLError, metrics: Metrics) -> GraphQLFormattedError:
    cause = error.original_error
    if is_expected(error):
        shown = formatted(error, cause.code if isinstance(cause, LargesseError) else Code.BAD_USER_INPUT)
        metrics.refusals.labels(str(shown["extensions"]["code"])).inc()
        return shown
    # Where it happened is the caller's own selection, and may be told.
    place = formatted(error, Code.INTERNAL)
    return {**place, **masked(cause or error)}
