"""
graphql-eslint finds nothing in the schema by its rules for schemas and for Relay, nor in what clients ask of it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Project


def found(project: Project) -> list[tuple[str, str]]:
    """Return rule and message of each finding."""
    done = project.run("eslint", "schema.graphql", "documents", "--format", "json")
    assert done.returncode in {0, 1}, done.stderr
    return [
        (message["ruleId"].removeprefix("@graphql-eslint/"), message["message"])
        for file in json.loads(done.stdout)
        for message in file["messages"]
    ]


def test_nothing_is_found(project: Project) -> None:
    assert found(project) == []


MISTAKES = [
    ("schema.graphql", "  LOADED\n", "  loaded\n", "naming-convention"),
    ("schema.graphql", "type Money {", "type Cash {\n  units: BigInt!\n}\n\ntype Money {", "no-unreachable-types"),
    ("schema.graphql", '"""An exact share or rate."""\n', "", "require-description"),
    ("schema.graphql", "  edges: [LotEdge!]!", "  edges: LotEdge!", "relay-connection-types"),
    ("schema.graphql", "    first: Int", "    first: String", "relay-arguments"),
    ("schema.graphql", "  hasNextPage: Boolean!", "  hasNextPage: Boolean", "relay-page-info"),
    ("schema.graphql", "type Lot implements Node {", "type Lot {", "relay-edge-types"),
    ("schema.graphql", "type ServerLimits {", "type Server {", "strict-id-in-types"),
    ("schema.graphql", "limits: ServerLimits!", "limits: Server!", "strict-id-in-types"),
    ("documents/viewer.graphql", "    availableCoins\n", "    availableCoin\n", "fields-on-correct-type"),
    ("documents/viewer.graphql", "        id\n        totalCoins", "        totalCoins", "require-selections"),
]


def test_mistakes_are_found(project: Project) -> None:
    for file, before, after, _ in MISTAKES:
        project.change(file, before, after)
    rules = {rule for rule, _ in found(project)}
    assert {rule for *_, rule in MISTAKES} - rules == set()
