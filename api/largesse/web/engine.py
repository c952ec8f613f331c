"""
The engine: executes operations of strawberry's schema straight with graphql-core, the same for every door.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing, nullcontext
from functools import cache
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard, cast, runtime_checkable

from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationType,
    create_source_event_stream,
    execute_subscription_event,
    map_source_to_response_event,
)
from strawberry.execution import optimized_is_awaitable

from largesse.errors import ConfigurationError, LargesseError
from largesse.web.codes import Code
from largesse.web.documents.cost import actual_cost
from largesse.web.documents.documents import Documents, Operation
from largesse.web.documents.limits import Limits
from largesse.web.documents.manifests import read_manifests
from largesse.web.documents.resuming import After, Resuming
from largesse.web.documents.stored import StoredDocuments
from largesse.web.documents.variables import check_variables
from largesse.web.execution.executor import LeanExecutor, Memory
from largesse.web.faults import RequestFault, document_fault, error_of, limit_fault
from largesse.web.masking import after_deed, is_expected, masked, presented

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Mapping
    from contextlib import AbstractAsyncContextManager

    from graphql import Executor, FormattedExecutionResult, GraphQLFormattedError
    from strawberry import Schema

    from largesse.settings import Settings
    from largesse.telemetry import Metrics
    from largesse.web.requests import GraphRequest


OWN_FIELDS_MAX = 256
"""How many fields a subscription remembers that shares them with no other, at some 600 bytes each."""


@runtime_checkable
class Momentary(Protocol):
    """The context of an operation that may read all of an event as it is at one moment, which is its turn too."""

    turn: Callable[[], AbstractAsyncContextManager[None]]
    """What a moment begins in, so that whoever has to wait for their turn holds none meanwhile."""

    @property
    def in_moment(self) -> bool:
        """Whether one has begun, and with it a turn."""

    async def end_moment(self) -> None:
        """Let go of the moment, if there is one: the event was executed."""


_is_awaitable = cast("Callable[[object], TypeGuard[Awaitable[Any]]]", optimized_is_awaitable)


class Engine:
    """
    Executes operations.

    Args:
        graph: the schema; it brings no extensions or directives of its own, since nothing here would run them.
        settings: limits and times.
        metrics: counts operations by type and outcome.

    Raises:
        ConfigurationError: the schema has extensions or directives, or a manifest holds what will not do.
    """

    def __init__(self, graph: Schema, settings: Settings, metrics: Metrics) -> None:
        if graph.extensions or graph.directives:
            message = "The schema has extensions or directives, which are not run here."
            raise ConfigurationError(message)
        self._schema = graph._schema  # noqa: SLF001 - strawberry shows its graphql-core schema in no other way
        self._metrics = metrics
        self._requests = cache(metrics.requests.labels)
        self._request_times = cache(metrics.request_seconds.labels)
        self._request_seconds = settings.request_seconds
        # What a typo resembles would tell the schema word by word.
        self._hide_suggestions = not settings.introspection
        self._limits = Limits.of(settings)
        self._cost_in_answers = settings.cost_in_answers
        self._documents = Documents(
            self._schema, self._limits, settings.documents_max, introspection=settings.introspection
        )
        self._resuming = Resuming(self._schema.subscription_type)
        self._stored = StoredDocuments(
            read_manifests(settings.document_manifests),
            trusted_only=settings.trusted_documents,
            learnt_max=settings.persisted_queries_max,
        )
        self._stored.check(self.check)

    def check(self, text: str) -> None:
        """
        Hold that a document may be executed here, whichever of its operations is chosen.

        Raises:
            RequestFault: it may not.
        """
        self._documents.check(text)

    def operation(self, asked: GraphRequest) -> Operation:
        """
        Return the operation that is asked for, of a text or of a stored document, that may be executed.

        Raises:
            RequestFault: there is none, the document or its variables will not do, or it is none that is trusted.
        """
        try:
            text = self._stored.text_of(asked)
            operation = self._documents.operation(text, asked.operation_name)
            if asked.variables:
                check_variables(asked.variables, self._limits)
            requested = operation.cost.given(asked.variables or {})
            if requested > self._limits.cost_max:
                raise limit_fault("cost", self._limits.cost_max, requested)
        except RequestFault:
            self._requests("unknown", "refused").inc()
            raise
        if asked.document_id is not None:
            self._stored.learn(asked.document_id, text)
        return operation

    def after(self, operation: Operation, variables: Mapping[str, Any] | None) -> After | None:
        """Return the cursor that a subscription is to go on after, and the variable that holds it; None if unclear."""
        return self._resuming.after(operation.document, operation.name, variables or {})

    def resumed(self, operation: Operation, cursor: str) -> Operation:
        """Return a subscription that goes on after a cursor, if what it follows can be resumed."""
        document = self._resuming.resumed(operation.document, operation.name, cursor)
        return operation._replace(document=document, memory=None)

    async def execute(
        self, operation: Operation, variables: Mapping[str, Any] | None, context: object
    ) -> FormattedExecutionResult:
        """
        Execute a query or mutation and return its payload, within the time that a request has.

        Raises:
            RequestFault: its variables will not do; nothing was executed.
        """
        kind = operation.type.value
        start = time.perf_counter()
        outcome = "failed"
        try:
            async with asyncio.timeout(self._request_seconds):
                result = self._started(operation, variables, context)
                answer = await result if _is_awaitable(result) else result
            _refuse_unexecuted(answer)
            outcome = _outcome(answer)
            return self._told(operation, variables, answer)
        except RequestFault:
            outcome = "refused"
            raise
        except TimeoutError:
            outcome = "timeout"
            return {"data": None, "errors": [self._overdue(operation)]}
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised past graphql-core is masked here
            return {"data": None, "errors": [masked(error)]}
        finally:
            self._requests(kind, outcome).inc()
            self._request_times(kind).observe(time.perf_counter() - start)

    def _started(self, operation: Operation, variables: Mapping[str, Any] | None, context: object) -> Any:  # noqa: ANN401 - a result or its coroutine, as graphql-core defines
        memory = operation.memory or Memory(operation.tokens)
        executor = self._built(operation, variables, context, memory)
        return ExecutionResult(None, executor) if isinstance(executor, list) else executor.execute_operation()

    def _built(
        self, operation: Operation, variables: Mapping[str, Any] | None, context: object, memory: Memory
    ) -> Executor[Any] | list[GraphQLError]:
        return LeanExecutor.build(
            self._schema,
            operation.document,
            context_value=context,
            raw_variable_values=dict(variables or {}),
            operation_name=operation.name,
            is_awaitable=_is_awaitable,
            hide_suggestions=self._hide_suggestions,
            memory=memory,
        )

    def _told(
        self, operation: Operation, variables: Mapping[str, Any] | None, result: ExecutionResult
    ) -> FormattedExecutionResult:
        if result.errors and operation.type is OperationType.MUTATION:
            result = ExecutionResult(result.data, [after_deed(error) for error in result.errors])
        payload = self._payload(result)
        if self._cost_in_answers:
            requested = operation.cost.given(variables or {})
            # Introspection answers many fields and counts few.
            actual = min(requested, actual_cost(result.data, operation.type))
            payload["extensions"] = {"cost": {"requested": requested, "actual": actual}}
        return payload

    async def opened(
        self,
        operation: Operation,
        variables: Mapping[str, Any] | None,
        context: object,
        heard: Callable[[object], None] | None = None,
        turn: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
    ) -> AsyncGenerator[FormattedExecutionResult, None]:
        """
        Open a subscription, which its resolver may refuse, and return its payloads.

        Args:
            operation: a subscription.
            variables: by name.
            context: of the operation.
            heard: called with each event, as the resolver yields it, before its payload is made.
            turn: returns what each event is executed in.

        Raises:
            RequestFault: its variables will not do, or its stream could not be opened. Iterating raises it if the
                stream breaks.
        """
        # All of one subscription's events have the same variables, and so select the same fields. What it remembers of
        # them by itself goes with it.
        memory = operation.memory or Memory(min(operation.tokens, OWN_FIELDS_MAX))
        executor = self._built(operation, variables, context, memory)
        if isinstance(executor, list):
            self._requests("subscription", "refused").inc()
            raise document_fault(Code.BAD_USER_INPUT, executor)
        opened = create_source_event_stream(executor)
        source = await opened if isawaitable(opened) else opened
        self._requests("subscription", _outcome(source)).inc()
        if isinstance(source, ExecutionResult):
            raise RequestFault(400, presented(source.errors or [], self._metrics))
        return self._payloads(executor, source, heard, turn, context)

    async def _payloads(
        self,
        executor: Executor[Any],
        source: AsyncIterable[Any],
        heard: Callable[[object], None] | None,
        turn: Callable[[], AbstractAsyncContextManager[None]],
        context: object,
    ) -> AsyncGenerator[FormattedExecutionResult, None]:
        momentary = context if isinstance(context, Momentary) else None
        if momentary is not None:
            momentary.turn = turn

        async def execute_event(executor: Executor[Any]) -> Any:  # noqa: ANN401 - as graphql-core defines it
            try:
                async with nullcontext() if momentary is not None and momentary.in_moment else turn():
                    if heard:
                        heard(executor.root_value)
                    result = execute_subscription_event(executor)
                    return await result if isawaitable(result) else result
            finally:
                if momentary is not None:
                    # Whoever takes the payload may be slow, and must not hold what it was read through.
                    await momentary.end_moment()

        async with aclosing(map_source_to_response_event(executor, source, execute_event)) as events:
            try:
                async for event in events:
                    yield self._payload(event)
            except Exception as error:  # noqa: BLE001 - whatever the source raises ends the stream, typed or masked
                raise RequestFault(400, [self._broken(error)]) from None

    def _payload(self, result: ExecutionResult) -> FormattedExecutionResult:
        payload: FormattedExecutionResult = {"data": result.data}
        if result.errors:
            payload["errors"] = presented(result.errors, self._metrics)
        return payload

    def _broken(self, error: Exception) -> GraphQLFormattedError:
        """Return what a client is told of an error that ended a stream, whose source raised it past graphql-core."""
        if isinstance(error, GraphQLError):
            return presented([error], self._metrics)[0]
        if isinstance(error, LargesseError) and not isinstance(error, ConfigurationError):
            return presented([GraphQLError(error.message, original_error=error)], self._metrics)[0]
        return masked(error)

    def _overdue(self, operation: Operation) -> GraphQLFormattedError:
        message = f"The request took longer than {self._request_seconds:g} seconds."
        if operation.type is OperationType.MUTATION:
            message += " Whether it was done is not known; the same call with the same idempotency key tells."
        return error_of(Code.TIMEOUT, message)


def _refuse_unexecuted(result: ExecutionResult) -> None:
    """Raise what was wrong with variables; an error of execution has a path, or leaves data."""
    errors = result.errors or []
    if result.data is None and errors and all(error.path is None and is_expected(error) for error in errors):
        raise document_fault(Code.BAD_USER_INPUT, errors)


def _outcome(result: object) -> str:
    if not isinstance(result, ExecutionResult) or not result.errors:
        return "ok"
    return "refused" if all(is_expected(error) for error in result.errors) else "failed"
