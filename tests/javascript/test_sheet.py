"""
Contact sheets in a real browser: everything shows, also on a phone, and switches and tiles do what they say.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import largesse_classics
import largesse_regions
from largesse.cli.plugins.sheet import sheet_of
from largesse.plugins import PluginReport, Plugins, PluginState
from largesse_classics.sounds.score import SCORES

if TYPE_CHECKING:
    from pathlib import Path

    from .tools import Tools

GIFT_TYPES = tuple(largesse_classics.largesse_gift_types())
REPORT = PluginReport(name="classics", state=PluginState.LOADED, summary="36 gift types")


def test_the_sheet_shows_and_sounds_every_gift_and_its_switches_switch(
    javascript: Tools, chromium: dict[str, str], tmp_path: Path
) -> None:
    sheet = tmp_path / "classics.html"
    sheet.write_text(sheet_of(REPORT, Plugins(gift_types=tuple(("classics", each) for each in GIFT_TYPES))), "utf-8")

    done = javascript.run("node", "sheet.mjs", sheet, **chromium)

    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["said"] == []
    shown = {"broken": [], "wide": False, "moving": 36, "calm": 0}
    light, dark = "rgb(255, 250, 243)", "rgb(20, 17, 28)"
    assert seen["first"] == {**shown, "side": 128, "ground": light}
    assert seen["dark"] == {**shown, "side": 128, "ground": dark}
    assert seen["large"] == {**shown, "side": 256, "ground": dark}
    assert seen["small"] == {**shown, "side": 48, "ground": dark}
    assert seen["reduced"] == {**shown, "moving": 0, "calm": 36, "side": seen["reduced"]["side"], "ground": dark}
    assert seen["seconds"] == pytest.approx([SCORES[each.key].seconds for each in GIFT_TYPES], abs=0.001)


def test_a_tile_that_is_pressed_plays_again_with_its_sound_to_the_end(
    javascript: Tools, chromium: dict[str, str], tmp_path: Path
) -> None:
    sheet = tmp_path / "rose.html"
    sheet.write_text(sheet_of(REPORT, Plugins(gift_types=(("classics", GIFT_TYPES[0]),))), "utf-8")

    done = javascript.run("node", "sheet.mjs", sheet, **chromium)

    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert (seen["said"], seen["again"]) == ([], "1")
    assert seen["heard"] == pytest.approx(SCORES["rose"].seconds, abs=0.001)


def test_on_a_phone_no_cell_of_a_rate_card_is_cut(javascript: Tools, chromium: dict[str, str], tmp_path: Path) -> None:
    regions = tuple(largesse_regions.largesse_regions())
    sheet = tmp_path / "regions.html"
    report = PluginReport(name="regions", state=PluginState.LOADED, summary=f"{len(regions)} regions")
    sheet.write_text(sheet_of(report, Plugins(regions=tuple(("regions", each) for each in regions))), "utf-8")

    done = javascript.run("node", "phone.mjs", sheet, **chromium)

    assert done.returncode == 0, done.stderr
    cells = 5 * sum(1 + len(card.packs) for each in regions for card in each.cards if card.packs)
    assert json.loads(done.stdout) == {"cells": cells, "cut": [], "wide": False, "said": []}
