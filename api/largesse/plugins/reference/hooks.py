"""
The reference of hooks: a page for each, made of its specification and of an example that is run by a test.
"""

from __future__ import annotations

import inspect
import re
from importlib.resources import files
from typing import TYPE_CHECKING

import largesse
from largesse.docstrings import arguments_of, section_of, summary
from largesse.plugins.hookspecs import HOOKS, Hooks
from largesse.plugins.kinds import facts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXAMPLES = "largesse.plugins.reference.examples"
"""The package that has a plugin for each hook, in a module of the hook's name."""
_INDEX = """\
# Hooks

A plugin implements hooks: functions of its module that are marked with `@hookimpl` and have a hook's name. It
implements each at most once, and names those arguments that it wants. [What it may import](../plugin-api.md) has all
types.

| hook | kind | what it is for |
|---|---|---|
"""


def hook_index() -> str:
    """Return the index of all hooks; docs/reference/hooks/README.md holds it."""
    rows = [
        f"| [`{hook}`]({hook}.md) | {facts_of(_specification(hook)).kind.name} | {_opening(hook)} |" for hook in HOOKS
    ]
    return _INDEX + "\n".join(rows) + "\n"


def hook_reference(hook: str) -> str:
    """Return the page of a hook; docs/reference/hooks holds it under the hook's name."""
    return "\n\n".join(_parts(hook)) + "\n"


def example_of(hook: str) -> str:
    """Return the source of the plugin that is a hook's example."""
    return files(EXAMPLES).joinpath(f"{hook}.py").read_text(encoding="utf-8")


def _parts(hook: str) -> Iterator[str]:
    specification = _specification(hook)
    facts, document = facts_of(specification), inspect.getdoc(specification) or ""
    signature = inspect.signature(specification)
    arguments = [each for name, each in signature.parameters.items() if name != "self"]
    _, _, more = (summary(document) or "").partition("\n\n")
    said = ", ".join(f"{each.name}: {each.annotation}" for each in arguments)
    yield f"# {hook}"
    yield f"{_opening(hook)} Kind: {facts.kind.name}. Since: Largesse {facts.since}."
    yield f"```python\n@hookimpl\ndef {hook}({said}) -> {signature.return_annotation}: ...\n```"
    yield f"## When it is called\n\n{facts.kind.called}" + (f"\n\n{more}" if more else "")
    yield f"Deadline: {facts.kind.deadline}"
    meanings = arguments_of(document)
    rows = [f"| `{each.name}` | {_linked(each.annotation)} | {meanings[each.name]} |" for each in arguments]
    yield "## Arguments\n\nAn implementation names those that it wants, in any order.\n\n" + "\n".join(
        ["| argument | type | meaning |", "|---|---|---|", *rows]
    )
    yield f"## What it may return\n\n{_linked_text(' '.join(section_of(document, 'Returns').split()))}"
    yield f"## When it fails\n\n{facts.kind.fails}"
    yield f"## Example\n\nA whole plugin; a test runs it.\n\n```python\n{example_of(hook).strip()}\n```"
    yield f"## In use\n\n[{facts.bundled}](../../../plugins/{facts.bundled}/) comes with Largesse and uses it."


def _specification(hook: str) -> Callable[..., object]:
    specification: Callable[..., object] = getattr(Hooks, hook)
    return specification


def _opening(hook: str) -> str:
    return (summary(inspect.getdoc(_specification(hook))) or "").partition("\n\n")[0]


def _linked(annotation: str) -> str:
    name = str(annotation)
    return f"[`{name}`](../plugin-api.md#{name.lower()})" if name in largesse.__all__ else f"`{name}`"


def _linked_text(text: str) -> str:
    return re.sub(r"`(\w+)`", lambda found: _linked(found[1]), text)
