"""
How each error at the top of an answer is brought about, by a request to a server that runs.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from largesse.testing import VIEWER
from largesse.web.codes import Code

if TYPE_CHECKING:
    from pathlib import Path

    from largesse.testing import Json, LocalNode

TYPENAME = "{ __typename }"
UNKNOWN = hashlib.sha256(b"unknown").hexdigest()


@dataclass(frozen=True, kw_only=True)
class Request:
    """
    A request that is refused.

    Args:
        body: what is sent, as it is or as JSON.
        headers: beside those of every request.
        method: POST, unless said otherwise.
        settings: of the server, beside those of every test.
        times: how often it is asked; the last one is refused.
    """

    body: Json = None
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "POST"
    settings: dict[str, object] = field(default_factory=dict)
    times: int = 1

    async def ask(self, node: LocalNode) -> tuple[int, Json]:
        """Return the status and the first error of the answer."""
        headers = {
            "Accept": "application/graphql-response+json",
            "Content-Type": "application/json",
            "Authorization": f"Bearer {node.token(VIEWER)}",
        } | self.headers
        data = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        url = f"{node.url}/graphql"
        for _ in range(self.times):
            async with node.session.request(self.method, url, data=data, headers=headers) as response:
                status, answer = response.status, await response.json(content_type=None)
        return status, answer["errors"][0]


class Dripping(Request):
    """A request whose body does not come."""

    async def ask(self, node: LocalNode) -> tuple[int, Json]:
        address = urlsplit(node.url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(
            b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Accept: application/graphql-response+json\r\nContent-Length: 20\r\n\r\n{"
        )
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        return int(head.split()[1]), json.loads(body)["errors"][0]


def document(text: str, **more: object) -> Json:
    return {"query": text, **more}


def hashed(name: str, **more: object) -> Json:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": name}}, **more}


def settings_for(request: Request, directory: Path) -> dict[str, object]:
    """Return the settings of a request's server; where it has a manifest, one is written."""
    settings = dict(request.settings)
    if "document_manifests" in settings:
        manifest = directory / "manifest.json"
        text = "query Name { __typename }"
        manifest.write_text(json.dumps({hashlib.sha256(text.encode()).hexdigest(): text}), "utf-8")
        settings["document_manifests"] = (str(manifest),)
    return settings


REQUESTS: dict[Code, Request] = {
    Code.BAD_REQUEST: Request(body=[document(TYPENAME)]),
    Code.BAD_USER_INPUT: Request(body=document("query Room($id: ID!) { room(id: $id) { id } }")),
    Code.DOCUMENT_NOT_TRUSTED: Request(
        body=document(TYPENAME), settings={"document_manifests": (), "trusted_documents": True}
    ),
    Code.FORBIDDEN: Request(
        method="OPTIONS", headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    ),
    Code.GRAPHQL_PARSE_FAILED: Request(body=document("{ serverInfo { name }")),
    Code.GRAPHQL_VALIDATION_FAILED: Request(body=document("{ serverInfo { nam } }")),
    Code.INTROSPECTION_DISABLED: Request(
        body=document("{ __schema { description } }"), settings={"introspection": False}
    ),
    Code.LIMIT_EXCEEDED: Request(body=document("{ " + "node(id: 1) { " * 16 + "id" + " }" * 17)),
    Code.METHOD_NOT_ALLOWED: Request(method="PUT", body=document(TYPENAME)),
    Code.NOT_ACCEPTABLE: Request(body=document(TYPENAME), headers={"Accept": "text/csv"}),
    Code.OPERATION_RESOLUTION_FAILURE: Request(body=document("query A { __typename } query B { __typename }")),
    Code.PERSISTED_QUERY_HASH_MISMATCH: Request(body=hashed(UNKNOWN, query=TYPENAME)),
    Code.PERSISTED_QUERY_NOT_FOUND: Request(body=hashed(UNKNOWN)),
    Code.PERSISTED_QUERY_NOT_SUPPORTED: Request(body=hashed(UNKNOWN), settings={"persisted_queries_max": 0}),
    Code.RATE_LIMITED: Request(body=document("{ rooms { nodes { id } } }"), settings={"caller_cost_max": 40}, times=2),
    Code.TIMEOUT: Dripping(settings={"request_seconds": 0.5}),
    Code.UNSUPPORTED_MEDIA_TYPE: Request(body=b"query=x", headers={"Content-Type": "application/graphql"}),
}
"""Each is answered with an error of the code, and nothing else."""
