"""
The reference of the test kit, as docs/reference/testing.md holds it.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest_largesse
from largesse.testing import Server, TurnedClock, strategies
from largesse.testing.contract import exchange, gift_types, life, loading, media, pricing, regions, tellings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from largesse.testing.contract.subject import Fact, LivedFact

_HEAD = """\
# The test kit

`pip install 'largesse[testing]'`. [Test a plugin](../how-to/test-a-plugin.md) shows how its parts are used. This page
is printed by `python -m pytest_largesse`.
"""
_MARKER = """
`pytest.mark.largesse_plugins(*plugins)` says which plugins `largesse_server` loads beside the bundled ones: modules, or
what stands behind the `=` of an entry point, as text. It may stand at a test, a class or, as `pytestmark`, a module.
"""
_CONTRACT = """
A class that inherits `largesse.testing.PluginContract` and says `plugin = …` has these tests, as far as they apply. It
may say `name`, the plugin's name among the entry points; `config`, its configuration, as its table in a settings file
says it; and `now`, the instant at which exchange rates are read, where the machine's clock would be too late.
"""
_STRATEGIES = """
Of `largesse.testing.strategies`. Whatever they make is valid: it could be offered, or asked, as it is.
"""
_FACTS: dict[str, Sequence[Fact | LivedFact]] = {
    "Any plugin": (*loading.FACTS, life.others_gifts_are_sent_beside_it),
    "With gift types": (*gift_types.FACTS, *media.FACTS, *life.FACTS),
    "With gift types that price themselves": (*pricing.FACTS, pricing.another_process_works_out_the_same_prices),
    "With regions": regions.FACTS,
    "With exchange rates": exchange.FACTS,
    "With tellings": tellings.FACTS,
}


def reference() -> str:
    """Return the reference of fixtures, tests and strategies as Markdown; docs/reference/testing.md holds it."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield f"{_HEAD}\n## Fixtures\n"
    for name in pytest_largesse.__all__:
        if name.startswith("largesse_"):
            yield f"- `{name}`: {_said(inspect.unwrap(getattr(pytest_largesse, name)))}"
    yield _MARKER
    yield from _methods("The server", Server)
    yield from _methods("The clock", TurnedClock)
    yield f"## The contract suite\n{_CONTRACT}"
    for title, facts in _FACTS.items():
        yield f"### {title}\n"
        yield from (f"- `test_{fact.__name__}`: {_said(fact)}" for fact in facts)
        yield ""
    yield f"## Strategies\n{_STRATEGIES}"
    for name in strategies.__all__:
        strategy = getattr(strategies, name)
        yield f"- `{name}{_signature(strategy)}`: {_said(strategy)}"


def _methods(title: str, kind: type) -> Iterator[str]:
    yield f"## {title}\n"
    for name, member in vars(kind).items():
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            yield f"- `{name}`: {_said(member)}"
        else:
            yield f"- `{name}{_signature(member)}`: {_said(member)}"
    yield ""


def _signature(function: Callable[..., object]) -> str:
    """Return a function's arguments with those defaults that are short, without what it is called on."""
    parameters = [each for name, each in inspect.signature(function).parameters.items() if name not in {"self", "draw"}]
    return f"({', '.join(map(_argument, parameters))})"


def _argument(parameter: inspect.Parameter) -> str:
    if parameter.kind is parameter.VAR_KEYWORD:
        return f"**{parameter.name}"
    if parameter.default is parameter.empty:
        return parameter.name
    short = isinstance(parameter.default, (str, int, float, tuple, type(None)))
    return f"{parameter.name}={parameter.default!r}" if short else f"{parameter.name}=…"


def _said(documented: object) -> str:
    """Return the first paragraph of what something says of itself, in one line."""
    return " ".join((inspect.getdoc(documented) or "").partition("\n\n")[0].split())
