"""
Introspection: on unless it is switched off, and then the schema is told in no other way either.
"""

from __future__ import annotations

import json

import pytest
from graphql import get_introspection_query

from tests.web.house import house


@pytest.mark.parametrize(
    "query",
    [
        get_introspection_query(),
        "{ __schema { queryType { name } } }",
        '{ hello __type(name: "Query") { name } }',
        "{ ...F } fragment F on Query { a: __schema { types { name } } }",
    ],
    ids=lambda query: query.split("(")[0][:30].strip(),
)
async def test_where_it_is_off_the_schema_is_refused_by_code(query: str) -> None:
    async with house(introspection=False) as opened:
        status, answer = await opened.ask({"query": query})
    assert (status, list(answer)) == (400, ["errors"])
    (code,) = {error["extensions"]["code"] for error in answer["errors"]}
    assert code == "INTROSPECTION_DISABLED"


async def test_where_it_is_off_typename_is_answered() -> None:
    async with house(introspection=False) as opened:
        status, answer = await opened.ask({"query": "{ __typename box { __typename } }"})
    assert (status, answer) == (200, {"data": {"__typename": "Query", "box": {"__typename": "Box"}}})


@pytest.mark.parametrize(
    "query", ["{ helo }", "{ hello(nam: 1) }", "{ ... on Bax { size } }", "{ purse(purse: {coin: 1}) }"]
)
@pytest.mark.parametrize("introspection", [True, False])
async def test_where_it_is_off_a_typo_is_not_told_what_it_resembles(query: str, introspection: bool) -> None:  # noqa: FBT001 - a parameter of the test
    async with house(introspection=introspection) as opened:
        status, answer = await opened.ask({"query": query})
    assert status == 400
    assert ("Did you mean" in json.dumps(answer)) is introspection


async def test_where_it_is_off_a_variables_typo_is_not_told_what_it_resembles() -> None:
    asked = {"query": "query($p: Purse!) { purse(purse: $p) }", "variables": {"p": {"coins": 1, "coinz": 1}}}
    for introspection in (True, False):
        async with house(introspection=introspection) as opened:
            status, answer = await opened.ask(asked)
        assert (status, answer["errors"][0]["extensions"]["code"]) == (400, "BAD_USER_INPUT")
        assert ("Did you mean" in json.dumps(answer)) is introspection
