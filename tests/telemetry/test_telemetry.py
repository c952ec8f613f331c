"""
Logs: JSON with the request's id, and never a token, a password or a person.
"""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from largesse.telemetry import Metrics, conceal, concealed, configure_logging, redact, request_id

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    lines = io.StringIO()
    configure_logging("info", lines)
    yield lines
    root.handlers[:] = handlers
    root.setLevel(level)


def parsed(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_line_of_one_of_several_processes_says_which(log: io.StringIO) -> None:
    configure_logging("info", log, worker=2)
    structlog.stdlib.get_logger("largesse.x").warning("ours")
    logging.getLogger("some.library").info("theirs")
    assert [line["worker"] for line in parsed(log)] == [2, 2]


def test_a_line_is_one_json_object_with_the_requests_id(log: io.StringIO) -> None:
    request_id.set("r1")
    structlog.stdlib.get_logger("largesse.x").warning("rate card missing", region="DE")
    logging.getLogger("some.library").info("hello %s", "world")
    ours, theirs = parsed(log)
    assert ours.pop("timestamp").endswith("Z")
    assert ours == {
        "event": "rate card missing",
        "level": "warning",
        "logger": "largesse.x",
        "region": "DE",
        "request_id": "r1",
    }
    assert (theirs["event"], theirs["logger"], theirs["request_id"]) == ("hello world", "some.library", "r1")


def test_lines_below_the_level_are_not_written(log: io.StringIO) -> None:
    structlog.stdlib.get_logger("largesse.x").debug("noise")
    assert parsed(log) == []


def test_a_pool_says_nothing_of_each_time_that_its_database_does_not_answer(log: io.StringIO) -> None:
    pool = logging.getLogger("asyncpg.pool")
    pool.warning("Failed to restore the pool connection floor; retrying")
    pool.error("something else")
    assert [line["event"] for line in parsed(log)] == ["something else"]


@pytest.mark.parametrize("key", ["authorization", "Authorization", "token", "access_token", "token_secret", "name"])
def test_private_keys_are_redacted(key: str) -> None:
    assert redact(None, "info", {key: "hunter2"}) == {key: "[redacted]"}


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer hunter2",
        "got bearer hunter2",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.hunter2",
        "postgresql://user:hunter2@host/name refused",
        "valkey://:hunter2@host",
    ],
)
def test_secrets_within_a_text_are_redacted(text: str, log: io.StringIO) -> None:
    structlog.stdlib.get_logger("largesse.x").info(text, detail=text)
    structlog.stdlib.get_logger("largesse.x").error("failed", exc_info=RuntimeError(text))
    assert "hunter2" not in log.getvalue()
    assert len(parsed(log)) == 2


def test_each_server_counts_for_itself() -> None:
    first, second = Metrics(), Metrics()
    first.journal_commits.inc()
    assert first.registry.get_sample_value("largesse_journal_commits_total") == 1
    assert second.registry.get_sample_value("largesse_journal_commits_total") == 0


def test_a_concealed_secret_is_in_no_line_wherever_it_stands(log: io.StringIO) -> None:
    secret = 'a "secret" of a plugin'
    conceal(secret)

    logging.getLogger("a.plugin").warning("it is %s", secret)
    structlog.stdlib.get_logger("largesse.x").warning("nested", values={"deep": [secret]})
    logging.getLogger("a.plugin").error("failed", exc_info=ValueError(secret))

    assert [line["event"] for line in parsed(log)] == ["it is [redacted]", "nested", "failed"]
    assert "of a plugin" not in log.getvalue()
    assert concealed(f"it is {secret}") == "it is [redacted]"
