"""
Documents that are meant to do harm, each as large as the limit that stops it or the next one lets it be.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple


class Attack(NamedTuple):
    """
    A document that is meant to keep the server busy.

    Args:
        query: the document, for the real schema.
        stopped_by: the limit or else the code that it meets; None if it is small enough to be executed.
        variables: by name.
    """

    query: str
    stopped_by: str | None
    variables: dict[str, Any] | None = None


def _fragments(count: int, body: str, on: str = "Query") -> str:
    return " ".join(f"fragment F{n} on {on} {{ {body.format(n=n, next=n + 1)} }}" for n in range(count))


_CHAIN = _fragments(200, "...F{next}") + " fragment F200 on Query { __typename }"
_NAME = "serverInfo { name }"
_NESTED: Any = functools.reduce(lambda below, _: [below], range(200), "x")

ATTACKS: dict[str, Attack] = {
    "deep nesting": Attack("{ viewer " * 900 + "{ id }" + "}" * 900, "depth"),
    "deep nesting past the parser": Attack("{a" * 100_000, "depth"),
    "a list within a list within a list": Attack("{ nodes(ids: " + "[" * 100_000, "depth"),
    "wide aliases": Attack("{" + " ".join(f"a{n}: {_NAME}" for n in range(99)) + "}", "aliases"),
    "the same field again and again": Attack("{" + "serverInfo { name } " * 400 + "}", "repeated fields"),
    "fields that may overlap, below each other": Attack(
        "{" + "".join("serverInfo { plugins { name } limits { pageSize } } " for _ in range(100)) + "}",
        "repeated fields",
    ),
    "fields that may overlap, as often as they may": Attack(
        "{" + "".join("serverInfo { plugins { name } limits { pageSize } } " for _ in range(40)) + "}", None
    ),
    "one field as often as it may": Attack("{ serverInfo {" + "name " * 200 + "} }", None),
    "fields that overlap through fragments": Attack(
        "{ ...F0 ...F1 } "
        + _fragments(60, "...F{next} ...G{n}")
        + " fragment F60 on Query { __typename } "
        + " ".join(f"fragment G{n} on Query {{ serverInfo {{ name }} }}" for n in range(60)),
        "repeated fields",
    ),
    "fragments that double": Attack(
        "{ serverInfo { limits { ...F0 } } } "
        + _fragments(60, "...F{next} ... {{ ...F{next} }} ... {{ ... {{ ...F{next} }} }}", "ServerLimits")
        + " fragment F60 on ServerLimits { pageSize pageSizeMax }",
        "fields",
    ),
    "a chain of fragments": Attack("{ ...F0 } " + _CHAIN, "GRAPHQL_VALIDATION_FAILED"),
    "a chain of fragments for each of many operations": Attack(
        " ".join(f"query Q{n} {{ ...F0 }}" for n in range(50))
        + _fragments(180, "...F{next}")
        + " fragment F180 on Query { __typename }",
        "fields",
    ),
    "fragments in a circle": Attack(
        "{ ...F0 } " + _fragments(200, "...F{next}") + " fragment F200 on Query { ...F0 }", "GRAPHQL_VALIDATION_FAILED"
    ),
    "fragments that nobody spreads": Attack(
        "{ __typename } " + _fragments(240, "__typename"), "GRAPHQL_VALIDATION_FAILED"
    ),
    "many directives": Attack("{ __typename " + "@skip(if: false) " * 280 + "}", "directives"),
    "directives that nobody knows": Attack("{ __typename " + "@x " * 50 + "}", "GRAPHQL_VALIDATION_FAILED"),
    "a huge list": Attack("{ nodes(ids: [" + "1 " * 1_900 + "]) { id } }", "list items"),
    "a huge list in variables": Attack(
        "query ($i: [ID!]!) { nodes(ids: $i) { id } }", "list items", {"i": ["x"] * 60_000}
    ),
    "many lists in variables": Attack(
        "query ($i: [ID!]!) { nodes(ids: $i) { id } }", "variables", {"i": [["x"] * 400] * 100}
    ),
    "a deep list in variables": Attack(
        "query ($i: [ID!]!) { nodes(ids: $i) { id } }", "depth of variables", {"i": _NESTED}
    ),
    "a huge string": Attack('{ node(id: "' + "x" * 200_000 + '") { id } }', "string length"),
    "a block string of many lines": Attack('{ node(id: """' + "\n " * 60_000 + '""") { id } }', None),
    "many comments": Attack("{ __typename }" + "#\n" * 100_000, "tokens"),
    "many operations": Attack(" ".join(f"query Q{n} {{ __typename }}" for n in range(300)), "operations"),
    "many variables that nobody uses": Attack(
        "query (" + " ".join(f"$v{n}: Int" for n in range(450)) + ") { __typename }", "GRAPHQL_VALIDATION_FAILED"
    ),
    "many variables that nobody declares": Attack(
        "{ nodes(ids: [" + " ".join(f"$v{n}" for n in range(400)) + "]) { id } }", "GRAPHQL_VALIDATION_FAILED"
    ),
    "many fields that there are not": Attack("{" + " ".join(f"serverInf{n}" for n in range(990)) + "}", "root fields"),
    "many fields below that there are not": Attack(
        "{ serverInfo {" + " ".join(f"vershun{n}" for n in range(900)) + "} }", "GRAPHQL_VALIDATION_FAILED"
    ),
    "many arguments that there are not": Attack(
        "{ node(" + " ".join(f"i{n}: 1" for n in range(600)) + ") { id } }", "GRAPHQL_VALIDATION_FAILED"
    ),
    "many arguments of the same name": Attack("{ node(" + "id: 1 " * 600 + ") { id } }", "GRAPHQL_VALIDATION_FAILED"),
    "many values of a wrong type": Attack(
        "{ nodes(ids: [" + "{a: 1} " * 300 + "]) { id } }", "GRAPHQL_VALIDATION_FAILED"
    ),
    "an object of many fields": Attack(
        "mutation { giftSend(input: {" + " ".join(f"f{n}: 1" for n in range(600)) + "}) { errors { __typename } } }",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "types that there are not": Attack(
        "{" + " ".join(f"... on Serverinf{n} {{ x }}" for n in range(90)) + "}", "GRAPHQL_VALIDATION_FAILED"
    ),
    "types that there are, each within the other": Attack(
        "{ node(id: 1) {" + "... on Node { ... on Gift { " * 90 + "id" + "} }" * 90 + "} }", None
    ),
    "introspection that turns in circles": Attack(
        "{ __schema { types {" + " fields { type {" * 6 + " name " + "} }" * 6 + "} } }", "GRAPHQL_VALIDATION_FAILED"
    ),
    "introspection by many names": Attack(
        "{"
        + " ".join(f"a{n}: __schema {{ types {{ interfaces {{ possibleTypes {{ name }} }} }} }}" for n in range(18))
        + "}",
        None,
    ),
    "introspection as dear as may be": Attack(
        "{ __schema { types { interfaces { possibleTypes { name description kind } } "
        + " ".join(f"f{n}: fields {{ name args {{ name description }} }}" for n in range(15))
        + " } } }",
        None,
    ),
    "pages as dear as may be": Attack(
        "{"
        + " ".join(
            f"a{n}: giftTypes(first: 100) {{ nodes {{ id key version emoji priceCoins quantityMax tier sortOrder plugin"
            " hash media { still animation } eligibility { senderAgeMin } names { locale } } }"
            for n in range(3)
        )
        + "}",
        None,
    ),
    "pages within pages": Attack("{ rooms(first: 100) { nodes { gifts(first: 100) { nodes { id } } } } }", "cost"),
    "what is not GraphQL": Attack("{" * 20_000 + "!", "GRAPHQL_PARSE_FAILED"),
    "brackets that do not close": Attack("{ node(id: [[[[[[[[", "GRAPHQL_PARSE_FAILED"),
    "a number of many digits": Attack("{ node(id: " + "9" * 200_000 + ") { id } }", None),
    "a name of many letters": Attack("{ " + "a" * 200_000 + " }", "GRAPHQL_VALIDATION_FAILED"),
}
