"""
What a schema says in words: descriptions, what a null means, and deprecations.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphql import GraphQLInputObjectType, GraphQLNonNull

from .walk import ROOTS, arguments, enum_values, inputs, outputs, types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import GraphQLSchema

UNTIL = re.compile(r"Use `\w+`.* until \d+\.\d+")
LEFT_OUT = re.compile(r"left out|if they were purchased|for purchased coins alone")


def _described(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    for type_ in types(schema):
        yield type_.name, type_.description
    for place, each in (*outputs(schema), *arguments(schema), *inputs(schema), *enum_values(schema)):
        yield place, each.description


def everything_is_described(schema: GraphQLSchema) -> Iterator[str]:
    for place, text in _described(schema):
        if not text:
            yield f"{place} has no description"


def descriptions_are_sentences(schema: GraphQLSchema) -> Iterator[str]:
    for place, text in _described(schema):
        if text and (not text.endswith(".") or text[:1].islower() or "  " in text or "Args:" in text):
            yield f"{place}: {text!r} is no sentence"


def a_null_means_something_that_is_said(schema: GraphQLSchema) -> Iterator[str]:
    for place, field in outputs(schema):
        nullable = not isinstance(field.type, GraphQLNonNull) and place.partition(".")[0] not in ROOTS
        if nullable and not re.search(r"\bnull\b", field.description or ""):
            yield f"{place} may be null, and does not say what that means"
    for place, sent in inputs(schema):
        type_ = schema.type_map[place.partition(".")[0]]
        one_of = isinstance(type_, GraphQLInputObjectType) and type_.is_one_of
        if not one_of and not isinstance(sent.type, GraphQLNonNull) and not LEFT_OUT.search(sent.description or ""):
            yield f"{place} may be left out, and does not say what that means"


def deprecations_say_what_to_use_and_until_when(schema: GraphQLSchema) -> Iterator[str]:
    for place, each in (*outputs(schema), *arguments(schema), *inputs(schema), *enum_values(schema)):
        if each.deprecation_reason is not None and not UNTIL.search(each.deprecation_reason):
            yield f"{place} is deprecated, and does not say what to use and until when"
