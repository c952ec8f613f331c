"""
Cost: what is asked for at most and what it came to, in numbers that a front-end can plan with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from graphql import (
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
    get_introspection_query,
    parse,
)
from hypothesis import given
from hypothesis import strategies as st

from largesse.schema.build import graph
from largesse.settings import Settings
from largesse.web.documents.cost import WEIGHTS, Cost, Size, actual_cost, size_of
from largesse.web.documents.pricing import Pricing
from tests.web.house import house

if TYPE_CHECKING:
    from tests.web.house import House

SCHEMA = graph()._schema


def priced(query: str, **variables: object) -> int:
    document = parse(query)
    (operation,) = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    return Pricing(SCHEMA, document).cost_of(operation).given(variables)


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ serverInfo { name version } }", 3),
        ("{ a: serverInfo { name } ... { serverInfo { name } } ...F } fragment F on Query { serverInfo { name } }", 6),
        ("{ serverInfo { plugins { name } } }", 1 + 1 + 5),
        ("{ giftTypes { nodes { key } pageInfo { endCursor } } }", 1 + 1 + 20 + 1 + 1),
        ("{ giftTypes(first: 50) { nodes { key } edges { node { key } cursor } } }", 1 + (1 + 50) + (1 + 50 * 3)),
        ("{ giftTypes(last: 7) { ... { ... on GiftTypeConnection { nodes { key } } } } }", 1 + 1 + 7),
        ("{ giftTypes(first: 1000000) { nodes { key } } }", 1 + 1 + 100),
        ("{ giftTypes(first: -5) { nodes { key } } }", 2),
        ("{ giftTypes(first: null) { nodes { key } } }", 22),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 1 + 3),
        ("mutation { roomPause(input: null) { errors { ... on UserError { code } } } }", 10 + 1 + 1 + 5),
        ("mutation { a: roomPause(input: null) { __typename } b: roomPause(input: null) { __typename } }", 2 * 12),
        ('subscription { roomEvents(roomId: "x") { __typename } }', 12),
    ],
)
def test_an_operation_costs_what_the_weights_say(query: str, cost: int) -> None:
    assert priced(query) == cost


def test_a_variable_says_how_large_a_page_is_each_time_anew() -> None:
    query = "query ($n: Int = 3) { giftTypes(first: $n) { nodes { key } } }"
    assert [priced(query, **given) for given in ({}, {"n": 10}, {"n": None}, {"n": 10**30}, {"n": -1}, {"n": "x"})] == [
        *(2 + 3, 2 + 10, 2 + 20, 2 + 100, 2),
        2 + 1,
    ]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert [priced(query, ids=ids) for ids in (["a"], ["a", "b"], [], ["a"] * 500, "a", {})] == [2, 3, 1, 101, 2, 2]


def test_pages_within_pages_multiply() -> None:
    query = "query ($n: Int, $m: Int) { rooms(first: $n) { nodes { host { earnings { gifts: __typename } } } } }"
    assert priced(query, n=10) == 1 + 1 + 10 * 3
    nested = "query ($n: Int, $m: Int) { rooms(first: $n) { nodes { gifts(first: $m) { nodes { id } } } } }"
    assert priced(nested, n=10, m=50) == 1 + 1 + 10 * (1 + 1 + 50)
    assert priced("{ rooms(first: 100) { nodes { gifts(first: 100) { nodes { id } } } } }") > Settings().cost_max


@pytest.mark.parametrize(
    "question",
    [
        "__schema { queryType { name } types { name fields(includeDeprecated: true) { ...F } ofType { name } } }",
        "__schema { directives { name args { name type { ...T } } } types { enumValues { name } } }",
        '__type(name: "Gift") { name ... { interfaces { name possibleTypes { name } } } }',
        '__type(name: "GiftSendInput") { inputFields { name type { ...T } } }',
        '__type(name: "Nobody") { name }',
    ],
)
def test_introspection_costs_a_share_of_the_fields_that_it_answers(question: str) -> None:
    parts = " fragment F on __Field { name type { ...T } } fragment T on __Type { kind ofType { ofType { name } } }"
    query = f"{{ {question} }}" + parts
    answered = actual_cost(execute_sync(SCHEMA, parse(query)).data, OperationType.QUERY)
    assert priced(query) == 1 + (answered - 1) // WEIGHTS.introspection_share


def test_a_type_that_a_variable_names_counts_as_the_largest() -> None:
    query = "query ($name: String!) { __type(name: $name) { name fields(includeDeprecated: true) { name } } }"
    largest = max(len(each.fields) for each in SCHEMA.type_map.values() if isinstance(each, GraphQLObjectType))
    assert priced(query) == 1 + (2 + largest) // WEIGHTS.introspection_share


def test_the_introspection_of_tools_fits_and_twice_of_it_does_too_but_no_flood() -> None:
    query = get_introspection_query(specified_by_url=True, input_value_deprecation=True, one_of=True)
    assert 500 < priced(query) < Settings().cost_max / 2
    spread = query[query.index("fragment") :]
    many = "{" + "".join(f"a{n}: __schema {{ types {{ ...FullType }} }} " for n in range(29)) + "}" + spread
    assert priced(many) > Settings().cost_max


async def test_an_answer_tells_what_was_asked_for_and_what_it_came_to() -> None:
    async with house(cost_in_answers=True) as opened:
        query = "query ($n: Int) { box { boxes(first: $n) { size box { size } } } }"
        _, answer = await opened.ask({"query": query, "variables": {"n": 3}})
        assert answer["extensions"] == {"cost": {"requested": 2 + 3 * 3, "actual": 2 + 3 * 3}}
        _, answer = await opened.ask({"query": "{ box { size @skip(if: true) box { size } } }"})
        assert answer["extensions"] == {"cost": {"requested": 4, "actual": 3}}
        _, answer = await opened.ask({"query": "mutation { a: add(number: 1) b: add(number: 1) }"})
        assert answer["extensions"] == {"cost": {"requested": 22, "actual": 22}}
        _, answer = await opened.ask({"query": "{ nothing }"})
        assert (answer["data"], answer["extensions"]) == (None, {"cost": {"requested": 1, "actual": 0}})
        _, answer = await opened.ask({"query": "{ __schema { types { name } } }"})
        assert answer["extensions"]["cost"]["actual"] == answer["extensions"]["cost"]["requested"]


async def test_what_costs_too_much_is_refused_with_the_numbers(open_house: House) -> None:
    query = "query ($n: Int) { box { boxes(first: $n) { boxes(first: $n) { size } } } }"
    assert (await open_house.ask({"query": query, "variables": {"n": 99}}))[0] == 200
    status, answer = await open_house.ask({"query": query, "variables": {"n": 100}})
    (error,) = answer["errors"]
    assert (status, error["message"]) == (400, "The operation goes past the limit of cost, which is 10000.")
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "cost", "maximum": 10_000, "value": 10_102}


json = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda below: st.lists(below) | st.dictionaries(st.text(), below),
    max_leaves=30,
)


@given(json)
def test_any_value_is_a_size_between_none_and_a_page(value: Any) -> None:  # noqa: ANN401 - any JSON
    assert 0 <= size_of(value) <= 100


@given(st.dictionaries(st.text(), json))
def test_what_an_answer_came_to_is_one_for_each_field(data: dict[str, Any]) -> None:
    def keys(value: object) -> int:
        if isinstance(value, dict):
            return len(value) + sum(map(keys, value.values()))
        return sum(map(keys, value)) if isinstance(value, list) else 0

    assert actual_cost(data, OperationType.QUERY) == keys(data)
    assert actual_cost(data, OperationType.MUTATION) == keys(data) + 10 * len(data)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_a_cost_times_a_number_is_that_many_of_it(constant: int, factor: int, size: int) -> None:
    cost = Cost(constant, ((factor, Size("n", 20), Cost(2)),))
    assert cost.times(3).given({"n": size}) == 3 * cost.given({"n": size})
    assert cost.times(Size("n", 20)).given({"n": size}) == size * cost.given({"n": size})
