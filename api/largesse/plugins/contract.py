"""
The contract with a plugin: its version, and hooks that are spelt, marked and made as they are specified.
"""

from __future__ import annotations

import inspect
from collections import Counter
from difflib import get_close_matches
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from largesse.plugins.configuration import CONFIG_NAME
from largesse.plugins.hookspecs import HOOKS, OFFERS, Hooks
from largesse.plugins.marker import PROJECT
from largesse.plugins.rejection import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTRACT_OLDEST = 0
CONTRACT_NEWEST = 0
"""The versions of the contract that this Largesse keeps, both included."""
CONTRACT_NAME = "LARGESSE_CONTRACT"


class Breach(NamedTuple):
    """
    One way in which a plugin does not keep the contract.

    Args:
        reason: what is wrong.
        remedy: how to mend it, in one line.
        advice: what to say in place of the remedy where there is room for a hint alone; empty if nothing need be said.
        place: the line of the plugin's that it is in, such as `kite.py, line 12`; empty if that is not known.
    """

    reason: str
    remedy: str
    advice: str = ""
    place: str = ""


def check_contract(plugin: object) -> None:
    """
    Check what can be told of a plugin without calling it.

    Raises:
        Rejected: it was written for another contract, or a hook in it is not as specified.
    """
    for breach in breaches_of(plugin):
        raise Rejected(reason=f"{breach.reason}; {breach.advice}" if breach.advice else breach.reason)


def breaches_of(plugin: object) -> Iterator[Breach]:
    """Yield every way in which a plugin does not keep the contract, as far as it can be told without calling it."""
    yield from _breaches_of_version(plugin)
    implemented: Counter[str] = Counter()
    for attribute in dir(plugin):
        value = getattr(plugin, attribute)
        name = _hook_of(value, attribute)
        if name is None:
            continue
        yield from _breaches_of_hook(plugin, value, attribute, name)
        implemented[name] += 1
    for name, count in implemented.items():
        if count > 1:
            yield Breach(f"it implements {name} {count} times", f"keep one function for {name}")
    if not implemented:
        every = ", ".join(HOOKS)
        yield Breach(f"it implements no hook; there are {every}", "define a hook and mark it with @hookimpl")


def _breaches_of_version(plugin: object) -> Iterator[Breach]:
    kept = f"{CONTRACT_OLDEST} to {CONTRACT_NEWEST}" if CONTRACT_OLDEST < CONTRACT_NEWEST else f"{CONTRACT_NEWEST}"
    version = getattr(plugin, CONTRACT_NAME, None)
    remedy = f"write {CONTRACT_NAME} = {CONTRACT_NEWEST} into the module"
    if version is None:
        yield Breach(
            f"it does not say {CONTRACT_NAME}, the contract it was written for; this Largesse keeps {kept}", remedy
        )
    elif type(version) is not int:
        yield Breach(
            f"its {CONTRACT_NAME} is of type {type(version).__name__}, not int; this Largesse keeps {kept}", remedy
        )
    elif not CONTRACT_OLDEST <= version <= CONTRACT_NEWEST:
        yield Breach(
            f"it was written for contract {version}; this Largesse keeps {kept}",
            "install the plugin and the Largesse that were written for the same contract",
        )


def _hook_of(value: object, attribute: str) -> str | None:
    """Return the hook that an attribute is meant to implement, whether there is such a one or not."""
    if not inspect.isroutine(value):
        return attribute if attribute in HOOKS else None
    mark = getattr(value, f"{PROJECT}_impl", None)
    if isinstance(mark, dict):
        return str(mark.get("specname") or attribute)
    return attribute if attribute.startswith(f"{PROJECT}_") else None


def _breaches_of_hook(plugin: object, value: object, attribute: str, name: str) -> Iterator[Breach]:
    if not inspect.isroutine(value):
        yield Breach(f"{attribute} is of type {type(value).__name__}, not a function", f"make {attribute} a function")
        return
    if name not in HOOKS:
        close = get_close_matches(name, HOOKS, n=1, cutoff=0.5)
        advice = f"did you mean {close[0]}?" if close else f"there are {', '.join(HOOKS)}"
        remedy = f"call it {close[0]}" if close else f"leave @hookimpl off, or call it one of {', '.join(HOOKS)}"
        yield Breach(f"there is no hook {name}", remedy, advice, _place_of(value))
        return
    mark = getattr(value, f"{PROJECT}_impl", None)
    if not isinstance(mark, dict):
        yield Breach(f"{attribute} is not marked with @hookimpl", f"write @hookimpl above {attribute}")
        return
    if mark.get("wrapper") or mark.get("hookwrapper"):
        yield Breach(f"{attribute} is a wrapper; a hook answers for its own plugin alone", "leave wrapper=True off")
    yield from _breaches_of_signature(value, name, attribute)
    if "config" in _needed(value) and getattr(plugin, CONFIG_NAME, None) is None:
        yield Breach(
            f"{attribute} takes config, and the plugin declares no {CONFIG_NAME}",
            f"write {CONFIG_NAME} = and the pydantic model of its configuration into the module",
        )


def _place_of(function: object) -> str:
    """Return the file and the line in which a function's `def` stands, or nothing if its source is not there."""
    try:
        lines, first = inspect.getsourcelines(function)  # type: ignore[arg-type]  # a routine has them, or raises
        file = PurePath(inspect.getfile(function)).name  # type: ignore[arg-type]  # the same
    except (OSError, TypeError):
        return ""
    # Decorators stand above it.
    above = next((above for above, line in enumerate(lines) if line.lstrip().startswith(("def ", "async def "))), 0)
    return f"{file}, line {first + above}"


def _breaches_of_signature(function: object, name: str, attribute: str) -> Iterator[Breach]:
    yields = inspect.isasyncgenfunction(function)
    if name in OFFERS and (yields or inspect.iscoroutinefunction(function)):
        yield Breach(f"{attribute} is `async def`; it must be a plain function", f"write def {attribute} without async")
    if name not in OFFERS and (yields or inspect.isgeneratorfunction(function)):
        yield Breach(
            f"{attribute} yields, and would never run; it must return nothing", "take yield out of the function"
        )
    specified = arguments_of(name)
    unknown = [each for each in _needed(function) if each not in specified]
    if unknown:
        takes = ", ".join(specified)
        yield Breach(
            f"{attribute} takes {', '.join(unknown)}; its signature has {takes}",
            f"write def {attribute}({takes}) or fewer of these arguments",
        )
    elif any(each.kind is each.POSITIONAL_ONLY for each in _parameters(function)):
        yield Breach(
            f"{attribute} takes an argument by its place alone; arguments are given by their names",
            f"take / out of the arguments of {attribute}",
        )


def arguments_of(hook: str) -> tuple[str, ...]:
    """Return the names of the arguments that a hook may be called with."""
    return tuple(each.name for each in _parameters(getattr(Hooks, hook)) if each.name != "self")


def wanted_by(function: object, hook: str) -> tuple[str, ...]:
    """Return which of these an implementation names."""
    named = {each.name for each in _parameters(function)}
    return tuple(each for each in arguments_of(hook) if each in named)


def _needed(function: object) -> list[str]:
    """Return the arguments that a function cannot be called without."""
    return [
        each.name
        for each in _parameters(function)
        if each.default is each.empty and each.kind not in {each.VAR_POSITIONAL, each.VAR_KEYWORD}
    ]


def _parameters(function: object) -> tuple[inspect.Parameter, ...]:
    return tuple(inspect.signature(function).parameters.values())  # type: ignore[arg-type]  # a routine is callable
