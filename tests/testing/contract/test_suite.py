"""
The suite has a test for each fact that applies to a plugin, and none that is skipped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import BaseModel

import largesse
from largesse import GiftSent, hookimpl
from largesse.testing import NOON, PluginContract
from tests.pytest_largesse.test_fixtures import pytest_in

from .offering import CARD, KITE, Offering, at_its_price, carded, priced, rate, reading

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from largesse import GiftType

INHERITED = """
import kite
from largesse.testing import PluginContract

class TestKite(PluginContract):
    plugin = kite
"""
KITE_MODULE = """
from pathlib import Path
from largesse import GiftType, Media, Price, Tier, hookimpl

LARGESSE_CONTRACT = 0
COLOURS = {"red", "green", "blue", "white", "black"}

def pricing(question):
    return Price(coins=question.price_coins, holds_until=question.now + 60_000_000, reason=REASON)

@hookimpl
def largesse_gift_types():
    still = Path(__file__).with_name("still.svg")
    still.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    media = Media(still=still)
    return [GiftType(
        key="kite", names={"en": "Kite"}, emoji="k", price_coins=7, tier=Tier.SPARK, media=media, pricing=pricing
    )]
"""
LOADING = {"test_it_loads_with_nothing_against_it", "test_others_gifts_are_sent_beside_it"}
GIFTS = {
    "test_it_offers_the_same_gift_types_each_time",
    "test_every_fixed_price_is_a_whole_number_of_coins_from_1_to_1000000",
    "test_every_gift_is_named_in_the_languages_of_the_others",
    "test_everything_it_says_of_a_gift_can_be_stored",
    "test_every_file_is_small",
    "test_every_drawing_is_shapes_and_paint_alone",
    "test_whoever_asks_for_less_motion_sees_a_still",
    "test_its_gifts_are_sent_and_the_books_balance",
    "test_its_gifts_stay_readable_when_it_is_gone",
}
PRICES = {
    "test_every_answer_is_a_price",
    "test_the_same_question_has_the_same_price",
    "test_a_price_does_not_depend_on_the_machines_clock",
    "test_asking_changes_nothing",
    "test_a_price_is_there_within_its_deadline",
}
REGIONS = {
    "test_it_offers_the_same_regions_each_time",
    "test_a_gift_is_shared_without_a_rest",
    "test_no_pack_brings_in_less_than_its_coins_pay_out",
    "test_more_coins_at_once_cost_no_more_each",
    "test_a_worse_card_keeps_the_notice_of_the_one_before",
}
RATES = {
    "test_every_rate_is_exact_and_of_a_pair_on_offer",
    "test_every_rate_is_fresh",
    "test_every_currency_on_offer_has_a_rate",
    "test_rates_are_read_within_their_deadline",
}
TELLINGS = {
    "test_a_telling_is_answered_with_nothing",
    "test_a_telling_that_comes_twice_is_taken_twice",
    "test_a_telling_that_says_little_is_taken",
    "test_a_telling_that_says_more_than_today_is_taken",
}


class Config(BaseModel):
    """How many coins a kite costs."""

    coins: int


class Configured(Offering):
    """A plugin whose kite costs what its configuration says."""

    LARGESSE_CONFIG = Config

    @hookimpl
    def largesse_gift_types(self, config: Config) -> Iterable[GiftType]:  # type: ignore[override]  # a hook names what it wants
        return [replace(KITE, price_coins=config.coins)]


class Listening:
    """A plugin that is told of gifts."""

    LARGESSE_CONTRACT = 0

    @hookimpl
    def largesse_gift_sent(self, gift: GiftSent) -> None:
        assert gift.quantity


class TestGifts(PluginContract):
    plugin = Offering([KITE])


class TestPrices(PluginContract):
    plugin = priced(at_its_price)


class TestRegions(PluginContract):
    plugin = carded(CARD)


class TestRates(PluginContract):
    plugin = reading(lambda: [rate(), rate("JPY")])
    now = NOON


class TestTellings(PluginContract):
    plugin = Listening()


class TestConfigured(PluginContract):
    plugin = Configured()
    config = {"coins": 7}  # noqa: RUF012 - as an author writes it

    def test_every_file_is_small(self) -> None:
        """Take the place of the suite's own."""
        assert self.plugin.gift_types == ()


class TestNothing(PluginContract):
    """It names no plugin."""


class Broken(PluginContract):
    plugin = Offering([KITE, KITE])


def facts_in(suite: type) -> set[str]:
    return {name for name in dir(suite) if name.startswith("test_")}


def test_a_plugin_has_a_test_for_each_fact_that_applies_and_for_no_other() -> None:
    assert facts_in(TestGifts) == LOADING | GIFTS
    assert facts_in(TestPrices) == LOADING | GIFTS | PRICES
    assert facts_in(TestRegions) == LOADING | REGIONS
    assert facts_in(TestRates) == LOADING | RATES
    assert facts_in(TestTellings) == LOADING | TELLINGS


def test_a_class_without_a_plugin_has_no_tests() -> None:
    assert facts_in(TestNothing) == set()


def test_a_plugin_that_does_not_load_has_one_test_which_fails() -> None:
    assert facts_in(Broken) == {"test_it_loads_with_nothing_against_it"}


def test_a_test_of_the_authors_own_takes_the_place_of_one() -> None:
    assert TestConfigured.test_every_file_is_small.__doc__ == "Take the place of the suite's own."
    assert facts_in(TestConfigured) == LOADING | GIFTS


def test_each_test_says_what_it_holds() -> None:
    test = vars(TestGifts)["test_every_file_is_small"]
    assert test.__doc__ == "Hold that drawings weigh 100 kB at most, and other files 500 kB."
    assert test.__qualname__ == "TestGifts.test_every_file_is_small"


def test_three_lines_are_enough(tmp_path: Path) -> None:
    (tmp_path / "kite.py").write_text(KITE_MODULE.replace("REASON", '"a kite"'))
    said = pytest_in(tmp_path, INHERITED)
    assert said.splitlines()[-1].startswith("17 passed"), said


def test_a_price_that_depends_on_the_process_is_found(tmp_path: Path) -> None:
    (tmp_path / "kite.py").write_text(KITE_MODULE.replace("REASON", '"".join(COLOURS)'))
    said = pytest_in(tmp_path, INHERITED, "-k", "another_process")
    assert "('kite', 7, 1796558460000000, '" in said
    assert said.splitlines()[-1].startswith("1 failed, 16 deselected"), said


def test_the_face_of_the_suite_is_the_class_alone() -> None:
    assert largesse.testing.contract.__all__ == ["PluginContract"]
