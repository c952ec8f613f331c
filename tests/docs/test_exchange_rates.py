"""
The how-to about exchange rates: its variables, its query and its plugin do what it says.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from largesse.clock import instant_of
from largesse.plugins import Policy
from largesse.settings import load_plugin_values
from largesse.testing import TurnedClock, candidate_of, serving, settings_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from largesse.plugins import Candidate
    from largesse.testing import Json, LocalNode

ROOT = Path(__file__).parents[2]
HOW_TO = (ROOT / "docs" / "how-to" / "exchange-rates.md").read_text("utf-8")
SAMPLE = ROOT / "tests" / "plugins_bundled" / "ecb" / "eurofxref-daily.xml"
SATURDAY = instant_of(datetime(2026, 11, 21, 12, tzinfo=UTC))
BANK = Policy(names=("rates_ecb",), strict=True)
DESK = '{"as_of": "2026-11-20T08:00:00Z", "until": "2026-11-23T08:00:00Z", "rates": {"MXN": 18.4945, "PHP": 58}}'
QUOTE = """
    query ($base: String!, $quote: String!) {
      exchangeQuote(base: $base, quote: $quote, units: "10000") {
        conversion { received { decimal } rate { plugin via } }
        refusal { ... on UserError { code message } }
      }
    }"""


def block(language: str) -> str:
    """The one code block of a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)
    return str(found)


async def quoted(node: LocalNode, base: str, quote: str) -> Json:
    return (await node.query(QUOTE, {"base": base, "quote": quote}))["exchangeQuote"]


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bank's file, named by the how-to's own variables, which are set."""
    file = tmp_path / "eurofxref-daily.xml"
    file.write_bytes(SAMPLE.read_bytes())
    named = dict(re.findall(r"^    export (\w+)=(\S+)$", HOW_TO, re.MULTILINE))
    assert named.pop("LARGESSE_LOAD_PLUGINS") == "rates_ecb"
    assert Path(named["LARGESSE_PLUGIN_RATES_ECB_FILE"]).name == file.name
    for name, value in {**named, "LARGESSE_PLUGIN_RATES_ECB_FILE": str(file)}.items():
        monkeypatch.setenv(name, value)
    return file


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Candidate]:
    """The how-to's own plugin, and what the desk has written."""
    (tmp_path / "largesse_desk.py").write_text(block("python"), "utf-8")
    (tmp_path / "desk.json").write_text(DESK, "utf-8")
    monkeypatch.setenv("LARGESSE_PLUGIN_DESK_FILE", str(tmp_path / "desk.json"))
    monkeypatch.syspath_prepend(str(tmp_path))
    yield candidate_of("largesse_desk", "desk")
    sys.modules.pop("largesse_desk", None)


def spoil(file: Path, sin: str) -> None:
    file.unlink()
    if sin == "cut short":
        file.write_bytes(SAMPLE.read_bytes()[:900])


@pytest.mark.usefixtures("published")
async def test_the_query_is_answered_as_it_is_written(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data", plugins=load_plugin_values())
    async with serving(settings, policy=BANK, clock=TurnedClock(SATURDAY)) as node:
        assert await node.query(block("graphql")) == json.loads(block("json"))


@pytest.mark.usefixtures("published")
async def test_rates_of_a_friday_are_used_until_tuesday_at_16_in_frankfurt(tmp_path: Path) -> None:
    clock = TurnedClock(SATURDAY)
    settings = settings_in(tmp_path / "data", plugins=load_plugin_values())
    async with serving(settings, policy=BANK, clock=clock) as node:
        clock.turn_to(instant_of(datetime(2026, 11, 24, 14, 59, 59, tzinfo=UTC)))
        assert (await quoted(node, "EUR", "USD"))["conversion"]["received"] == {"decimal": "106.59"}
        clock.turn_to(instant_of(datetime(2026, 11, 24, 15, tzinfo=UTC)))
        assert await quoted(node, "EUR", "USD") == {
            "conversion": None,
            "refusal": {
                "code": "EXCHANGE_RATE_STALE",
                "message": "The exchange rate of EUR in USD is 351900 seconds old, and has been stale for 0.",
            },
        }


@pytest.mark.parametrize(
    ("sin", "reason"),
    [("missing", "there is no file "), ("cut short", "it is no XML that is whole: unclosed token: line 22, column 3")],
)
async def test_without_a_whole_file_every_rate_is_missing_and_the_log_says_why(
    tmp_path: Path, published: Path, sin: str, reason: str
) -> None:
    spoil(published, sin)
    settings = settings_in(tmp_path / "data", plugins=load_plugin_values())
    with capture_logs() as log:
        async with serving(settings, policy=BANK, clock=TurnedClock(SATURDAY)) as node:
            refusal = (await quoted(node, "EUR", "USD"))["refusal"]
    assert refusal == {
        "code": "EXCHANGE_RATE_MISSING",
        "message": "There is no exchange rate of EUR in USD: the plugin 'rates_ecb' has not told EUR/USD: it raised"
        " ValueError.",
    }
    (fault,) = (line for line in log if line["event"] == "plugin_fault")
    assert fault["reason"].startswith(f"it raised ValueError: {reason}")


@pytest.mark.usefixtures("published")
async def test_the_desks_own_rate_goes_before_the_banks_two(tmp_path: Path, desk: Candidate) -> None:
    settings = settings_in(tmp_path / "data", plugins=load_plugin_values())
    policy = Policy(names=("rates_ecb", "desk"), strict=True)
    async with serving(settings, policy=policy, plugins=[desk], clock=TurnedClock(SATURDAY)) as node:
        of_the_desk = await quoted(node, "USD", "MXN")
        back = await quoted(node, "PHP", "USD")
        of_the_bank = await quoted(node, "USD", "JPY")
        across = await quoted(node, "MXN", "PHP")
    assert of_the_desk["conversion"] == {"received": {"decimal": "1830.96"}, "rate": {"plugin": "desk", "via": None}}
    assert back["conversion"] == {"received": {"decimal": "1.71"}, "rate": {"plugin": "desk", "via": None}}
    assert of_the_bank["conversion"]["rate"] == {"plugin": "rates_ecb", "via": "EUR"}
    assert across["refusal"] == {
        "code": "EXCHANGE_RATE_MISSING",
        "message": "There is no exchange rate of MXN in PHP: it follows both through EUR of the plugin 'rates_ecb' and"
        " USD of the plugin 'desk'.",
    }
