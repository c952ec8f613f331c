"""
Documents: parsed and validated once, remembered within bounds, and executed as strawberry would.
"""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from graphql import Executor, OperationType, create_source_event_stream, parse, specified_rules
from strawberry.schema.schema import validate_document

from largesse.settings import Settings
from largesse.telemetry import Metrics
from largesse.web.documents import documents as module
from largesse.web.documents.documents import RULES, Documents
from largesse.web.documents.limits import Limits
from largesse.web.engine import Engine
from largesse.web.execution.executor import Memory
from largesse.web.faults import RequestFault
from largesse.web.requests import GraphRequest
from tests.web.toy import Context, graph

LIMITS = Limits.of(Settings())


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []

    def counting(text: str, **options: Any) -> Any:  # noqa: ANN401 - passed on
        texts.append(text)
        return parse(text, **options)

    monkeypatch.setattr(module, "parse", counting)
    return texts


def test_a_document_is_parsed_once(parsed: list[str]) -> None:
    documents = Documents(graph._schema, LIMITS, 10)
    first = documents.operation("query A { hello }", None)
    assert (first.name, first.type) == ("A", OperationType.QUERY)
    assert documents.operation("query A { hello }", "A") == first
    assert len(parsed) == 1


def test_the_document_used_longest_ago_is_forgotten_first(parsed: list[str]) -> None:
    documents = Documents(graph._schema, LIMITS, 2)
    for query in ("{a:hello}", "{b:hello}", "{a:hello}", "{c:hello}", "{a:hello}", "{b:hello}"):
        documents.operation(query, None)
    assert parsed == ["{a:hello}", "{b:hello}", "{c:hello}", "{b:hello}"]


def test_what_is_remembered_is_bounded_in_bytes(parsed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REMEMBERED_BYTES_MAX", 9_000)
    documents = Documents(graph._schema, LIMITS, 1_000)
    for _ in range(2):
        for query in ("{a:hello}", "{" + "hello " * 100 + "}"):
            documents.operation(query, None)
    assert len(parsed) == 4
    assert documents._remembered_bytes == 0


def test_a_document_that_is_not_valid_is_not_remembered(parsed: list[str]) -> None:
    documents = Documents(graph._schema, LIMITS, 10)
    for _ in range(2):
        with pytest.raises(RequestFault):
            documents.operation("{ nope }", None)
    assert len(parsed) == 2


def test_the_rules_are_those_of_strawberry(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Any] = []
    monkeypatch.setattr("strawberry.schema.schema.validate", lambda _schema, _document, rules: taken.extend(rules))
    validate_document(graph._schema, parse("{hello}"), tuple(specified_rules))
    assert set(taken) == set(RULES)


def test_the_seams_of_strawberry_and_graphql_core_are_where_we_look() -> None:
    assert graph._schema.query_type is not None
    assert issubclass(graph.execution_context_class, Executor)
    assert "raw_variable_values" in inspect.signature(Executor.build).parameters
    built = graph.execution_context_class.build(graph._schema, parse("subscription { boxes(to: 1) { size } }"))
    assert isinstance(built, Executor)
    assert built._relevant_sub_fields == {}
    assert built.build_per_event_executor(None)._relevant_sub_fields is built._relevant_sub_fields


async def test_a_subscription_keeps_of_its_events_what_its_document_selects_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    executors: list[Any] = []

    def noting(executor: Any) -> Any:  # noqa: ANN401 - passed on
        executors.append(executor)
        return create_source_event_stream(executor)

    monkeypatch.setattr("largesse.web.engine.create_source_event_stream", noting)
    engine = Engine(graph, Settings(), Metrics())
    operation = engine.operation(GraphRequest("subscription { boxes(to: 200) { size } }", None, None))
    opened = await engine.opened(operation, None, Context(None, ""))
    payloads = [payload async for payload in opened]
    assert payloads[-1] == {"data": {"boxes": {"size": 199}}}
    assert [len(executor._relevant_sub_fields) for executor in executors] == [1]
    assert [executor._relevant_sub_fields for executor in executors] == [operation.memory.sub_fields]


async def test_a_subscription_that_shares_nothing_remembers_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    memories: list[Memory] = []

    def noting(executor: Any) -> Any:  # noqa: ANN401 - passed on
        memories.append(executor._memory)
        return create_source_event_stream(executor)

    monkeypatch.setattr("largesse.web.engine.create_source_event_stream", noting)
    monkeypatch.setattr("largesse.web.engine.OWN_FIELDS_MAX", 20)
    engine = Engine(graph, Settings(), Metrics())
    small, large = (
        engine.operation(GraphRequest("subscription { boxes(to: 3) { " + "size " * many + "} }", None, None))
        for many in (1, 30)
    )
    for operation in (small, engine.resumed(small, "1"), engine.resumed(small, "1"), engine.resumed(large, "1")):
        assert len([payload async for payload in await engine.opened(operation, None, Context(None, ""))]) == 3
    shared, first, second, bounded = memories
    assert shared is small.memory
    assert first is not second
    assert [first._fields_max, second._fields_max, bounded._fields_max] == [small.tokens, small.tokens, 20]


@pytest.mark.parametrize("a", [True, False])
async def test_events_of_a_subscription_are_planned_once_whatever_its_directives_say(
    *, a: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned: list[object] = []
    keep = Memory.keep

    def keeping(memory: Memory, plan: Any) -> None:  # noqa: ANN401 - passed on
        planned.append(plan)
        keep(memory, plan)

    monkeypatch.setattr(Memory, "keep", keeping)
    engine = Engine(graph, Settings(), Metrics())
    text = "subscription($a: Boolean!) { boxes(to: 50) { size again: size @include(if: $a) } }"
    operation = engine.operation(GraphRequest(text, {"a": a}, None))
    opened = await engine.opened(operation, {"a": a}, Context(None, ""))
    payloads = [payload async for payload in opened]
    assert payloads == [{"data": {"boxes": {"size": each} | ({"again": each} if a else {})}} for each in range(50)]
    assert len(planned) == 2
