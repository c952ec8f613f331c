"""
`largesse plugins run`: one call of a plugin, on recorded input.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.plugins.projects import gift_at, project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

PRICED = """
from largesse import Price

def price(question):
    return Price(coins=question.price_coins * question.quantity, holds_until=question.now + 60_000_000, reason="Many")
"""
TELLING = """
from largesse import hookimpl
LARGESSE_CONTRACT = 0

@hookimpl
async def largesse_room_closed(room):
    BODY
"""
QUESTION = {
    "gift_type": "kite",
    "variant": None,
    "quantity": 3,
    "price_coins": 70,
    "room_id": "0192a000-0000-7000-8000-000000000001",
    "room_opened_at": 0,
    "recipient_region": None,
    "now": 1_000,
}
CLOSED = {"room_id": "0192a000-0000-7000-8000-000000000001", "offset": 3, "closed_at": 5}


def priced_by(body: str) -> str:
    """The source of a kite whose price a function works out."""
    return gift_at("70, pricing=price") + PRICED + body


def written(directory: Path, content: object) -> str:
    (directory / "input.json").write_text(json.dumps(content), "utf-8")
    return "input.json"


def answer(stdout: str) -> dict[str, Any]:
    """What was printed, without the time that it took."""
    told: dict[str, Any] = json.loads(stdout)
    assert 0 <= told.pop("milliseconds") < 10_000
    return told


def test_a_price_is_answered_with_its_time_and_no_deviation(tmp_path: Path, run: Run) -> None:
    project(tmp_path, priced_by(""))
    done = run("plugins", "run", ".", "--pricing", "kite", "--input", written(tmp_path, QUESTION))
    assert (done.returncode, done.stderr) == (0, "")
    assert answer(done.stdout) == {
        "plugin": "kite",
        "called": "pricing of kite",
        "answer": {"coins": 210, "holds_until": 60_001_000, "reason": "Many"},
        "deviations": [],
    }


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("def price(question):\n    return 5", "the answer is of type int, not Price"),
        ("def price(question):\n    return Price(coins=1, holds_until=9)", "its holds_until is not after"),
        (
            "def price(question):\n    return 1 / 0",
            "pricing 'kite' raised ZeroDivisionError: division by zero (__init__.py, line 19)",
        ),
        ("def price(question):\n    raise SystemExit", "pricing 'kite' raised SystemExit"),
        (
            "import time\ndef price(question):\n    time.sleep(.1)\n    return Price(coins=1, holds_until=2**60)",
            "of the 50 ms that it has",
        ),
        (
            "n = []\ndef price(question):\n    n.append(1)\n    return Price(coins=len(n), holds_until=2**60)",
            "it answers otherwise when it is asked again",
        ),
    ],
)
def test_a_price_that_breaks_the_contract_fails_the_command_with_the_deviation(
    tmp_path: Path, run: Run, body: str, said: str
) -> None:
    project(tmp_path, priced_by(body))
    done = run("plugins", "run", ".", "--pricing", "kite", "--input", written(tmp_path, QUESTION))
    assert (done.returncode, done.stderr) == (1, "")
    (deviation,) = answer(done.stdout)["deviations"]
    assert said in deviation


MODERATED = """
from largesse import Moderator, Verdict, hookimpl
LARGESSE_CONTRACT = 0
BODY
@hookimpl
def largesse_moderators():
    return [Moderator(key="quiet", judge=judge)]
