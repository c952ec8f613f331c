"""
Descriptions: the docstrings of what makes the graph, put into the graph.

A class says what its type is; a string below an attribute or an enum's member says what that is; a resolver's
docstring says what its field is, and under `Args:` what its arguments are. So each is written once, where it is made.
"""

import ast
import inspect
import re
import sys
from enum import EnumMeta
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    Undefined,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLSchema

ARGUMENTS = {
    "first": "How many from the beginning, 100 at most; 20 if neither `first` nor `last` is given.",
    "after": "A cursor: only what comes after it.",
    "last": "How many from the end, 100 at most.",
    "before": "A cursor: only what comes before it.",
    "input": "What is asked for.",
}
"""Arguments that mean the same wherever they stand."""
_SECTION = re.compile(r"^(Args|Returns|Raises):$", re.MULTILINE)
_ARGUMENT = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)
_IMPERATIVE = re.compile(r"^(?:Return|Tell) (\w)")


def describe(graph: "GraphQLSchema") -> None:
    """Describe every type of ours in a graph that has no description yet, with its fields, arguments and values."""
    for type_ in graph.type_map.values():
        definition = type_.extensions.get("strawberry-definition")
        if definition is None:
            continue
        if isinstance(type_, GraphQLEnumType):
            _describe_enum(type_, definition.wrapped_cls)
        elif isinstance(type_, (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)):
            generic = definition.concrete_of
            _describe_class(type_, generic.origin if generic else definition.origin)


def _describe_enum(type_: GraphQLEnumType, members: EnumMeta) -> None:
    type_.description = summary(inspect.getdoc(members))
    documented = documents_of(members)
    for name, value in type_.values.items():
        value.description = summary(documented.get(name))


def _describe_class(type_: GraphQLNamedType, origin: type) -> None:
    documented: dict[str, str] = {}
    for base in reversed(origin.__mro__):
        documented.update(documents_of(base))
    type_.description = type_.description or summary(inspect.getdoc(origin))
    # The three kinds of types that have fields share no base which says so.
    fields = cast("Mapping[str, GraphQLField | GraphQLInputField]", type_.fields)  # type: ignore[attr-defined]
    for field in fields.values():
        text = documented.get(_python_name(field))
        field.description = field.description or summary(text)
        if isinstance(field, GraphQLInputField):
            _without_null(field)
            continue
        for name, argument in field.args.items():
            argument.description = arguments_of(text).get(_python_name(argument)) or ARGUMENTS.get(name)
            _without_null(argument)


def _without_null(place: object) -> None:
    # `= null` in a schema tells a client nothing that leaving it out would not.
    if getattr(place, "default_value", Undefined) is None:
        place.default_value = Undefined  # type: ignore[attr-defined]  # an argument or input field, which have it


def _python_name(field: object) -> str:
    extensions = getattr(field, "extensions", {})
    return str(getattr(extensions.get("strawberry-definition"), "python_name", ""))


@lru_cache(maxsize=1024)
def documents_of(origin: type) -> dict[str, str]:
    """Return the text below each attribute of a class, and the docstring of each method."""
    for node in _classes_of(origin.__module__):
        if node.name == origin.__name__:
            return dict(_documents_in(node))
    return {}


@lru_cache(maxsize=256)
def _classes_of(module: str) -> tuple[ast.ClassDef, ...]:
    if not module.startswith("largesse"):
        return ()
    return tuple(
        node for node in ast.walk(ast.parse(inspect.getsource(sys.modules[module]))) if isinstance(node, ast.ClassDef)
    )


def _documents_in(node: ast.ClassDef) -> list[tuple[str, str]]:
    documents: list[tuple[str, str]] = []
    for member, below in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(member, (ast.FunctionDef, ast.AsyncFunctionDef)):
            documents.append((member.name, ast.get_docstring(member) or ""))
        elif isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            target = member.target if isinstance(member, ast.AnnAssign) else getattr(member, "targets", [None])[0]
            if isinstance(target, ast.Name):
                documents.append((target.id, inspect.cleandoc(str(below.value.value))))
    return documents


def summary(text: str | None) -> str | None:
    """
    Return what a docstring says before its sections, each paragraph on one line, or None if it says nothing.

    "Return the name" is how code speaks to its caller; a schema says "The name".
    """
    before = _SECTION.split(text or "", maxsplit=1)[0].strip()
    paragraphs = [" ".join(each.split()) for each in before.split("\n\n")]
    said = _IMPERATIVE.sub(lambda found: found[1].upper(), "\n\n".join(paragraphs))
    return said or None


def arguments_of(text: str | None) -> dict[str, str]:
    """Return what a docstring says under `Args:`, by name."""
    parts = _SECTION.split(text or "")
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {name: _sentence(" ".join(said.split())) for name, said in _ARGUMENT.findall(sections.get("Args", ""))}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
