"""
Errors: what is meant for the client reaches it typed, and what is not reaches the log alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import strawberry
from strawberry.extensions import SchemaExtension

from largesse.errors import ConfigurationError
from largesse.web import web_application

from .house import doors, house, token
from .toy import Query, graph

if TYPE_CHECKING:
    import io

    from .house import House
    from .toy import Happenings


def parsed(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines() if "largesse.web" in line]


async def test_a_typed_error_of_a_resolver_keeps_its_code_and_is_not_logged(
    open_house: House, log: io.StringIO
) -> None:
    status, answer = await open_house.ask({"query": "{ coins hello }"})
    assert status == 200
    assert answer["data"] == {"coins": None, "hello": "hello world"}
    (error,) = answer["errors"]
    assert error == {
        "message": "5 coins are needed, 3 are available.",
        "locations": [{"line": 1, "column": 3}],
        "path": ["coins"],
        "extensions": {"code": "INSUFFICIENT_COINS"},
    }
    assert parsed(log) == []
    counted = open_house.metrics.registry.get_sample_value("largesse_refusals_total", {"code": "INSUFFICIENT_COINS"})
    assert counted == 1


@pytest.mark.parametrize("query", ["{ box { broken } }", "{ unspeakable }", "{ misconfigured }", "{ nothing }"])
async def test_an_unexpected_error_is_masked_and_found_in_the_log_by_its_id(
    query: str, open_house: House, log: io.StringIO
) -> None:
    status, answer = await open_house.ask({"query": query}, **{"X-Request-ID": "r1"})
    assert status == 200
    (error,) = answer["errors"]
    assert error["message"] == "Internal error"
    assert set(error["extensions"]) == {"code", "id"}
    assert error["extensions"]["code"] == "INTERNAL"
    assert not any(
        word in json.dumps(answer) for word in ("hunter2", "Traceback", "RuntimeError", "toml", "text fails")
    )
    (line,) = parsed(log)
    assert (line["error_id"], line["request_id"]) == (error["extensions"]["id"], "r1")
    assert line["exception"].startswith("Traceback")


@pytest.mark.parametrize("query", ["{hello", "{nope}", "{hello(name: 5)}", "", "{purse(purse: {})}"])
async def test_what_a_client_gets_wrong_is_not_logged(query: str, open_house: House, log: io.StringIO) -> None:
    await open_house.ask({"query": query})
    assert parsed(log) == []


async def test_no_log_line_holds_a_token_or_a_name(open_house: House, log: io.StringIO) -> None:
    bearer = token()
    await open_house.ask({"query": "{ box { broken } }"}, Authorization=f"Bearer {bearer}")
    await open_house.ask({"query": "{ viewer }"}, Authorization=f"Bearer {bearer[:-3]}")
    assert bearer[:20] not in log.getvalue()
    assert "Ann Droid" not in log.getvalue()


async def test_half_a_megabyte_is_not_sent_back(open_house: House) -> None:
    for query in ("{" + "a" * 200_000 + "}", '{purse(purse: {coins: "' + "a" * 200_000 + '"})}'):
        _, answer = await open_house.ask({"query": query})
        assert len(json.dumps(answer)) < 2_000
    variables = {"p": {"coins": "x" * 200_000}}
    _, answer = await open_house.ask({"query": "query($p: Purse!) { purse(purse: $p) }", "variables": variables})
    assert len(json.dumps(answer)) < 2_000


async def test_a_request_that_takes_too_long_ends_and_says_so(seen: Happenings) -> None:
    async with house(request_seconds=0.05) as slow:
        status, answer = await slow.ask({"query": "{ slow }"})
        assert (status, answer["data"]) == (200, None)
        assert answer["errors"] == [
            {"message": "The request took longer than 0.05 seconds.", "extensions": {"code": "TIMEOUT"}}
        ]
        _, answer = await slow.ask({"query": "mutation { hang }"})
        assert answer["errors"][0]["message"].endswith("the same call with the same idempotency key tells.")
    assert seen.adds == []


async def test_outcomes_are_counted_by_type(open_house: House) -> None:
    for query in ("{hello}", "{coins}", "{box{broken}}", "{", "mutation{add(number:1)}"):
        await open_house.ask({"query": query})

    def counted(kind: str, outcome: str) -> float | None:
        labels = {"type": kind, "outcome": outcome}
        return open_house.metrics.registry.get_sample_value("largesse_requests_total", labels)

    assert [counted("query", outcome) for outcome in ("ok", "refused", "failed")] == [1, 1, 1]
    assert (counted("unknown", "refused"), counted("mutation", "ok")) == (1, 1)


def test_a_schema_whose_extensions_nothing_would_run_is_refused() -> None:
    class Extension(SchemaExtension):
        pass

    with pytest.raises(ConfigurationError):
        web_application(strawberry.Schema(query=Query, extensions=[Extension]), doors({}))


def test_an_allowed_origin_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        web_application(graph, doors({"allowed_origins": "example.com/path"}))
