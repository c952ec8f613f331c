"""
Docstrings: what is written beside a name, found and taken apart, so that it need not be written twice.
"""

import ast
import inspect
import re
import sys
from functools import lru_cache

_SECTION = re.compile(r"^(Args|Returns|Raises):$", re.MULTILINE)
_ARGUMENT = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)
_IMPERATIVE = re.compile(r"^(?:Return|Tell) (\w)")


@lru_cache(maxsize=1024)
def documents_of(origin: type) -> dict[str, str]:
    """Return the text below each attribute of a class of ours, and the docstring of each method."""
    for node in _classes_of(origin.__module__):
        if node.name == origin.__name__:
            return dict(_documents_in(node))
    return {}


def documents_in(module: str) -> dict[str, str]:
    """Return the text below each name that a module of ours sets, and the docstring of each of its functions."""
    return dict(_documents_in(ast.parse(inspect.getsource(sys.modules[module]))))


@lru_cache(maxsize=256)
def _classes_of(module: str) -> tuple[ast.ClassDef, ...]:
    if not module.startswith("largesse"):
        return ()
    return tuple(
        node for node in ast.walk(ast.parse(inspect.getsource(sys.modules[module]))) if isinstance(node, ast.ClassDef)
    )


def _documents_in(node: ast.ClassDef | ast.Module) -> list[tuple[str, str]]:
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
    said = _ARGUMENT.findall(section_of(text, "Args"))
    return {name: _sentence(" ".join(words.split())) for name, words in said}


def section_of(text: str | None, name: str) -> str:
    """Return what a docstring says in a section, as it is indented there; empty if it has none of that name."""
    parts = _SECTION.split(text or "")
    return dict(zip(parts[1::2], parts[2::2], strict=True)).get(name, "")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
