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


async def test_a_subscription_keeps_nothing_of_its_events(monkeypatch: pytest.MonkeyPatch) -> None:
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
    assert [len(executor._relevant_sub_fields) for executor in executors] == [0]
