"""
The doctor says what is wrong with a plugin, all of it at once, and how to mend each.
"""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from largesse.plugins import HOOKS
from largesse.plugins.doctor import Finding, examine
from largesse.settings import PluginValues
from tests.plugins.conftest import CONFIG, GOOD

if TYPE_CHECKING:
    from tests.plugins.conftest import Site

HOOK = "@hookimpl\ndef largesse_gift_types():\n    "
PRICED = "@hookimpl\ndef largesse_gift_types():\n    return [gift('kite', pricing=price)]\n"
RAISED = "largesse_gift_types raised ValueError:"
REQUIRED = CONFIG.replace("price_coins: int = 1", "price_coins: int")
ERRORS = {
    "an import that raises": (
        "raise ValueError('no')",
        ["importing it raised ValueError: no"],
        ["mend what is said; the plugin's own tests should show it, too"],
    ),
    "a misspelt hook, an odd signature and no contract at once": (
        dedent(GOOD).replace("LARGESSE_CONTRACT = 0", "")
        + "@hookimpl\ndef largesse_gift_type(): return []\n"
        + "@hookimpl\nasync def largesse_gift_types(room): return []\n",
        [
            "it does not say LARGESSE_CONTRACT, the contract it was written for; this Largesse keeps 0",
            "there is no hook largesse_gift_type (MODULE.py, line 18)",
            "largesse_gift_types is `async def`; it must be a plain function",
            "largesse_gift_types takes room; its signature has config",
        ],
        [
            "write LARGESSE_CONTRACT = 0 into the module",
            "call it largesse_gift_types",
            "write def largesse_gift_types without async",
            "write def largesse_gift_types(config) or fewer of these arguments",
        ],
    ),
    "a configuration that is missing": (
        dedent(GOOD) + dedent(REQUIRED) + HOOK + "return []",
        ["LARGESSE_PLUGIN_KITE_PRICE_COINS is not set"],
        ["set it, or write it under [plugins.kite]; `largesse plugins config kite` lists all fields"],
    ),
    "a price out of range": (
        dedent(GOOD) + HOOK + "return [gift('kite', price_coins=0)]",
        [f"{RAISED} gift type 'kite': price_coins must be a whole number from 1 to 1000000, not 0"],
        ["choose a price from 1 to 1,000,000 coins"],
    ),
    "an answer that is none": (
        dedent(GOOD) + HOOK + "return None",
        ["largesse_gift_types answered None, not an iterable of GiftType"],
        ["answer what docs/reference/hooks/largesse_gift_types.md allows"],
    ),
    "a price that raises": (
        dedent(GOOD) + "def price(question): return 1 // 0\n" + PRICED,
        ["the price of 1 x 'kite': asking for it raised ZeroDivisionError: integer division or modulo by zero"],
        ["answer a Price to every PriceQuestion"],
    ),
    "a price that is none": (
        dedent(GOOD) + "def price(question): return 7\n" + PRICED,
        ["the price of 1 x 'kite': it is of type int, not Price"],
        ["answer a Price, made anew for each question"],
    ),
    "a price that has ended": (
        dedent(GOOD)
        + "from largesse import Price\ndef price(question): return Price(coins=1, holds_until=question.now)\n"
        + PRICED,
        ["the price of 1 x 'kite' holds no longer when it is told"],
        ["choose a holds_until that lies ahead of now"],
    ),
}
WARNINGS = {
    "a statement that nobody reads": (
        dedent(GOOD) + "LARGESSE_CONFGI = 3\n" + HOOK + "return [gift('kite')]",
        "nobody reads LARGESSE_CONFGI",
        "call it LARGESSE_CONFIG",
    ),
    "a secret that is not declared as one": (
        dedent(GOOD)
        + "from pydantic import BaseModel, SecretStr\n"
        + "class Chat(BaseModel):\n    api_key: str = ''\n    token: SecretStr = SecretStr('')\n"
        + "class LARGESSE_CONFIG(BaseModel):\n    chat: Chat = Chat()\n    tokens_max: int = 1\n"
        + HOOK
        + "return [gift('kite')]",
        "the field chat.api_key of its configuration would be shown in logs and lists",
        "declare it as pydantic's SecretStr",
    ),
    "a slow offer": (
        dedent(GOOD) + "import time\n" + HOOK + "time.sleep(0.6)\n    return [gift('kite')]",
        "largesse_gift_types took 0.6 of the 2 seconds that there are",
        "work out beforehand what is the same at every start, and ship it with the plugin",
    ),
    "a heavy picture": (
        dedent(GOOD) + "STILL.write_bytes(b' ' * 100_001)\n" + HOOK + "return [gift('kite')]",
        "gift type 'kite': STILL has 100,001 bytes, and a room loads it while the gift is shown",
        "make it smaller than 100,000 bytes",
    ),
    "a name that is missing in a language": (
        dedent(GOOD) + HOOK + "return [gift('kite'), gift('rose', names={'en': 'Rose', 'ja': 'バラ'})]",
        "gift type 'kite' has no name in ja, in which others are named",
        "add 'ja' to its names",
    ),
    "motion that cannot be switched off": (
        dedent(GOOD) + HOOK + "return [gift('kite', media=Media(still=STILL, animation=STILL))]",
        "gift type 'kite': STILL moves also where less motion is asked for",
        "let it stand still under @media (prefers-reduced-motion: reduce), or give media.reduced_motion",
    ),
    "a variant that nobody can switch off": (
        dedent(GOOD)
        + "from largesse import GiftVariant\n"
        + HOOK
        + "still = Media(still=STILL, animation=STILL)\n"
        + "    return [gift('kite', variants=(GiftVariant(key='red', names={'en': 'Red'}, media=still),))]",
        "variant 'red' of gift type 'kite': STILL moves also where less motion is asked for",
        "let it stand still under @media (prefers-reduced-motion: reduce), or give media.reduced_motion",
    ),
    "a price that changes by itself": (
        dedent(GOOD)
        + "from itertools import count\nfrom largesse import Price\nCOINS = count(1)\n"
        + "def price(question): return Price(coins=next(COINS), holds_until=question.now + 1)\n"
        + PRICED,
        "the price of 1 x 'kite' is another when it is asked for again",
        "work it out from the question alone: no clock, no chance",
    ),
    "a slow price": (
        dedent(GOOD)
        + "import time\nfrom largesse import Price\n"
        + "def price(question):\n    time.sleep(0.03)\n    return Price(coins=1, holds_until=question.now + 1)\n"
        + PRICED,
        "the price of 1 x 'kite' took",
        "work out beforehand what does not depend on the question",
    ),
}


