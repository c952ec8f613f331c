"""
Resuming: the cursor is put where the schema takes it, in the operation that is meant, and nowhere else.
"""

from __future__ import annotations

import pytest
from graphql import build_schema, parse, print_ast

from largesse.web.documents.resuming import Resuming

SCHEMA = build_schema("""
type Query { events(after: String): [Event!]! }
type Event { cursor: String! next(after: String): Event }
type Subscription { events(room: ID, after: String): Event! ticks(to: Int): Int! }
""")


def resumed(text: str, name: str | None = None) -> str:
    return print_ast(Resuming(SCHEMA.subscription_type).resumed(parse(text), name, "c"))


@pytest.mark.parametrize(
    ("text", "following"),
    [
        ("subscription { events { cursor } }", 'subscription { events(after: "c") { cursor } }'),
        (
            'subscription { e: events(after: "a", room: 1) { cursor } }',
            'subscription { e: events(room: 1, after: "c") { cursor } }',
        ),
        (
            "subscription S($a: String) { events(after: $a) { next(after: $a) { cursor } } }",
            'subscription S($a: String) { events(after: "c") { next(after: $a) { cursor } } }',
        ),
        (
            "subscription { ... on Subscription { events { cursor } } }",
            'subscription { ... on Subscription { events(after: "c") { cursor } } }',
        ),
        ("subscription { ticks(to: 3) }", "subscription { ticks(to: 3) }"),
    ],
)
def test_the_root_field_goes_on_after_the_cursor(text: str, following: str) -> None:
    name = "S" if "S(" in text else None
    assert resumed(text, name) == print_ast(parse(following))


def test_a_fragment_is_written_out_and_keeps_its_own_meaning_elsewhere() -> None:
    text = "subscription { ...F @include(if: true) } fragment F on Subscription { events { ...E } } "
    text += "fragment E on Event { cursor }"
    inline = '... on Subscription @include(if: true) { events(after: "c") { ...E } }'
    assert resumed(text) == print_ast(parse(text.replace("...F @include(if: true)", inline)))


def test_only_the_operation_that_is_meant_is_changed() -> None:
    text = "query Q { events { cursor } } subscription A { events { cursor } } subscription B { events { cursor } }"
    assert resumed(text, "B") == print_ast(parse(text.replace("B { events", 'B { events(after: "c")')))


def test_a_document_that_is_remembered_stays_as_it_was() -> None:
    document = parse("subscription { events { cursor } }")
    before = print_ast(document)
    Resuming(SCHEMA.subscription_type).resumed(document, None, "c")
    assert print_ast(document) == before


def test_a_schema_without_subscriptions_resumes_nothing() -> None:
    document = parse("{ events { cursor } }")
    assert print_ast(Resuming(None).resumed(document, None, "c")) == print_ast(document)