"""
MESSAGE = {"text": "see https://x", "room_id": "r", "sender_id": "s", "sender_locale": None, "now": 7}


@pytest.mark.parametrize(
    ("body", "code", "said", "deviations"),
    [
        (
            "def judge(question):\n    return Verdict.hold('look') if '://' in question.text else Verdict.allow()",
            0,
            {"ruling": "HOLD", "reason": "look"},
            [],
        ),
        ("def judge(question):\n    return True", 1, True, ["the answer is of type bool, not Verdict"]),
        (
            "def judge(question):\n    raise OSError('gone')",
            1,
            None,
            ["judging by 'quiet' raised OSError: gone (__init__.py, line 5)"],
        ),
    ],
)
def test_a_verdict_is_answered_and_held_to_the_contract(  # noqa: PLR0913, PLR0917 - a moderator and what comes of it
    tmp_path: Path, run: Run, body: str, code: int, said: object, deviations: list[str]
) -> None:
    project(tmp_path, MODERATED.replace("BODY", body))
    done = run("plugins", "run", ".", "--moderator", "quiet", "--input", written(tmp_path, MESSAGE))
    assert (done.returncode, done.stderr) == (code, "")
    assert answer(done.stdout) == {
        "plugin": "kite",
        "called": "verdict of quiet",
        "answer": said,
        "deviations": deviations,
    }


def test_an_offer_is_printed_as_json(tmp_path: Path, run: Run) -> None:
    project(tmp_path, gift_at(70))
    done = run("plugins", "run", ".", "--hook", "largesse_gift_types")
    (gift_type,) = answer(done.stdout)["answer"]
    assert (gift_type["key"], gift_type["price_coins"], gift_type["tier"]) == ("kite", 70, "CHEER")
    assert gift_type["media"]["still"] == "kite.svg"


def test_an_installed_plugin_is_run_by_its_name(run: Run) -> None:
    done = run("plugins", "run", "regions", "--hook", "largesse_regions")
    assert done.returncode == 0
    told = answer(done.stdout)["answer"]
    assert "US-CA" in [region["code"] for region in told]
    assert told[0]["cards"][0]["creator_share"].count("/") == 1


@pytest.mark.parametrize(
    ("body", "code", "deviations"),
    [
        ("assert room.offset == 3", 0, []),
        ("raise OSError('gone')", 1, ["largesse_room_closed raised OSError: gone (__init__.py, line 7)"]),
    ],
)
def test_a_telling_is_awaited(tmp_path: Path, run: Run, body: str, code: int, deviations: list[str]) -> None:
    project(tmp_path, TELLING.replace("BODY", body))
    done = run("plugins", "run", ".", "--hook", "largesse_room_closed", "--input", written(tmp_path, CLOSED))
    assert (done.returncode, done.stderr) == (code, "")
    assert answer(done.stdout)["answer"] is None
    assert answer(done.stdout)["deviations"] == deviations


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"room_id":\n 3,}', "input.json is not JSON: line 2, column 4: "),
        ("[]", "input.json must hold a JSON object."),
        ('{"room": 3}', "input.json: a RoomClosed has no field room; did you mean room_id?"),
        ('{"offset": 3}', "input.json: a RoomClosed has these fields, too: room_id, closed_at."),
        (json.dumps(CLOSED | {"offset": "3"}), "input.json: RoomClosed.offset is of type str, not int."),
    ],
)
def test_input_that_will_not_do_is_told_with_its_place(tmp_path: Path, run: Run, text: str, said: str) -> None:
    project(tmp_path, TELLING.replace("BODY", "pass"))
    (tmp_path / "input.json").write_text(text)
    done = run("plugins", "run", ".", "--hook", "largesse_room_closed", "--input", "input.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Say what to call: --hook HOOK, --pricing KEY"),
        (("--hook", "largesse_gift"), "There is no hook largesse_gift; there are largesse_gift_types, "),
        (("--hook", "largesse_gift_sent"), "The plugin 'kite' does not implement largesse_gift_sent."),
        (("--pricing", "kite"), "Say with --input FILE where the PriceQuestion is"),
        (("--pricing", "rose"), "The plugin 'kite' offers no gift type 'rose'."),
        (("--moderator", "quiet"), "The plugin 'kite' offers no moderator 'quiet'."),
        (("--pricing", "kite", "--moderator", "quiet"), "Say what to call: "),
    ],
)
def test_what_cannot_be_called_is_told_in_a_sentence(
    tmp_path: Path, run: Run, arguments: tuple[str, ...], said: str
) -> None:
    project(tmp_path, gift_at(70))
    done = run("plugins", "run", ".", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_plugin_that_cannot_be_loaded_is_told_with_its_reason(tmp_path: Path, run: Run) -> None:
    project(tmp_path, "this is no Python")
    done = run("plugins", "run", ".", "--hook", "largesse_gift_types")
    assert (done.returncode, done.stdout) == (1, "")
    assert "largesse: The plugin 'kite' cannot be loaded: importing it raised SyntaxError: " in done.stderr