@pytest.mark.parametrize(("source", "reasons", "remedies"), ERRORS.values(), ids=ERRORS)
def test_each_thing_that_keeps_a_plugin_out_is_an_error_with_its_remedy(
    site: Site, source: str, reasons: list[str], remedies: list[str]
) -> None:
    module = site.install("kite", source)

    (candidate,) = site.found()

    placed = [reason.replace("MODULE", module) for reason in reasons]
    assert examine(candidate) == tuple(map(Finding.error, placed, remedies))


def test_a_hook_that_resembles_none_is_told_with_those_that_there_are(site: Site) -> None:
    module = site.install("kite", dedent(GOOD) + HOOK + "return []\n@hookimpl\ndef flowers():\n    return []\n")
    (candidate,) = site.found()

    every = ", ".join(HOOKS)
    assert examine(candidate) == (
        Finding.error(
            f"there is no hook flowers ({module}.py, line 21)", f"leave @hookimpl off, or call it one of {every}"
        ),
    )


@pytest.mark.parametrize(("source", "reason", "remedy"), WARNINGS.values(), ids=WARNINGS)
def test_each_thing_that_somebody_will_notice_is_a_warning_with_its_remedy(
    site: Site, source: str, reason: str, remedy: str
) -> None:
    module = site.install("kite", source)

    (candidate,) = site.found()
    (finding,) = examine(candidate, deadline_seconds=2)

    assert finding == Finding.warning(finding.reason, remedy)
    assert finding.reason.startswith(reason.replace("STILL", f"{module}.svg"))


def test_nothing_is_said_of_a_plugin_that_is_well(site: Site) -> None:
    site.install("kite", dedent(GOOD) + dedent(REQUIRED) + HOOK + "return [gift('kite')]")
    (candidate,) = site.found()

    assert examine(candidate, PluginValues(tables={"kite": {"price_coins": 3}})) == ()


def test_a_plugin_that_is_not_ready_in_time_is_said_to_be_late(site: Site) -> None:
    site.install("kite", "while True: pass")
    (candidate,) = site.found()

    (finding,) = examine(candidate, deadline_seconds=0.2)

    assert finding.reason == "it was not ready within 0.2 seconds"


def test_a_missing_extra_is_named_with_the_command_that_brings_it(site: Site) -> None:
    site.install("kite", "import no_such_module", extra="[pictures]")
    (candidate,) = site.found()

    assert examine(candidate) == (
        Finding.error(
            "needs its extra 'pictures': pip install 'dist-kite[pictures]'", "run pip install 'dist-kite[pictures]'"
        ),
    )


def test_a_key_that_another_plugin_has_is_an_error_beside_it(site: Site) -> None:
    site.offer("kite", "rose")
    site.offer("classics", "rose", distribution="largesse")
    classics, kite = site.found()

    assert examine(kite) == ()
    assert examine(kite, beside=(classics, kite)) == (
        Finding.error(
            "the gift type 'rose' is already offered by the plugin 'classics'",
            "choose another name, such as one that begins with the plugin's",
        ),
    )


def test_errors_come_before_warnings(site: Site) -> None:
    site.install("kite", dedent(GOOD) + "LARGESSE_CONFGI = 3\n" + HOOK + "return None")
    (candidate,) = site.found()

    assert [each.severity.value for each in examine(candidate)] == ["ERROR", "WARNING"]


@pytest.mark.parametrize(
    ("values", "reason", "remedy"),
    [
        (
            PluginValues(tables={"kite": {"prise_coins": 1}}),
            "there is no field prise_coins in [plugins.kite]; did you mean price_coins?",
            "write a field that `largesse plugins config` lists",
        ),
        (
            PluginValues(variables={"LARGESSE_PLUGIN_KITE_PRISE_COINS": "1"}),
            "there is no setting LARGESSE_PLUGIN_KITE_PRISE_COINS; did you mean LARGESSE_PLUGIN_KITE_PRICE_COINS?",
            "set a variable that `largesse plugins config` lists",
        ),
    ],
)
def test_what_was_found_before_a_setting_for_no_field_is_kept(
    site: Site, values: PluginValues, reason: str, remedy: str
) -> None:
    site.install("kite", dedent(GOOD) + dedent(CONFIG) + "LARGESSE_CONFGI = 3\n" + HOOK + "return []")
    (candidate,) = site.found()

    assert examine(candidate, values) == (
        Finding.error(reason, remedy),
        Finding.warning("nobody reads LARGESSE_CONFGI", "call it LARGESSE_CONFIG"),
    )
