"""
GraphQL over HTTP: methods, media types, statuses and shapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import FormData

if TYPE_CHECKING:
    from tests.web.house import House
    from tests.web.toy import Happenings

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
HELLO = {"data": {"hello": "hello world"}}


def code_of(answer: Any) -> str:  # noqa: ANN401 - parsed JSON
    assert set(answer) == {"errors"}
    (error,) = answer["errors"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (f"{JSON}; charset=utf-8", JSON),
        (GRAPHQL, GRAPHQL),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON}", JSON),
        (f"{GRAPHQL};q=0, */*", JSON),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"{JSON};q=0.5, */*;q=0.4", JSON),
        (f"{JSON};q=0.5, application/*", GRAPHQL),
        ("text/html, */*;q=0.1", JSON),
    ],
)
async def test_the_answer_has_the_type_that_the_client_takes(
    accept: str | None, content_type: str, open_house: House
) -> None:
    headers = {} if accept is None else {"Accept": accept}
    skipped = ["Accept"] if accept is None else []
    url = f"{open_house.url}/graphql"
    async with open_house.client.post(
        url, json={"query": "{hello}"}, headers=headers, skip_auto_headers=skipped
    ) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == f"{content_type}; charset=utf-8"
        assert await answer.json(content_type=None) == HELLO


@pytest.mark.parametrize(
    "accept",
    [
        "text/plain",
        "application/xml",
        f"{JSON};q=0",
        f"{JSON};q=x",
        f"{JSON};q=nan",
        "application/*;q=0, */*",
        f"{GRAPHQL};q=0, {JSON};q=0, */*",
        ";",
    ],
)
async def test_a_client_that_takes_neither_type_gets_406(accept: str, open_house: House) -> None:
    status, answer = await open_house.ask({"query": "{hello}"}, accept)
    assert (status, code_of(answer)) == (406, "NOT_ACCEPTABLE")


async def test_several_lines_of_what_a_client_takes_are_one_list(open_house: House) -> None:
    headers = [("Accept", "text/html"), ("Accept", f"{JSON};q=0.5"), ("Accept", GRAPHQL)]
    url = f"{open_house.url}/graphql"
    async with open_house.client.post(url, json={"query": "{hello}"}, headers=headers) as answer:
        assert (answer.status, answer.content_type) == (200, GRAPHQL)


@pytest.mark.parametrize(
    ("query", "code"), [("{hello", "GRAPHQL_PARSE_FAILED"), ("{nope}", "GRAPHQL_VALIDATION_FAILED")]
)
async def test_a_bad_document_is_400_and_for_old_clients_200_without_data(
    query: str, code: str, open_house: House
) -> None:
    for accept, expected in ((GRAPHQL, 400), (JSON, 200)):
        status, answer = await open_house.ask({"query": query}, accept)
        assert (status, code_of(answer)) == (expected, code)


async def test_bad_variables_are_400_and_execute_nothing(open_house: House, seen: Happenings) -> None:
    query = "mutation($n: Int!) { add(number: $n) }"
    for variables in ({}, {"n": None}, {"n": "1"}, {"n": 1.5}, {"n": 2**31}, None):
        status, answer = await open_house.ask({"query": query, "variables": variables})
        assert (status, code_of(answer)) == (400, "BAD_USER_INPUT")
    assert seen.adds == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"5",
        b'"{hello}"',
        b"[]",
        b'[{"query": "{hello}"}]',
        b"\xff\xfe",
        b'{"query": "\xff"}',
        b'{"query": "{hello(name: \\"\\ud800\\")}"}',
        b"[" * 100_000,
        b'{"query": "{hello}", "variables": ' + b"[" * 100_000 + b"}",
        b'{"a":' * 50_000,
        b"9" * 5_000_0,
        b'{"query": ' + b"9" * 5_000 + b"}",
        b"NaN",
        b"{}",
        b'{"query": null}',
        b'{"query": ""}',
        b'{"query": 5}',
        b'{"query": ["{hello}"]}',
        b'{"query": "{hello}", "variables": []}',
        b'{"query": "{hello}", "variables": "{}"}',
        b'{"query": "{hello}", "operationName": 5}',
        b'{"query": "{hello}", "operationName": {}}',
        b'{"query": "{hello}", "extensions": 5}',
        b'{"query": "{hello}", "extensions": []}',
    ],
    ids=lambda body: body[:40].decode("latin-1"),
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_a_body_of_an_odd_shape_is_400(body: bytes, accept: str, open_house: House) -> None:
    status, answer = await open_house.ask(body, accept)
    assert (status, code_of(answer)) == (400, "BAD_REQUEST")


async def test_members_that_mean_nothing_may_be_null(open_house: House) -> None:
    body = {"query": "{hello}", "variables": None, "operationName": None, "extensions": None, "more": 5}
    assert await open_house.ask(body) == (200, HELLO)
    assert await open_house.ask({"query": "{hello}", "operationName": ""}) == (200, HELLO)


async def test_several_operations_need_a_name(open_house: House) -> None:
    query = "query A { hello } query B { b: hello }"
    assert await open_house.ask({"query": query, "operationName": "B"}) == (200, {"data": {"b": "hello world"}})
    for accept in (JSON, GRAPHQL):
        for name in (None, "C"):
            status, answer = await open_house.ask({"query": query, "operationName": name}, accept)
            assert (status, code_of(answer)) == (400, "OPERATION_RESOLUTION_FAILURE")


async def test_a_document_without_an_operation_is_400(open_house: House) -> None:
    status, answer = await open_house.ask({"query": "fragment F on Query { hello }"})
    assert status == 400
    assert answer["errors"][0]["extensions"]["code"] in {"GRAPHQL_VALIDATION_FAILED", "OPERATION_RESOLUTION_FAILURE"}


async def test_a_query_may_be_asked_by_address(open_house: House) -> None:
    parameters = {
        "query": "query A($n: String!) { hello(name: $n) }",
        "variables": '{"n": "Ann"}',
        "operationName": "A",
    }
    headers = {"Accept": GRAPHQL}
    async with open_house.client.get(f"{open_house.url}/graphql", params=parameters, headers=headers) as answer:
        assert (answer.status, await answer.json(content_type=None)) == (200, {"data": {"hello": "hello Ann"}})


@pytest.mark.parametrize(
    "parameters",
    ["", "query=", "query={hello}&variables=5", "query={hello}&variables={", "query={hello}&extensions=[]"],
)
async def test_an_address_of_an_odd_shape_is_400(parameters: str, open_house: House) -> None:
    async with open_house.client.get(f"{open_house.url}/graphql?{parameters}") as answer:
        assert (answer.status, code_of(await answer.json(content_type=None))) == (400, "BAD_REQUEST")


async def test_bytes_in_an_address_that_are_no_text_give_no_5xx(open_house: House) -> None:
    from yarl import URL  # noqa: PLC0415 - to send what a client would not

    for bytes_ in ("%ff", "%ED%A0%80", "%00"):
        url = URL(f"{open_house.url}/graphql?query=%7Bhello(name:%22{bytes_}%22)%7D", encoded=True)
        async with open_house.client.get(url) as answer:
            assert answer.status in {200, 400}


async def test_a_mutation_by_address_is_405_and_does_nothing(open_house: House, seen: Happenings) -> None:
    parameters = {"query": "mutation { add(number: 1) }"}
    async with open_house.client.get(f"{open_house.url}/graphql", params=parameters) as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
        assert code_of(await answer.json(content_type=None)) == "METHOD_NOT_ALLOWED"
    assert seen.adds == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_other_methods_are_405(method: str, open_house: House) -> None:
    async with open_house.client.request(method, f"{open_house.url}/graphql") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/graphql", "application/json; charset=utf-16"],
)
async def test_a_body_that_says_it_is_not_json_is_415_and_does_nothing(
    content_type: str, open_house: House, seen: Happenings
) -> None:
    body = b'{"query": "mutation { add(number: 1) }"}'
    status, answer = await open_house.ask(body, **{"Content-Type": content_type})
    assert (status, code_of(answer)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert seen.adds == []


async def test_a_form_is_415_and_does_nothing(open_house: House, seen: Happenings) -> None:
    form = FormData({"operations": '{"query": "mutation { add(number: 1) }"}'}, default_to_multipart=True)
    async with open_house.client.post(f"{open_house.url}/graphql", data=form) as answer:
        assert answer.status == 415
        (error,) = (await answer.json(content_type=None))["errors"]
    assert error["message"] == "Files are not taken here; the body must be application/json in UTF-8."
    assert seen.adds == []


async def test_a_compressed_body_is_415(open_house: House) -> None:
    status, answer = await open_house.ask(b'{"query": "{hello}"}', **{"Content-Encoding": "br"})
    assert (status, code_of(answer)) == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_a_mutation_by_post_is_executed(open_house: House, seen: Happenings) -> None:
    assert await open_house.ask({"query": "mutation { add(number: 2) }"}) == (200, {"data": {"add": 2}})
    assert seen.adds == [2]


async def test_a_subscription_over_plain_http_is_refused(open_house: House, seen: Happenings) -> None:
    status, answer = await open_house.ask({"query": "subscription { count(to: 2) }"})
    assert (status, code_of(answer)) == (406, "NOT_ACCEPTABLE")
    assert seen.contexts == []


async def test_text_that_is_odd_comes_back_as_it_was(open_house: House) -> None:
    name = "\0 \u200b \U0001f381 " + "x" * 100_000
    query = "query($n: String!) { hello(name: $n) }"
    status, answer = await open_house.ask({"query": query, "variables": {"n": name}})
    assert (status, answer) == (200, {"data": {"hello": f"hello {name}"}})


async def test_the_introspection_of_tools_passes_the_limits(open_house: House) -> None:
    from graphql import get_introspection_query  # noqa: PLC0415 - the query of every tool

    query = get_introspection_query(specified_by_url=True, input_value_deprecation=True, one_of=True)
    status, answer = await open_house.ask({"query": query})
    assert (status, list(answer)) == (200, ["data"])
