"""
Hostile documents: each is stopped by what is meant to stop it, and nothing that a client writes breaks the server.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from graphql import OperationType
from hypothesis import given, settings
from hypothesis import strategies as st

from largesse.schema.build import graph
from largesse.settings import Settings
from largesse.telemetry import Metrics
from largesse.web.engine import Engine
from largesse.web.faults import RequestFault
from largesse.web.requests import request_of_body
from tests.web.hostile import ATTACKS
from tests.web.toy import Context
from tests.web.toy import graph as toy

if TYPE_CHECKING:
    from tests.web.hostile import Attack

INTERNALS = re.compile(r"Traceback|\.py\b|strawberry|graphql-core|object at 0x|Error\(", re.IGNORECASE)
REAL = Engine(graph(), Settings(), Metrics())
TOY = Engine(toy, Settings(), Metrics())


def refused_of(engine: Engine, body: bytes) -> list[Any]:
    """Ask for an operation as the doors do, and return the errors that it is refused with."""
    try:
        engine.operation(request_of_body(body))
    except RequestFault as refused:
        return list(refused.errors)
    return []


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_hostile_document_is_stopped_where_it_should_be(attack: Attack) -> None:
    body = json.dumps({"query": attack.query, "variables": attack.variables}).encode()
    errors = refused_of(REAL, body)
    assert len(json.dumps(errors)) < 20_000
    met = [error["extensions"].get("limit", error["extensions"]["code"]) for error in errors]
    assert set(met) == ({attack.stopped_by} if attack.stopped_by else set())


names = st.sampled_from(
    ["hello", "box", "size", "add", "count", "nope", "Box", "Query", "F", "a", "__typename", "__schema"]
)
values = st.recursive(
    st.sampled_from(["1", "-0", "1.5e400", '"x"', '"\\u0000"', '"\\ud800"', '"""b"""', "true", "null", "RED", "$v"])
    | st.integers().map(str),
    lambda below: (
        st.lists(below, max_size=3).map(lambda each: f"[{' '.join(each)}]")
        | st.tuples(names, below).map(lambda pair: f"{{{pair[0]}: {pair[1]}}}")
    ),
    max_leaves=6,
)
arguments = st.lists(st.tuples(names, values).map(lambda pair: f"{pair[0]}: {pair[1]}"), max_size=3).map(
    lambda each: f"({', '.join(each)})" if each else ""
)
directives = st.sampled_from(["", "", "", "@skip(if: true)", "@include(if: $v)", "@nope", "@skip", "@oneOf"])
selections = st.recursive(
    st.tuples(st.sampled_from(["", "", "x: "]), names, arguments, directives).map("".join)
    | st.sampled_from(["...F", "...G", "...on", "... @skip(if: true) { size }"]),
    lambda below: st.tuples(
        st.sampled_from(["box", "y: box", "hello", "... on Box", "...", "__schema"]),
        st.lists(below, max_size=4).map(lambda each: "{" + " ".join(each) + "}"),
    ).map("".join),
    max_leaves=12,
).map(str)
sets = st.lists(selections, min_size=1, max_size=4).map(lambda each: "{" + " ".join(each) + "}")
definitions = st.tuples(
    st.sampled_from(
        ["", "query ", "query A ", "mutation ", "subscription ", "query ($v: Int) ", "query B($v: [Nope!]) "]
    )
    | st.sampled_from(["fragment F on Query ", "fragment F on Box ", "fragment G on Nope ", "type T ", "extend "]),
    sets,
).map("".join)
documents = st.lists(definitions, min_size=1, max_size=3).map(" ".join)
broken = st.tuples(documents, st.integers(0, 200), st.text(max_size=3)).map(
    lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] + 1 :]
)
jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(names, below, max_size=3),
    max_leaves=8,
)


def answered(body: bytes) -> str:
    """Ask as the doors do, execute what may be, and return what is said, as JSON."""
    errors = refused_of(TOY, body)
    if errors:
        return json.dumps(errors)
    asked = request_of_body(body)
    operation = TOY.operation(asked)
    if operation.type is OperationType.SUBSCRIPTION:
        return ""
    try:
        return json.dumps(asyncio.run(TOY.execute(operation, asked.variables, Context(None, ""))))
    except RequestFault as refused:
        return json.dumps(refused.errors)


@settings(deadline=None, max_examples=400)
@given(documents | broken | st.text(), jsons)
def test_whatever_a_document_says_it_is_answered_or_refused_in_order(query: str, variables: object) -> None:
    said = answered(json.dumps({"query": query, "variables": variables}).encode())
    assert "INTERNAL" not in said
    assert not INTERNALS.search(said)


@settings(deadline=None, max_examples=200)
@given(st.binary() | jsons.map(lambda value: json.dumps(value).encode()))
def test_whatever_a_body_says_it_is_answered_or_refused_in_order(body: bytes) -> None:
    said = answered(body)
    assert "INTERNAL" not in said
    assert not INTERNALS.search(said)
