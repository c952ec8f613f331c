"""
Stored documents: named by manifests and by hashes, learnt from clients within bounds, and alone where they are trusted.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from largesse.errors import ConfigurationError
from largesse.settings import Settings, load_settings
from largesse.web import web_application
from largesse.web.documents.manifests import StoredDocument, digest_of
from largesse.web.documents.stored import LEARNT_CHARACTERS_MAX, StoredDocuments
from largesse.web.faults import RequestFault
from largesse.web.requests import GraphRequest
from tests.web.documents.test_manifests import written
from tests.web.house import doors, house
from tests.web.sockets.test_sockets import INIT, heard, say
from tests.web.toy import graph

if TYPE_CHECKING:
    from pathlib import Path

    from aiohttp import ClientWebSocketResponse

    from tests.web.house import House
    from tests.web.toy import Happenings

HELLO = "query Hello($name: String!) { hello(name: $name) }"
ADD = "mutation Add { add(number: 1) }"
ANN = {"variables": {"name": "Ann"}}
TOLD = (200, {"data": {"hello": "hello Ann"}})


def apq(name: str, version: int = 1) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": version, "sha256Hash": name}}}


def code_of(answer: Any) -> str:  # noqa: ANN401 - parsed JSON
    assert set(answer) == {"errors"}
    (error,) = answer["errors"]
    return str(error["extensions"]["code"])


async def got(opened: House, **parameters: object) -> tuple[int, Any]:
    """Ask by address."""
    texts = {name: each if isinstance(each, str) else json.dumps(each) for name, each in parameters.items()}
    accept = {"Accept": "application/graphql-response+json"}
    async with opened.client.get(f"{opened.url}/graphql", params=texts, headers=accept) as answer:
        return answer.status, await answer.json(content_type=None)


async def said(socket: ClientWebSocketResponse, payload: object) -> list[Any]:
    """Send an operation over a socket, and return its payloads until it is complete, or the codes of its errors."""
    await socket.send_json({"type": "subscribe", "id": "1", "payload": payload})
    payloads = []
    while (message := await heard(socket))["type"] == "next":
        payloads.append(message["payload"])
    return payloads or [error["extensions"]["code"] for error in message["payload"]]


async def test_a_manifests_document_is_executed_by_each_of_its_names(tmp_path: Path) -> None:
    async with house(document_manifests=written(tmp_path, {"4d1f": HELLO})) as opened:
        for name in ("4d1f", digest_of(HELLO), f"sha256:{digest_of(HELLO)}"):
            assert await opened.ask({"documentId": name, **ANN}) == TOLD
            assert await opened.ask({"documentId": name, "query": None, "operationName": "Hello", **ANN}) == TOLD
            assert await opened.ask({"documentId": name, "query": HELLO, **ANN}) == TOLD
            assert await got(opened, documentId=name, **ANN) == TOLD
        for name in ("4d1f", digest_of(HELLO)):
            assert await opened.ask({**apq(name), **ANN}) == TOLD
            assert await got(opened, **apq(name), **ANN) == TOLD


async def test_a_client_stores_a_document_by_its_hash_once_and_then_asks_by_it(open_house: House) -> None:
    name = digest_of(HELLO)
    status, answer = await open_house.ask({**apq(name), **ANN})
    assert (status, code_of(answer)) == (400, "PERSISTED_QUERY_NOT_FOUND")
    assert answer["errors"][0]["message"] == "PersistedQueryNotFound"
    status, answer = await open_house.ask({**apq(name), **ANN}, "application/json")
    assert (status, code_of(answer)) == (200, "PERSISTED_QUERY_NOT_FOUND")
    assert await open_house.ask({"query": HELLO, **apq(name), **ANN}) == TOLD
    assert await open_house.ask({**apq(name), **ANN}) == TOLD
    assert await got(open_house, **apq(name), **ANN) == TOLD
    assert await got(open_house, documentId=f"sha256:{name}", **ANN) == TOLD


async def test_a_client_stores_a_document_by_address_too(open_house: House) -> None:
    name = digest_of(HELLO)
    status, answer = await got(open_house, **apq(name), **ANN)
    assert (status, code_of(answer)) == (400, "PERSISTED_QUERY_NOT_FOUND")
    assert await got(open_house, query=HELLO, **apq(name), **ANN) == TOLD
    assert await got(open_house, **apq(name), **ANN) == TOLD


async def test_a_hash_of_another_text_is_refused_and_stores_nothing(open_house: House, seen: Happenings) -> None:
    for name in (digest_of(HELLO), digest_of(ADD).upper(), "4d1f"):
        for sent in (apq(name), {"documentId": name}):
            status, answer = await open_house.ask({"query": ADD, **sent})
            assert (status, code_of(answer)) == (400, "PERSISTED_QUERY_HASH_MISMATCH")
            status, answer = await open_house.ask(sent)
            assert (status, code_of(answer)) == (400, "PERSISTED_QUERY_NOT_FOUND")
    assert seen.adds == []


async def test_a_manifests_document_cannot_be_replaced(tmp_path: Path, seen: Happenings) -> None:
    async with house(document_manifests=written(tmp_path, {"4d1f": HELLO})) as opened:
        status, answer = await opened.ask({"query": ADD, "documentId": "4d1f"})
        assert (status, code_of(answer)) == (400, "PERSISTED_QUERY_HASH_MISMATCH")
        assert await opened.ask({"documentId": "4d1f", **ANN}) == TOLD
    assert seen.adds == []


@pytest.mark.parametrize("text", ["{ nope }", "{", "{" + "hello " * 2_000 + "}", "{ box " * 16 + "{ size }" + "}" * 16])
async def test_a_document_that_will_not_do_is_not_stored(text: str, open_house: House) -> None:
    _, refused = await open_house.ask({"query": text, **apq(digest_of(text))})
    assert code_of(refused) in {"GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "LIMIT_EXCEEDED"}
    status, answer = await open_house.ask(apq(digest_of(text)))
    assert (status, code_of(answer)) == (400, "PERSISTED_QUERY_NOT_FOUND")


async def test_a_stored_mutation_by_address_is_405_and_does_nothing(open_house: House, seen: Happenings) -> None:
    await open_house.ask({"query": ADD, **apq(digest_of(ADD))})
    assert seen.adds == [1]
    for sent in ({"documentId": digest_of(ADD)}, apq(digest_of(ADD))):
        status, answer = await got(open_house, **sent)
        assert (status, code_of(answer)) == (405, "METHOD_NOT_ALLOWED")
    assert seen.adds == [1]


@pytest.mark.parametrize(
    "sent",
    [
        {"documentId": ""},
        {"documentId": "sha256:"},
        {"documentId": 5},
        {"documentId": []},
        {"extensions": {"persistedQuery": 5}},
        {"extensions": {"persistedQuery": {}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 5}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": ""}}},
        apq("4d1f", version=2),
        {"documentId": "4d1f", **apq("5e2a")},
    ],
    ids=str,
)
async def test_a_name_of_an_odd_shape_is_400(sent: dict[str, object], open_house: House) -> None:
    for more in ({}, {"query": "{ hello }"}):
        status, answer = await open_house.ask({**more, **sent})
        assert (status, code_of(answer)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "sent", [{"extensions": {}}, {"extensions": {"persistedQuery": None}}, {"documentId": None}], ids=str
)
async def test_a_name_that_is_null_is_none(sent: dict[str, object], open_house: House) -> None:
    assert (await open_house.ask({"query": "{ hello }", **sent}))[0] == 200
    status, answer = await open_house.ask(sent)
    assert (status, code_of(answer)) == (400, "BAD_REQUEST")


async def test_storing_can_be_switched_off() -> None:
    async with house(persisted_queries_max=0) as opened:
        status, answer = await opened.ask({**apq(digest_of(HELLO)), **ANN})
        assert (status, code_of(answer)) == (400, "PERSISTED_QUERY_NOT_SUPPORTED")
        assert answer["errors"][0]["message"] == "PersistedQueryNotSupported"
        assert await opened.ask({"query": HELLO, **apq(digest_of(HELLO)), **ANN}) == TOLD
        status, answer = await opened.ask({**apq(digest_of(HELLO)), **ANN})
        assert (status, code_of(answer)) == (400, "PERSISTED_QUERY_NOT_SUPPORTED")


def test_what_clients_store_is_bounded_and_the_one_used_longest_ago_goes_first() -> None:
    stored = StoredDocuments([], trusted_only=False, learnt_max=2)
    for text in ("{a}", "{b}", "{a}", "{c}"):
        stored.learn(digest_of(text), text)
    assert list(stored._learnt.values()) == ["{a}", "{c}"]
    assert stored._learnt_characters == 6


def test_what_clients_store_is_bounded_in_characters() -> None:
    stored = StoredDocuments([], trusted_only=False, learnt_max=1_000)
    for number in range(5):
        stored.learn(str(number), "x" * (LEARNT_CHARACTERS_MAX // 4))
    assert list(stored._learnt) == ["1", "2", "3", "4"]
    assert stored._learnt_characters == LEARNT_CHARACTERS_MAX


def test_what_a_manifest_holds_is_not_stored_again() -> None:
    stored = StoredDocuments([StoredDocument("a", "{a}", "m.json")], trusted_only=False, learnt_max=10)
    for name in ("a", digest_of("{a}")):
        assert stored.text_of(GraphRequest(None, None, None, name)) == "{a}"
        stored.learn(name, "{a}")
    assert stored._learnt == {}


async def test_a_socket_takes_stored_documents_by_each_of_their_names(tmp_path: Path) -> None:
    counting = "subscription Count { count(to: 1) }"
    async with house(document_manifests=written(tmp_path, {"4d1f": counting})) as opened, opened.socket() as socket:
        await say(socket, INIT)
        for sent in ({"documentId": "4d1f"}, apq(digest_of(counting)), {"documentId": f"sha256:{digest_of(counting)}"}):
            assert await said(socket, sent) == [{"data": {"count": 0}}]
        assert await said(socket, apq(digest_of(HELLO)) | ANN) == ["PERSISTED_QUERY_NOT_FOUND"]
        assert await said(socket, {"query": HELLO, **apq(digest_of(HELLO)), **ANN}) == [TOLD[1]]
        assert await said(socket, apq(digest_of(HELLO)) | ANN) == [TOLD[1]]
        # What was stored over a socket is known at every door.
        assert await opened.ask({"documentId": digest_of(HELLO), **ANN}) == TOLD


async def test_an_event_stream_takes_stored_documents_and_where_they_are_trusted_no_others(tmp_path: Path) -> None:
    counting = "subscription Count { count(to: 1) }"
    settings = {"document_manifests": written(tmp_path, {"4d1f": counting}), "trusted_documents": True}
    streaming = {"Accept": "text/event-stream"}
    async with house(**settings) as opened:
        for asked, told in (
            ({"documentId": "4d1f"}, '{"data":{"count":0}}'),
            ({"query": counting}, '{"data":{"count":0}}'),
            ({"query": "subscription { count(to: 2) }"}, '"code":"DOCUMENT_NOT_TRUSTED"'),
            ({"documentId": digest_of(ADD)}, '"code":"DOCUMENT_NOT_TRUSTED"'),
        ):
            async with opened.client.get(f"{opened.url}/graphql", params=asked, headers=streaming) as by_address:
                assert told in await by_address.text()
            async with opened.client.post(f"{opened.url}/graphql", json=asked, headers=streaming) as posted:
                assert told in await posted.text()


async def test_where_documents_are_trusted_a_socket_executes_no_others(tmp_path: Path, seen: Happenings) -> None:
    settings = {"document_manifests": written(tmp_path, {"4d1f": HELLO}), "trusted_documents": True}
    async with house(**settings) as opened, opened.socket() as socket:
        await say(socket, INIT)
        for sent in ({"query": ADD}, {"query": ADD, **apq(digest_of(ADD))}, {"documentId": digest_of(ADD)}):
            assert await said(socket, sent) == ["DOCUMENT_NOT_TRUSTED"]
        assert await said(socket, {"query": HELLO, **ANN}) == [TOLD[1]]
    assert seen.adds == []


async def test_where_documents_are_trusted_no_others_are_executed(tmp_path: Path, seen: Happenings) -> None:
    manifest = written(tmp_path, {"4d1f": HELLO})
    async with house(document_manifests=manifest, trusted_documents=True) as opened:
        for sent in ({"query": HELLO}, {"documentId": "4d1f"}, apq("4d1f"), {"query": HELLO, **apq(digest_of(HELLO))}):
            assert await opened.ask({**sent, **ANN}) == TOLD
        for text in (ADD, "{ __typename }", HELLO + " ", "{"):
            for sent in ({}, apq(digest_of(text)), {"documentId": digest_of(text)}):
                status, answer = await opened.ask({"query": text, **sent})
                assert (status, code_of(answer)) == (400, "DOCUMENT_NOT_TRUSTED")
        status, answer = await opened.ask({"documentId": digest_of(ADD)})
        assert (status, code_of(answer)) == (400, "DOCUMENT_NOT_TRUSTED")
        status, answer = await got(opened, query="{ hello }")
        assert (status, code_of(answer)) == (400, "DOCUMENT_NOT_TRUSTED")
    assert seen.adds == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{ nope }", "Cannot query field 'nope' on type 'Query'."),
        ("{", "Syntax Error: Expected Name, found <EOF>."),
        ("{ box " * 16 + "{ size }" + "}" * 16, "The operation goes past the limit of depth, which is 15."),
        ("{ __schema { queryType { name } } }", "Introspection is switched off here: __schema is not answered."),
    ],
)
def test_a_manifest_with_a_document_that_will_not_do_keeps_the_server_from_starting(
    text: str, reason: str, tmp_path: Path
) -> None:
    manifest = written(tmp_path, {"4d1f": HELLO, "5e2a": text})
    with pytest.raises(ConfigurationError) as caught:
        web_application(graph, doors({"document_manifests": manifest, "introspection": False}))
    assert str(caught.value) == f"The document 5e2a of the manifest {manifest} will not do: {reason}"


def test_nothing_to_trust_is_refused() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(trusted_documents=True)
    assert str(caught.value) == (
        "The settings are not right: trusted_documents needs document_manifests, or no document would be executed."
    )
    assert Settings(trusted_documents=True, document_manifests=("a.json",)).trusted_documents


def test_a_name_that_stands_for_nothing_is_told_apart_by_what_clients_may_do() -> None:
    asked = GraphRequest(None, None, None, "nothing")
    trusting = StoredDocuments([StoredDocument("a", "{a}", "m.json")], trusted_only=True, learnt_max=10)
    for stored, code in (
        (StoredDocuments([], trusted_only=False, learnt_max=10), "PERSISTED_QUERY_NOT_FOUND"),
        (StoredDocuments([], trusted_only=False, learnt_max=0), "PERSISTED_QUERY_NOT_SUPPORTED"),
        (trusting, "DOCUMENT_NOT_TRUSTED"),
    ):
        with pytest.raises(RequestFault) as caught:
            stored.text_of(asked)
        assert caught.value.errors[0]["extensions"]["code"] == code
