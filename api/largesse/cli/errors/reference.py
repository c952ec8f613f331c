"""
The reference of error codes as Markdown, made from the codes themselves.
"""

import json
from typing import Any, cast

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    graphql_sync,
    is_leaf_type,
)

from largesse.cli.errors.examples import TOP, TYPED, TopExample
from largesse.docstrings import documents_of, summary
from largesse.errors import LargesseError
from largesse.schema.build import graph
from largesse.schema.errors import ErrorCode, typed
from largesse.web.codes import Code

_HEAD = """\
# Errors

Every error has a code that never changes its meaning. Act on the code; `message` is for a person, and may be worded
anew. There are two places where one can stand.

What a mutation refuses is no error to GraphQL: it stands in the payload's `errors`, in a type of its own that carries
the numbers. Nothing has moved then, and the key can be used again; only `OUTCOME_UNKNOWN` leaves it open. These codes
are the enum `ErrorCode`. `exchangeQuote` says in such a type, too, why it quotes nothing: in `refusal`. Any other query
or subscription that is refused has the same codes, in `extensions.code` of an error at the top of the answer.

What is wrong with the request itself stands at the top of the answer, with its code in `extensions.code`, whatever the
transport: an answer of HTTP, an `error` of a socket, an event of a stream. A code may come with several statuses; that
of its example is given here, for `application/graphql-response+json`. A client that accepts `application/json` alone
gets 200 for a document that will not do.

`largesse errors` prints this page.
"""


def errors_reference() -> str:
    """Return the reference of all codes; docs/reference/errors.md holds it."""
    parts = [_HEAD, "## In a payload", *map(_typed_part, TYPED), "## At the top of an answer", *map(_top_part, Code)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def as_answered(error: LargesseError) -> dict[str, Any]:
    """Return an error as a client gets it that selects all its fields."""
    member = typed(error)
    shown = graph()._schema.type_map[type(member).__name__]  # noqa: SLF001 - strawberry shows it in no other way
    kind = cast("GraphQLObjectType", shown)
    alone = GraphQLSchema(GraphQLObjectType("Query", {"error": GraphQLField(kind, resolve=lambda *_: member)}))
    answer = graphql_sync(alone, f"{{ error {{ __typename {_leaves(kind)} }} }}")
    return dict((answer.data or {})["error"])


def at_the_top(code: Code, example: TopExample) -> dict[str, Any]:
    """Return an error as a client gets it at the top of an answer."""
    located = {"locations": [dict(zip(("line", "column"), example.place, strict=True))]} if example.place else {}
    return {"message": example.message, **located, "extensions": {"code": code.value, **example.extensions}}


def _typed_part(error: LargesseError) -> str:
    code = ErrorCode(error.code)
    shown = as_answered(error)
    place = f"`{shown['__typename']}`, in {_fields_with(shown['__typename'])}."
    return _part(code.name, documents_of(ErrorCode)[code.name], place, shown)


def _top_part(code: Code) -> str:
    example = TOP[code]
    place = f"The HTTP status of the example is {example.status}."
    return _part(code.name, documents_of(Code)[code.name], place, at_the_top(code, example))


def _part(name: str, document: str, place: str, example: dict[str, Any]) -> str:
    meaning, _, remedy = (summary(document) or "").partition("\n\n")
    text = json.dumps(example, indent=2, ensure_ascii=False)
    return f"### `{name}`\n\n{meaning} {place}\n\nWhat to do: {remedy}\n\n```json\n{text}\n```"


def _leaves(kind: GraphQLObjectType | GraphQLInterfaceType) -> str:
    """Return a selection of all fields of an error; what it holds has leaves alone."""
    return " ".join(
        name if is_leaf_type(of := get_named_type(field.type)) else f"{name} {{ {_leaves(of)} }}"
        for name, field in kind.fields.items()
    )


def _fields_with(member: str) -> str:
    """Name the mutations whose union has a member, and the queries that have a union of their own."""
    schema = graph()._schema  # noqa: SLF001 - as above
    mutations = list(schema.mutation_type.fields) if schema.mutation_type else []
    queries = list(schema.query_type.fields) if schema.query_type else []
    unions = {name: schema.type_map.get(f"{name[0].upper()}{name[1:]}Error") for name in (*mutations, *queries)}
    having = [
        name
        for name, union in unions.items()
        if isinstance(union, GraphQLUnionType) and member in {each.name for each in union.types}
    ]
    return "every mutation" if having == mutations else ", ".join(f"`{name}`" for name in having)
