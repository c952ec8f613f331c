"""
The reference of the public face: every name that a plugin may import, with its fields, methods and errors.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING

import largesse
from largesse.docstrings import arguments_of, documents_in, documents_of, section_of, summary

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = """\
# What a plugin may import

`from largesse import …` is the whole public face: whatever is not on this page may change in any release. A name that
is renamed goes on working for two minor versions, and warns with the name of the package that imports it.

All values are frozen and are made with keywords. A value that cannot be right is refused as it is made, with a
`ValueError` that says why. Types are exact: where `int` is written, neither `True` nor a float will do, and every
number fits 64 bits. Instants are integers, microseconds since 1970 in UTC; amounts of coins are whole coins, amounts of
money minor units (cents, yen), and diamonds millionths of one.

A plugin's module says `LARGESSE_CONTRACT = 0`, the version of the contract that it was written for, and may say
`LARGESSE_CONFIG = Config`, a subclass of pydantic's `BaseModel`: what an operator can [configure](settings.md) it with.
What it implements are the [hooks](hooks/README.md).

`python -m largesse.plugins docs/reference` writes this page.
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """
    One field of a value, or one member of an enum.

    Args:
        name: its name.
        type: its annotation, as it is written; empty for a member.
        default: its default, as code; empty if it must be given.
        meaning: what it says; empty if nothing is written.
    """

    name: str
    type: str
    default: str
    meaning: str


def face_reference() -> str:
    """Return the reference of the public face; docs/reference/plugin-api.md holds it."""
    index = [f"- [`{name}`](#{name.lower()}): {_first_sentence(document_of(name))}" for name in largesse.__all__]
    parts = [_HEAD, "\n".join(index), *map(_part, largesse.__all__)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def document_of(name: str) -> str:
    """Return what is written beside a name of the public face, where it is defined; empty if nothing is."""
    value = getattr(largesse, name)
    if (inspect.isclass(value) and value.__name__ == name) or inspect.isfunction(value):
        return inspect.getdoc(value) or ""
    return documents_in(_imports()[name]).get(name, "")


def fields_of(name: str) -> tuple[Field, ...]:
    """Return the fields of a value of the public face, or the members of an enum; none for anything else."""
    value = getattr(largesse, name)
    if not inspect.isclass(value) or value.__name__ != name:
        return ()
    if issubclass(value, Enum):
        documents = documents_of(value)
        return tuple(Field(member, "", "", documents.get(member, "")) for member in value.__members__)
    meanings = arguments_of(inspect.getdoc(value))
    annotations = inspect.get_annotations(value)
    return tuple(
        Field(field, str(annotations[field]), _default(value, field), meanings.get(field, ""))
        for field in inspect.signature(value).parameters
    )


def methods_of(name: str) -> dict[str, str]:
    """Return what is written of each public method and property of a class of the public face, by its signature."""
    value = getattr(largesse, name)
    if not inspect.isclass(value) or value.__name__ != name:
        return {}
    found = {}
    for method, made in vars(value).items():
        if method.startswith("_"):
            continue
        if isinstance(made, property):
            found[method] = inspect.getdoc(made) or ""
        elif inspect.isfunction(made):
            found[f"{method}{_signature(made)}"] = inspect.getdoc(made) or ""
        elif isinstance(made, classmethod):
            found[f"{name}.{method}{_signature(getattr(value, method))}"] = inspect.getdoc(made) or ""
    return found


def _part(name: str) -> str:
    value, document = getattr(largesse, name), document_of(name)
    lines = [f"## {name}", summary(document) or ""]
    if inspect.isfunction(value):
        lines.append(f"```python\n{name}{_signature(value)}\n```")
    if fields := fields_of(name):
        lines.append("\n".join(_table(fields, members=inspect.isclass(value) and issubclass(value, Enum))))
    if raises := _raises(value, document):
        lines.append(raises)
    lines += [f"`{signature}`: {summary(text)}" for signature, text in methods_of(name).items()]
    return "\n\n".join(lines)


def _table(fields: tuple[Field, ...], *, members: bool) -> Iterator[str]:
    if members:
        yield from ("| member | meaning |", "|---|---|")
        for each in fields:
            yield f"| `{each.name}` | {_cell(each.meaning)} |"
        return
    yield from ("| field | type | default | meaning |", "|---|---|---|---|")
    for each in fields:
        default = f"`{_cell(each.default)}`" if each.default else "required"
        yield f"| `{each.name}` | `{_cell(each.type)}` | {default} | {_cell(each.meaning)} |"


def _raises(value: object, document: str) -> str:
    checks = getattr(value, "__post_init__", None)
    if checks is not None:
        checked = (inspect.getdoc(checks) or "").removeprefix("Check ")
        return f"Made of what cannot be right, it raises `ValueError`. It checks {checked}"
    kind, _, reason = " ".join(section_of(document, "Raises").split()).partition(": ")
    return f"Raises `{kind}`: {reason}" if reason else ""


def _default(value: type, field: str) -> str:
    default = inspect.signature(value).parameters[field].default
    if default is inspect.Parameter.empty:
        return ""
    made = (
        {each.name: each.default_factory for each in dataclasses.fields(value)}
        if dataclasses.is_dataclass(value)
        else {}
    )
    factory = made.get(field, dataclasses.MISSING)
    if factory is not dataclasses.MISSING:
        return f"{getattr(factory, '__qualname__', factory)}()"
    if isinstance(default, largesse.Ratio):
        return f"Ratio({', '.join(map(str, default))})"
    return repr(default)


def _signature(function: object) -> str:
    signature = inspect.signature(function)  # type: ignore[arg-type]  # a routine is callable
    named = [each for each in signature.parameters.values() if each.name != "self"]
    said = ", ".join(f"{each.name}: {each.annotation}" for each in named)
    return f"({said}) -> {signature.return_annotation}"


def _imports() -> dict[str, str]:
    """Return the module that each name of the face comes from, as the face itself writes it."""
    tree = ast.parse(inspect.getsource(largesse))
    found = {
        alias.name: str(node.module) for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    for module in set(found.values()):
        import_module(module)
    return found


def _first_sentence(document: str) -> str:
    return (summary(document) or "").partition("\n\n")[0].partition(". ")[0].rstrip(".") + "."


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
