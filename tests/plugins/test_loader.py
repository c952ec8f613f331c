"""
A plugin that is broken costs itself and nothing else.
"""

from __future__ import annotations

import sys
import threading
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from largesse.errors import ConfigurationError
from largesse.plugins import PluginState
from tests.plugins.conftest import GOOD, HOOK, REGIONS

if TYPE_CHECKING:
    from tests.plugins.conftest import Site

BROKEN = {
    "an import that raises": ("raise ValueError('no')", "importing it raised ValueError: no"),
    "an import that exits": ("raise SystemExit(3)", "importing it raised SystemExit: 3"),
    "an import that plays the keyboard": ("raise KeyboardInterrupt", "importing it raised KeyboardInterrupt"),
    "a base exception of its own": (
        "class Odd(BaseException): pass\nraise Odd('x')",
        "importing it raised Odd: x",
    ),
    "an exception whose text raises": (
        "class Odd(Exception):\n    def __str__(self): raise SystemExit\nraise Odd",
        "importing it raised Odd: (its text raises, too)",
    ),
    "a reason that would move the cursor": (
        "raise ValueError('a\\x1b[2Jb\\nc')",
        "importing it raised ValueError: a [2Jb c",
    ),
    "a syntax error": ("def", "importing it raised SyntaxError: invalid syntax"),
    "a module that is not there": ("import no_such_module", "No module named 'no_such_module'"),
    "no contract": ("", "it does not say LARGESSE_CONTRACT, the contract it was written for; this Largesse keeps 0"),
    "a later contract": ("LARGESSE_CONTRACT = 7", "it was written for contract 7; this Largesse keeps 0"),
    "an earlier contract": ("LARGESSE_CONTRACT = -1", "it was written for contract -1; this Largesse keeps 0"),
    "a contract in words": ("LARGESSE_CONTRACT = '0'", "its LARGESSE_CONTRACT is of type str, not int"),
    "a contract of True": ("LARGESSE_CONTRACT = False", "its LARGESSE_CONTRACT is of type bool, not int"),
    "no hook": ("LARGESSE_CONTRACT = 0", "it implements no hook; there are largesse_gift_types, largesse_regions"),
    "a misspelt hook, marked": (
        GOOD + "\n    @hookimpl\n    def largesse_gift_type(): return []",
        "there is no hook largesse_gift_type; did you mean largesse_gift_types?",
    ),
    "a misspelt hook, not marked": (
        GOOD + "\n    def largesse_region(): return []",
        "there is no hook largesse_region; did you mean largesse_regions?",
    ),
    "a marked function without the prefix": (
        GOOD + "\n    @hookimpl\n    def gift_types(): return []",
        "there is no hook gift_types; did you mean largesse_gift_types?",
    ),
    "a hook that is like none": (
        GOOD + "\n    @hookimpl\n    def zzz(): return []",
        "there is no hook zzz; there are largesse_gift_types, largesse_regions",
    ),
    "a hook that is not marked": (
        GOOD + "\n    def largesse_gift_types(): return []",
        "largesse_gift_types is not marked with @hookimpl",
    ),
    "a hook that is a list": (
        GOOD + "\n    largesse_gift_types = []",
        "largesse_gift_types is of type list, not a function",
    ),
    "a hook that is there twice": (
        GOOD
        + "\n    @hookimpl\n    def largesse_gift_types(): return []"
        + "\n    @hookimpl(specname='largesse_gift_types')\n    def more(): return []",
        "it implements largesse_gift_types 2 times",
    ),
    "a wrapper": (
        GOOD + "\n    @hookimpl(wrapper=True)\n    def largesse_gift_types(): return (yield)",
        "largesse_gift_types is a wrapper",
    ),
    "an argument that nobody gives": (
        GOOD + "\n    @hookimpl\n    def largesse_gift_types(room): return []",
        "largesse_gift_types takes room; its signature has config",
    ),
    "an argument by keyword that nobody gives": (
        GOOD + "\n    @hookimpl\n    def largesse_gift_types(*, room): return []",
        "largesse_gift_types takes room; its signature has config",
    ),
    "async def": (
        GOOD + "\n    @hookimpl\n    async def largesse_gift_types(): return []",
        "largesse_gift_types is `async def`; it must be a plain function",
    ),
    "an asynchronous generator": (
        GOOD + "\n    @hookimpl\n    async def largesse_gift_types(): yield gift('a')",
        "largesse_gift_types is `async def`; it must be a plain function",
    ),
    "a telling that is an asynchronous generator": (
        GOOD + "\n    @hookimpl\n    async def largesse_gift_sent(gift): yield gift",
        "largesse_gift_sent yields, and would never run; it must return nothing",
    ),
    "config where none is declared": (
        GOOD + "\n    @hookimpl\n    def largesse_gift_types(config): return []",
        "largesse_gift_types takes config, and the plugin declares no LARGESSE_CONFIG",
    ),
    "an argument by its place": (
        GOOD + "\n    @hookimpl\n    def largesse_gift_sent(gift, /): pass",
        "largesse_gift_sent takes an argument by its place alone; arguments are given by their names",
    ),
}
ANSWERS = {
    "None": ("return None", "largesse_gift_types answered None, not an iterable of GiftType"),
    "a text": ("return 'rose'", "answered a value of type str, not an iterable of GiftType"),
    "NaN": ("return float('nan')", "answered a value of type float, not an iterable of GiftType"),
    "10**30": ("return 10**30", "answered a value of type int, not an iterable of GiftType"),
    "a mapping": ("return {'rose': gift('rose')}", "answered a value of type dict, not an iterable of GiftType"),
    "a coroutine": (
        "async def later(): return []\n    return later()",
        "answered a value of type coroutine, not an iterable of GiftType",
    ),
    "one gift type and not many": ("return gift('rose')", "answered a value of type GiftType, not an iterable"),
    "texts": ("return ['rose']", "largesse_gift_types()[0] is of type str, not GiftType"),
    "None among the rest": (
        "return [gift('rose'), None]",
        "largesse_gift_types()[1] is of type NoneType, not GiftType",
    ),
    "a subclass": (
        "rose = gift('rose')\n    return [Mine(**{name: getattr(rose, name) for name in GiftType.__slots__})]",
        "largesse_gift_types()[0] is of type Mine, not GiftType",
    ),
    "a field that our checks refuse": (
        "return [gift('rose', price_coins=0)]",
        "largesse_gift_types raised ValueError: gift type 'rose': price_coins must be a whole number",
    ),
    "a price of NaN": ("return [gift('rose', price_coins=float('nan'))]", "raised ValueError: gift type 'rose'"),
    "a tier in words": (
        "return [gift('rose', tier='SPARK')]",
        "largesse_gift_types()[0].tier is of type str, not Tier",
    ),
    "a key twice": ("return [gift('rose'), gift('rose')]", "it offers the key 'rose' more than once"),
    "a raise in the middle of a generator": (
        "yield gift('rose')\n    raise StopAsyncIteration('enough')",
        "largesse_gift_types raised StopAsyncIteration: enough",
    ),
    "a StopIteration": ("raise StopIteration('end')", "largesse_gift_types raised StopIteration: end"),
    "no end": ("while True: yield gift('rose')", "largesse_gift_types offers more than 10000 values"),
    "names that change their mind": (
        "return [gift('rose', names=Moody(en='Rose'))]",
        "loading it raised RuntimeError: moody",
    ),
    "a file that is not media": (
        "return [gift('rose', media=Media(still=Path(__file__)))]",
        "reading the media of 'rose' raised ValueError",
    ),
}
CARDS = {
    "a share in floats": ("creator_share=Ratio(0.5, 1)", ".cards[0].creator_share.numerator is of type float, not int"),
    "a minimum of NaN": (
        "payout_minimum_units=float('nan')",
        ".cards[0].payout_minimum_units is of type float, not int",
    ),
    "an instant past all bounds": ("holds_from=10**30", ".cards[0].holds_from does not fit a signed 64-bit integer"),
    "a text no database takes": ("reason='a\\0b'", ".cards[0].reason has characters that no database stores"),
    "packs in a list": ("packs=[]", ".cards[0].packs is of type list, not tuple"),
}


