"""
The conventions of the graph hold in it; and each is shown to fail where a toy graph breaks it in one place.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from graphql import build_schema

from largesse.schema.build import printed

from .breaches import BREACHES
from .rules import RULES

if TYPE_CHECKING:
    from graphql import GraphQLSchema

    from .rules import Rule

TOY = (Path(__file__).parent / "toy.graphql").read_text("utf-8")
NAMED = {rule.__name__: rule for rule in RULES}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(printed())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__.replace("_", " "))
def test_the_graph_keeps_the_rule_that(rule: Rule, schema: GraphQLSchema) -> None:
    assert list(rule(schema)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__.replace("_", " "))
def test_the_toy_keeps_the_rule_that(rule: Rule) -> None:
    assert list(rule(build_schema(TOY))) == []


@pytest.mark.parametrize(("rule", "before", "after", "message"), BREACHES, ids=[each[3] for each in BREACHES])
def test_a_breach_is_told_in_one_message(rule: str, before: str, after: str, message: str) -> None:
    assert before in TOY
    assert list(NAMED[rule](build_schema(TOY.replace(before, after)))) == [message]


def test_every_rule_can_fail() -> None:
    assert {rule for rule, *_ in BREACHES} == NAMED.keys()
