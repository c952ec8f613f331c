"""
The contract with a plugin: its version, and hooks that are spelt, marked and made as they are specified.
"""

from __future__ import annotations

import inspect
from difflib import get_close_matches

from largesse.plugins.configuration import CONFIG_NAME
from largesse.plugins.hookspecs import HOOKS, OFFERS, Hooks
from largesse.plugins.marker import PROJECT
from largesse.plugins.rejection import Rejected

CONTRACT_OLDEST = 0
CONTRACT_NEWEST = 0
"""The versions of the contract that this Largesse keeps, both included."""
CONTRACT_NAME = "LARGESSE_CONTRACT"


def check_contract(plugin: object) -> None:
    """
    Check what can be told of a plugin without calling it.

    Raises:
        Rejected: it was written for another contract, or a hook in it is not as specified.
    """
    _check_version(plugin)
    implemented = [name for attribute in dir(plugin) if (name := _hook_of(plugin, attribute))]
    for name in implemented:
        if implemented.count(name) > 1:
            raise Rejected(reason=f"it implements {name} {implemented.count(name)} times")
    if not implemented:
        raise Rejected(reason=f"it implements no hook; there are {', '.join(HOOKS)}")


def _check_version(plugin: object) -> None:
    kept = f"{CONTRACT_OLDEST} to {CONTRACT_NEWEST}" if CONTRACT_OLDEST < CONTRACT_NEWEST else f"{CONTRACT_NEWEST}"
    version = getattr(plugin, CONTRACT_NAME, None)
    if version is None:
        raise Rejected(
            reason=f"it does not say {CONTRACT_NAME}, the contract it was written for; this Largesse keeps {kept}"
        )
    if type(version) is not int:
        raise Rejected(
            reason=f"its {CONTRACT_NAME} is of type {type(version).__name__}, not int; this Largesse keeps {kept}"
        )
    if not CONTRACT_OLDEST <= version <= CONTRACT_NEWEST:
        raise Rejected(reason=f"it was written for contract {version}; this Largesse keeps {kept}")


def _hook_of(plugin: object, attribute: str) -> str | None:
    value = getattr(plugin, attribute)
    if not inspect.isroutine(value):
        if attribute in HOOKS:
            raise Rejected(reason=f"{attribute} is of type {type(value).__name__}, not a function")
        return None
    mark = getattr(value, f"{PROJECT}_impl", None)
    if not isinstance(mark, dict):
        if attribute in HOOKS:
            raise Rejected(reason=f"{attribute} is not marked with @hookimpl")
        if attribute.startswith(f"{PROJECT}_"):
            raise Rejected(reason=_misspelt(attribute))
        return None
    name = mark.get("specname") or attribute
    if name not in HOOKS:
        raise Rejected(reason=_misspelt(str(name)))
    if mark.get("wrapper") or mark.get("hookwrapper"):
        raise Rejected(reason=f"{attribute} is a wrapper; a hook answers for its own plugin alone")
    _check_signature(value, str(name), attribute)
    if "config" in _needed(value) and getattr(plugin, CONFIG_NAME, None) is None:
        raise Rejected(reason=f"{attribute} takes config, and the plugin declares no {CONFIG_NAME}")
    return str(name)


def _check_signature(function: object, name: str, attribute: str) -> None:
    yields = inspect.isasyncgenfunction(function)
    if name in OFFERS and (yields or inspect.iscoroutinefunction(function)):
        raise Rejected(reason=f"{attribute} is `async def`; it must be a plain function")
    if name not in OFFERS and (yields or inspect.isgeneratorfunction(function)):
        raise Rejected(reason=f"{attribute} yields, and would never run; it must return nothing")
    specified = arguments_of(name)
    unknown = [each for each in _needed(function) if each not in specified]
    if unknown:
        raise Rejected(reason=f"{attribute} takes {', '.join(unknown)}; its signature has {', '.join(specified)}")
    if any(each.kind is each.POSITIONAL_ONLY for each in _parameters(function)):
        raise Rejected(reason=f"{attribute} takes an argument by its place alone; arguments are given by their names")


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


def _misspelt(name: str) -> str:
    close = get_close_matches(name, HOOKS, n=1, cutoff=0.5)
    advice = f"did you mean {close[0]}?" if close else f"there are {', '.join(HOOKS)}"
    return f"there is no hook {name}; {advice}"