@pytest.mark.parametrize(("source", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_plugin_is_quarantined_with_its_reason_and_the_others_load(
    site: Site, source: str, reason: str
) -> None:
    site.install("broken", source)
    site.offer("aaa", "rose")
    site.offer("zzz", "crown")

    plugins = site.load()

    report = site.report(plugins, "broken")
    assert (report.state, report.summary) == (PluginState.QUARANTINED, "")
    assert reason in report.reason
    assert [(name, each.key) for name, each in plugins.gift_types] == [("aaa", "rose"), ("zzz", "crown")]
    assert plugins.regions == ()


@pytest.mark.parametrize(("body", "reason"), ANSWERS.values(), ids=ANSWERS)
def test_a_wrong_answer_is_quarantined_with_its_reason(site: Site, body: str, reason: str) -> None:
    site.install("broken", dedent(GOOD) + HOOK + body)
    site.offer("good", "rose")

    plugins = site.load()

    report = site.report(plugins, "broken")
    assert report.state is PluginState.QUARANTINED
    assert reason in report.reason
    assert [name for name, _ in plugins.gift_types] == ["good"]


@pytest.mark.parametrize(("fields", "reason"), CARDS.values(), ids=CARDS)
def test_a_card_that_is_not_exact_is_quarantined_where_it_is_wrong(site: Site, fields: str, reason: str) -> None:
    site.install("broken", f"{REGIONS}[region('JP', {fields})]")

    plugins = site.load()

    assert site.report(plugins, "broken").reason == f"largesse_regions()[0]{reason}"
    assert plugins.regions == ()


def test_a_plugin_that_offers_is_loaded_with_a_summary_and_its_version(site: Site) -> None:
    site.install("places", f"{REGIONS}[region('JP')]", distribution="Far.Places", version="2.1")
    site.offer("flowers", "rose", "lily")

    plugins = site.load()

    flowers, places = (site.report(plugins, name) for name in ("flowers", "places"))
    assert (flowers.state, flowers.reason, flowers.summary) == (PluginState.LOADED, "", "2 gift types")
    assert (places.distribution, places.version, places.summary) == ("far-places", "2.1", "1 region")
    assert [(name, each.code) for name, each in plugins.regions] == [("places", "JP")]
    assert [report.name for report in plugins.failed] == ["classics", "regions"]


def test_an_empty_offer_is_an_offer(site: Site) -> None:
    site.offer("flowers")

    assert site.report(site.load(), "flowers").summary == "nothing"


def test_names_that_a_plugin_changes_later_stay_as_they_were_offered(site: Site) -> None:
    body = "return [gift('rose', names=NAMES)]"
    module = site.install("flowers", dedent(GOOD) + "NAMES = {'en': 'Rose'}\n" + HOOK + body)

    ((_, rose),) = site.load().gift_types
    sys.modules[module].NAMES["en"] = "Thorn"

    assert rose.names == {"en": "Rose"}


def test_an_offer_hook_is_called_once(site: Site) -> None:
    module = site.install(
        "flowers", dedent(GOOD) + "CALLS = []\n" + HOOK + "CALLS.append(1)\n    return [gift('rose')]"
    )

    site.load()

    assert sys.modules[module].CALLS == [1]


@pytest.mark.parametrize("how", ["waits", "spins"])
@pytest.mark.parametrize("where", ["import", "hook"])
def test_a_plugin_that_hangs_costs_its_deadline_and_is_quarantined(site: Site, how: str, where: str) -> None:
    hang = "threading.Event().wait()" if how == "waits" else "while True: pass"
    source = dedent(GOOD) + "import threading\n" + ("" if where == "import" else HOOK) + hang
    name = f"{how}-in-{where}"
    site.install(name, source)
    site.offer("zzz", "rose")

    plugins = site.load(deadline_seconds=0.5)

    assert site.report(plugins, name).reason == "it was not ready within 0.5 seconds"
    assert [name for name, _ in plugins.gift_types] == ["zzz"]
    if how == "spins":
        for thread in [each for each in threading.enumerate() if each.name == f"plugin {name}"]:
            thread.join(10)
            assert not thread.is_alive()


def test_what_a_late_plugin_offers_after_its_deadline_is_dropped(site: Site) -> None:
    body = "RELEASE.wait()\n    return [gift('rose')]"
    module = site.install("late", dedent(GOOD) + "import threading\nRELEASE = threading.Event()\n" + HOOK + body)

    plugins = site.load(deadline_seconds=0.5)
    sys.modules[module].RELEASE.set()
    for thread in [each for each in threading.enumerate() if each.name == "plugin late"]:
        thread.join(10)
        assert not thread.is_alive()

    assert plugins.gift_types == ()
    assert site.report(plugins, "late").state is PluginState.QUARANTINED


def test_strict_refuses_to_start_and_names_every_plugin_with_its_reason(site: Site) -> None:
    site.offer("classics", "rose", distribution="largesse")
    site.install("broken", "raise ValueError('no')")

    with pytest.raises(ConfigurationError) as caught:
        site.load(strict=True)

    assert str(caught.value) == (
        "strict mode, and not every plugin could be loaded: regions: it is not installed. "
        "broken: importing it raised ValueError: no."
    )


def test_strict_starts_if_all_that_is_wanted_is_loaded(site: Site) -> None:
    site.offer("classics", "rose", distribution="largesse")
    site.install("regions", f"{REGIONS}[region('JP')]", distribution="largesse-regions")
    site.install("broken", "raise ValueError('no')")

    plugins = site.load(strict=True, everything=False)

    assert site.report(plugins, "broken").state is PluginState.DISABLED


@pytest.mark.parametrize("name", ["Flowers", "flow.ers", "1flowers"])
def test_a_plugin_whose_name_would_not_fit_an_address_is_quarantined(site: Site, name: str) -> None:
    site.offer(name, "rose")

    plugins = site.load()

    assert site.report(plugins, name).reason == "its name must be lower-case words joined by '-' or '_'"
    assert plugins.gift_types == ()
