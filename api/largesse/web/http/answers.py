"""
Answers: payloads and faults as HTTP responses, in the media type that the client takes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import orjson
from aiohttp import web

from largesse.web.faults import DocumentFault, RequestFault
from largesse.web.http.media_types import GRAPHQL, JSON, accepted, answered_with

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEADERS = {
    media_type: {
        "Content-Type": f"{media_type}; charset=utf-8",
        "Cache-Control": "no-store",
        "Vary": "Accept, Authorization",
    }
    for media_type in (JSON, GRAPHQL)
}


def encoded(data: object) -> bytes:
    """Return data as JSON; what orjson refuses (a lone surrogate, an integer past 64 bits) is escaped or spelt out."""
    try:
        return orjson.dumps(data)
    except TypeError:
        return json.dumps(data, separators=(",", ":")).encode()


def answer(request: web.Request, payload: object) -> web.Response:
    """Return a payload as an answer."""
    return _response(payload, 200, answered_with(accepted(request)) or JSON)


def fault_answer(request: web.Request, fault: RequestFault) -> web.Response:
    """
    Return a fault as an answer, which closes the connection where the rest of the body is not waited for.

    A document that will not do is answered with 200 where `application/json` is the type: a client of that age takes
    any other status for a broken server (GraphQL over HTTP, 6.4.1).
    """
    media_type = answered_with(accepted(request)) or JSON
    status = 200 if isinstance(fault, DocumentFault) and media_type == JSON else fault.status
    response = _response({"errors": fault.errors}, status, media_type, fault.headers)
    if fault.status in {408, 413}:
        response.force_close()
    return response


def _response(payload: object, status: int, media_type: str, headers: Mapping[str, str] | None = None) -> web.Response:
    said = _HEADERS[media_type]
    return web.Response(body=encoded(payload), status=status, headers={**headers, **said} if headers else said)
