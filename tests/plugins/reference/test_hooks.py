"""
Hooks, their pages, their examples and the bundled plugins that use them go together.
"""

from __future__ import annotations

import ast
import inspect
from importlib import import_module, resources
from importlib.metadata import version
from pathlib import Path

import pytest

from largesse.docstrings import arguments_of, section_of
from largesse.plugins import HOOKS, Candidate, Hooks, Policy, load_plugins
from largesse.plugins.hookspecs import OFFERS
from largesse.plugins.kinds import OFFER, TELLING, facts_of
from largesse.plugins.reference import hook_reference
from largesse.plugins.reference.hooks import EXAMPLES, example_of

ROOT = Path(__file__).parents[3]
HEADINGS = ["When it is called", "Arguments", "What it may return", "When it fails", "Example", "In use"]


def test_each_hook_has_an_example_and_each_example_a_hook() -> None:
    modules = {each.name for each in resources.files(EXAMPLES).iterdir() if each.name.startswith("largesse_")}

    assert modules == {f"{hook}.py" for hook in HOOKS}


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_says_what_it_is_for_and_what_each_argument_and_answer_is(hook: str) -> None:
    specification = getattr(Hooks, hook)
    document = inspect.getdoc(specification)
    names = [each for each in inspect.signature(specification).parameters if each != "self"]

    assert names[-1] == "config"
    assert list(arguments_of(document)) == names
    assert section_of(document, "Returns").strip()


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_of_a_kind_and_there_since_a_version_that_has_been(hook: str) -> None:
    facts = facts_of(getattr(Hooks, hook))

    assert facts.kind is (OFFER if hook in OFFERS else TELLING)
    assert tuple(map(int, facts.since.split("."))) <= tuple(map(int, version("largesse").split(".")[:2]))


@pytest.mark.parametrize("hook", HOOKS)
def test_a_page_says_when_what_and_what_if_not(hook: str) -> None:
    page = hook_reference(hook)
    headings = [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]

    assert headings == HEADINGS
    assert "\nDeadline: " in page
    assert " Since: Largesse " in page
    assert example_of(hook).strip() in page


@pytest.mark.parametrize("hook", HOOKS)
def test_an_example_is_a_plugin_that_implements_its_hook_alone(hook: str) -> None:
    name = f"{EXAMPLES}.{hook}"
    candidate = Candidate(
        name="example", module=name, distribution="example", version="1", load=lambda: import_module(name)
    )

    plugins = load_plugins(Policy(everything=True), (candidate,))

    (report,) = (each for each in plugins.reports if each.name == "example")
    assert report.reason == ""
    offered = {
        "largesse_gift_types": len(plugins.gift_types),
        "largesse_regions": len(plugins.regions),
        "largesse_exchange_rates": len(plugins.exchange_rates),
        "largesse_moderators": len(plugins.moderators),
        **dict.fromkeys(plugins.tellings.get("example", {}), 1),
    }
    assert {each: count for each, count in offered.items() if count} == {hook: 1}


@pytest.mark.parametrize("hook", HOOKS)
def test_an_example_is_called_by_a_test(hook: str) -> None:
    tests = Path(__file__).with_name("test_examples.py").read_text(encoding="utf-8")

    assert f" {hook}.{hook}(" in tests or f"({hook}.{hook}(" in tests


@pytest.mark.parametrize("hook", HOOKS)
def test_the_bundled_plugin_of_a_page_implements_the_hook(hook: str) -> None:
    package = ROOT / "plugins" / facts_of(getattr(Hooks, hook)).bundled
    functions = {
        node.name
        for source in package.rglob("*.py")
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }

    assert hook in functions


def test_what_specifies_no_hook_has_no_facts() -> None:
    with pytest.raises(TypeError, match="does not specify a hook"):
        facts_of(len)
