"""
The executor: it answers what graphql-core's own answers, the first time and from what it remembers.
"""

from __future__ import annotations

import json
from enum import Enum
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

import pytest
import strawberry
from graphql import execute

from largesse.schema.resolvers import call_directly
from largesse.settings import Settings
from largesse.web.documents.documents import Documents
from largesse.web.documents.limits import Limits
from largesse.web.execution.executor import LeanExecutor, Memory

if TYPE_CHECKING:
    from graphql import ExecutionResult

    from largesse.web.documents.documents import Operation

LIMITS = Limits.of(Settings())


@strawberry.enum
class Colour(Enum):
    RED = "red"


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Thing(Named):
    id: strawberry.ID = strawberry.ID("1")
    size: int = 3
    weight: float = 1.5
    heavy: bool = False
    colour: Colour = Colour.RED
    note: str | None = None
    tags: list[str] = strawberry.field(default_factory=list)
    parts: list[Thing] = strawberry.field(default_factory=list)

    @strawberry.field
    async def twin(self) -> Thing:
        return Thing(name=f"{self.name} again")

    @strawberry.field
    def label(self, loud: bool = False) -> str:  # noqa: FBT001, FBT002 - an argument of the graph
        return self.name.upper() if loud else self.name


@strawberry.type
class Place(Named):
    size: int = 9


class Lazy:
    """A thing whose attributes are anything but what they are declared as."""

    name = "lazy"
    size = 2**40
    heavy = "perhaps"
    note = RuntimeError("raised, not returned")

    @property
    def colour(self) -> Colour:
        message = "no colour"
        raise LookupError(message)

    @property
    async def weight(self) -> float:
        return 2.5


def _broken(**values: object) -> Thing:
    thing = Thing(name="broken")
    for name, value in values.items():
        setattr(thing, name, value)
    return thing


THINGS = {
    "whole": Thing(name="whole"),
    "parts": Thing(name="parts", tags=["a", "b"], parts=[Thing(name="p", note="n"), Thing(name="q")]),
    "null": _broken(size=None),
    "wrong": _broken(size="many", heavy=3, weight="light", colour="blue"),
    "lists": _broken(tags=None, parts=[Thing(name="p"), None]),
}


@strawberry.type
class Query:
    @strawberry.field
    def thing(self, of: str = "whole") -> Thing | None:
        return THINGS[of]

    @strawberry.field
    def lazy(self) -> Thing | None:
        return Lazy()  # type: ignore[return-value] # what a resolver with a mistake does

    @strawberry.field
    async def named(self) -> list[Named]:
        return [Thing(name="a"), Place(name="b"), Thing(name="c")]


GRAPH = strawberry.Schema(query=Query, types=[Thing, Place])
DIRECT = strawberry.Schema(query=Query, types=[Thing, Place])
call_directly(DIRECT)
ALL = "__typename id name size weight heavy colour note tags"


def operation_of(text: str) -> Operation:
    return Documents(GRAPH._schema, LIMITS, 10).operation(text, None)


async def answered(graph: strawberry.Schema, operation: Operation, variables: dict[str, Any]) -> str:
    executor = LeanExecutor.build(
        graph._schema,
        operation.document,
        raw_variable_values=variables,
        memory=operation.memory or Memory(0),
    )
    assert isinstance(executor, LeanExecutor)
    result = executor.execute_operation()
    return _told(await result if isawaitable(result) else result)


async def expected(text: str, variables: dict[str, Any]) -> str:
    document = operation_of(text).document
    result = execute(GRAPH._schema, document, variable_values=variables, executor_class=GRAPH.execution_context_class)
    return _told(await result if isawaitable(result) else result)


def _told(result: Any) -> str:  # noqa: ANN401 - an execution's result
    answer: ExecutionResult = result
    errors = sorted(json.dumps(error.formatted, sort_keys=True) for error in answer.errors or [])
    # As text, since the order of an answer's fields counts.
    return json.dumps([answer.data, errors])


@pytest.mark.parametrize(
    "text",
    [
        f"{{thing{{{ALL}}}}}",
        f'{{thing(of: "parts"){{{ALL} parts{{note name parts{{id}}}}}}}}',
        "{thing{name twin{name twin{size} colour} label heavy a:label(loud:true) parts{id}}}",
        "{thing{twin{name} ...F} ...on Query{thing{size ...F}}} fragment F on Thing{heavy twin{heavy name}}",
        "{named{__typename name ...on Place{size} ...on Thing{heavy twin{id}}}}",
        '{thing(of: "null"){name size} named{name}}',
        '{thing(of: "null"){name twin{size}} other:thing(of: "null"){size}}',
        f'{{thing(of: "wrong"){{{ALL}}}}}',
        '{thing(of: "wrong"){a:name colour} b:thing(of: "wrong"){weight} c:thing(of: "wrong"){heavy id}}',
        '{thing(of: "lists"){name tags} b:thing(of: "lists"){id parts{name}}}',
        '{thing(of: "nothing"){name}}',
        "{lazy{name size}}",
        "{lazy{name heavy} b:lazy{name note} c:lazy{colour} d:lazy{id}}",
        "{lazy{name weight}}",
        "{__schema{queryType{name}} thing{__typename}}",
    ],
)
async def test_the_answer_is_graphql_cores(text: str) -> None:
    wanted = await expected(text, {})
    operation = operation_of(text)
    assert operation.memory is not None
    for _ in range(3):
        assert await answered(GRAPH, operation, {}) == wanted
        assert await answered(DIRECT, operation_of(text), {}) == wanted


async def test_what_directives_select_depends_on_the_variables_of_each_request() -> None:
    text = "query($a:Boolean!){thing{name @include(if:$a) size @skip(if:$a) twin{id @skip(if:$a) heavy}}}"
    operation = operation_of(text)
    assert operation.memory is None
    for a in (True, False, True):
        assert await answered(GRAPH, operation, {"a": a}) == await expected(text, {"a": a})


async def test_arguments_depend_on_the_variables_of_each_request() -> None:
    text = "query($of:String!,$loud:Boolean){thing(of:$of){name label(loud:$loud)}}"
    operation = operation_of(text)
    for of, loud in (("whole", True), ("parts", False), ("whole", None)):
        variables = {"of": of} if loud is None else {"of": of, "loud": loud}
        assert await answered(DIRECT, operation, variables) == await expected(text, variables)


async def test_nothing_is_planned_twice_and_memory_is_bounded_by_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    operation = operation_of("{named{name ...on Place{size}} thing{name}}")
    memory = operation.memory
    assert memory is not None
    await answered(GRAPH, operation, {})
    plans, fields = dict(memory._plans), memory._fields
    await answered(GRAPH, operation, {})
    assert memory._plans == plans
    assert fields == 6
    monkeypatch.setattr(memory, "_fields_max", 4)
    for _ in range(3):
        assert json.loads(await answered(GRAPH, operation, {}))[1] == []
        assert memory._fields <= 6


def test_operations_of_a_document_share_what_its_size_allows() -> None:
    documents = Documents(GRAPH._schema, LIMITS, 10)
    text = "query A{thing{name}} query B{thing{size}}"
    a, b = (documents.operation(text, name) for name in "AB")
    assert a.memory is not b.memory
    assert a.memory is not None
    assert a.memory._fields_max == a.document.token_count // 2
    assert documents.operation(text, "A") is a
