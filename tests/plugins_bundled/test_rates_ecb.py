"""
The European Central Bank's rates: exact, used as long as the bank means them to be, and refused where the file is odd.

The sample is made in the bank's format; its figures are made up.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest
from pydantic import ValidationError

import largesse_rates_ecb
from largesse import ExchangeRate, Ratio, instant_of
from largesse.money import CURRENCIES
from largesse.testing import PluginContract
from largesse_rates_ecb import QUOTES
from largesse_rates_ecb.configuration import Config
from largesse_rates_ecb.published import published
from largesse_rates_ecb.reading import FILE_BYTES_MAX, Reading, instants_of
from largesse_rates_ecb.target import easter, is_closing_day, next_business_day

if TYPE_CHECKING:
    from collections.abc import Mapping

SAMPLE = Path(__file__).parent / "ecb" / "eurofxref-daily.xml"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"'
    ' xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube>'
)
TAIL = "</Cube></gesmes:Envelope>"
DOLLAR = "<Cube currency='USD' rate='1.0876'/>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
REFUSED = {
    "nothing": ("", "it is no XML that is whole: no element found: line 1, column 0"),
    "no XML": ("{}", "it is no XML that is whole: not well-formed (invalid token): line 1, column 0"),
    "a page": ("<html><body/></html>", "it has no day of rates as the European Central Bank publishes them"),
    "another namespace": (
        f"<Envelope><Cube><Cube time='2026-11-20'>{DOLLAR}</Cube></Cube></Envelope>",
        "it has no day of rates as the European Central Bank publishes them",
    ),
    "no rates": (f"{HEAD}<Cube time='2026-11-20'/>{TAIL}", "it has no rate of 2026-11-20"),
    "no day": (f"{HEAD}<Cube>{DOLLAR}</Cube>{TAIL}", "'' is no day"),
    "no such day": (f"{HEAD}<Cube time='2026-02-30'>{DOLLAR}</Cube>{TAIL}", "'2026-02-30' is no day"),
    "a day twice": (
        f"{HEAD}<Cube time='2026-11-20'>{DOLLAR}</Cube><Cube time='2026-11-20'/>{TAIL}",
        "it has 2026-11-20 twice",
    ),
    "a currency twice": (
        f"{HEAD}<Cube time='2026-11-20'>{DOLLAR}{DOLLAR}</Cube>{TAIL}",
        "it has the rate of USD on 2026-11-20 twice",
    ),
    "no rate": (
        f"{HEAD}<Cube time='2026-11-20'><Cube currency='USD'/></Cube>{TAIL}",
        "the rate of USD on 2026-11-20 is no number: ''",
    ),
    "an odd rate": (
        f"{HEAD}<Cube time='2026-11-20'><Cube currency='USD' rate='N/A'/></Cube>{TAIL}",
        "the rate of USD on 2026-11-20 is no number: 'N/A'",
    ),
    "another number": (
        f"{HEAD}<Cube time='2026-11-20'><Cube currency='USD' rate='1,0876'/></Cube>{TAIL}",
        "the rate of USD on 2026-11-20 is no number: '1,0876'",
    ),
    "a billion laughs": (
        f'<!DOCTYPE l [<!ENTITY l0 "ha">{LAUGHS}]><l>&l9;</l>',
        "it declares a document type, which the European Central Bank never does",
    ),
    "a file from outside": (
        '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>',
        "it declares a document type, which the European Central Bank never does",
    ),
    "a document type elsewhere": (
        '<!DOCTYPE l SYSTEM "http://127.0.0.1:9/l.dtd"><l/>',
        "it declares a document type, which the European Central Bank never does",
    ),
}


class TestRatesEcb(PluginContract):
    """It is read on the Saturday after the Friday of the sample."""

    plugin = largesse_rates_ecb
    config: ClassVar[Mapping[str, object]] = {"file": str(SAMPLE), "margin": "0.02"}
    now = instant_of(datetime(2026, 11, 21, 12, tzinfo=UTC))


def test_without_a_file_nothing_is_offered() -> None:
    assert list(largesse_rates_ecb.largesse_exchange_rates(Config())) == []


def test_the_source_is_as_the_operator_wants_it() -> None:
    config = Config.model_validate({"file": str(SAMPLE), "margin": "0.015", "refresh_seconds": "300"})
    (source,) = largesse_rates_ecb.largesse_exchange_rates(config)

    assert (source.base, source.quotes, source.margin) == ("EUR", QUOTES, Ratio(3, 200))
    assert source.source == "European Central Bank, euro foreign exchange reference rates"
    assert source.refresh_seconds == 300
    assert {rate.quote for rate in source.read()} == QUOTES


@pytest.mark.parametrize(
    "wrong", [{"margin": "1"}, {"margin": "-0.1"}, {"margin": "NaN"}, {"grace_hours": 241}, {"refresh_seconds": 0}]
)
def test_a_configuration_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Config.model_validate(wrong)


def test_every_quote_is_a_currency() -> None:
    assert len(QUOTES) == 29
    assert CURRENCIES.keys() - {"EUR"} >= QUOTES


def test_rates_are_exactly_as_they_are_written() -> None:
    rates = {rate.quote: rate for rate in Reading(SAMPLE, 24, QUOTES)()}

    assert rates["USD"] == ExchangeRate(
        quote="USD",
        rate=Ratio(2_719, 2_500),
        as_of=instant_of(datetime(2026, 11, 20, 13, 15, tzinfo=UTC)),
        stale_at=instant_of(datetime(2026, 11, 24, 15, tzinfo=UTC)),
    )
    assert (rates["JPY"].rate, rates["IDR"].rate) == (Ratio(3_269, 20), Ratio(360_251, 20))
    assert (rates["GBP"].rate, rates["HUF"].rate) == (Ratio(8_563, 10_000), Ratio(7_783, 20))


def test_of_several_days_the_newest_is_told() -> None:
    days = "".join(f"<Cube time='2026-11-{day}'><Cube currency='USD' rate='1.0{day}'/></Cube>" for day in (19, 20, 18))

    assert published(f"{HEAD}{days}{TAIL}".encode()) == (date(2026, 11, 20), {"USD": Ratio(51, 50)})


def test_a_currency_that_is_not_offered_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "rates.xml"
    rates = f"{DOLLAR}<Cube currency='XTS' rate='2'/><Cube currency='BGN' rate='1.9558'/>"
    file.write_text(f"{HEAD}<Cube time='2026-11-20'>{rates}</Cube>{TAIL}")

    assert [rate.quote for rate in Reading(file, 24, QUOTES)()] == ["USD"]


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_not_the_banks_is_refused_with_the_reason(content: str, reason: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared below, to its last letter
        published(content.encode())
    assert str(caught.value) == reason


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_short_is_refused(kept: float) -> None:
    whole = SAMPLE.read_bytes().rstrip()

    with pytest.raises(ValueError, match="it is no XML that is whole"):
        published(whole[: int(len(whole) * kept)])


def test_a_file_that_is_too_large_is_refused_before_it_is_looked_into(tmp_path: Path) -> None:
    file = tmp_path / "rates.xml"
    file.write_bytes(SAMPLE.read_bytes().rstrip() + b" " * FILE_BYTES_MAX)

    with pytest.raises(ValueError, match="is larger than 1000000 bytes"):
        Reading(file, 24, QUOTES)()


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")

    for name in ("missing.xml", "pipe.xml", "."):
        with pytest.raises(ValueError, match="there is no file"):
            Reading(tmp_path / name, 24, QUOTES)()


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 19), date(2026, 11, 20)),  # Thursday
        (date(2026, 11, 20), date(2026, 11, 23)),  # Friday
        (date(2026, 4, 2), date(2026, 4, 7)),  # Maundy Thursday
        (date(2026, 4, 30), date(2026, 5, 4)),  # Labour Day on a Friday
        (date(2026, 12, 24), date(2026, 12, 28)),  # Christmas on a Friday, and a weekend
        (date(2026, 12, 31), date(2027, 1, 4)),  # New Year's Day on a Friday
        (date(2028, 4, 13), date(2028, 4, 18)),
    ],
)
def test_rates_are_used_until_a_day_after_the_next_are_due(day: date, due: date) -> None:
    as_of, stale_at = instants_of(day, 24)
    summer = 4 <= day.month <= 10
    assert next_business_day(day) == due
    assert as_of == instant_of(datetime(day.year, day.month, day.day, 12 if summer else 13, 15, tzinfo=UTC))
    tomorrow = due + timedelta(days=1)
    assert stale_at == instant_of(
        datetime(tomorrow.year, tomorrow.month, tomorrow.day, 14 if summer else 15, tzinfo=UTC)
    )


def test_without_grace_they_are_stale_as_soon_as_the_next_are_due() -> None:
    assert instants_of(date(2026, 11, 20), 0)[1] == instant_of(datetime(2026, 11, 23, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    "sunday",
    [
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2011, 4, 24),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(2049, 4, 18),
        date(2285, 3, 22),
    ],
)
def test_easter_is_when_it_is(sunday: date) -> None:
    assert easter(sunday.year) == sunday
    assert is_closing_day(sunday - timedelta(days=2))
    assert is_closing_day(sunday + timedelta(days=1))


def test_target_is_closed_on_six_days_of_a_year() -> None:
    days = (date(2026, 1, 1) + timedelta(days=number) for number in range(365))
    assert [each.isoformat() for each in days if is_closing_day(each)] == [
        "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25", "2026-12-26",
    ]  # fmt: skip
