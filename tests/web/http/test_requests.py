"""
Requests: whatever JSON, and whatever text in a header, is read or refused, and never breaks anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from largesse.web.faults import RequestFault
from largesse.web.http.media_types import answered_with, takes_html
from largesse.web.http.origins import Origins
from largesse.web.requests import GraphRequest, request_of, request_of_address

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("query", "variables", "operationName", "documentId", "extensions", "persistedQuery", "version", "sha256Hash")
LEAVES = st.none() | st.booleans() | st.integers(-2, 2) | st.floats() | st.text(max_size=8) | st.just("sha256:")
JSON = st.recursive(
    LEAVES,
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), each),
    max_leaves=12,
)
HEADERS = st.dictionaries(
    st.sampled_from(("Origin", "Host", "Sec-Fetch-Site", "Sec-Fetch-Dest")),
    st.text(max_size=20) | st.sampled_from(("https://[", "//x:y", "http://a:99999", "null", "cross-site", "document")),
)


def told(reading: Callable[[Any], GraphRequest], sent: object) -> GraphRequest | str:
    """Return the request that is read, or the code of its refusal."""
    try:
        return reading(sent)
    except RequestFault as refused:
        return str(refused.errors[0]["extensions"]["code"])


def holds(found: GraphRequest | str) -> bool:
    """Tell whether a request names or brings a document, and has variables if any; or is the client's fault."""
    if isinstance(found, str):
        return found == "BAD_REQUEST"
    return bool(found.query or found.document_id) and isinstance(found.variables, dict | None)


@given(JSON)
def test_json_of_any_shape_is_a_request_or_the_clients_fault(sent: object) -> None:
    assert holds(told(request_of, sent))


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=20)))
def test_parameters_of_any_text_are_a_request_or_the_clients_fault(sent: dict[str, str]) -> None:
    assert holds(told(request_of_address, sent))


@given(HEADERS)
def test_a_page_is_admitted_or_not_whatever_its_headers_say(headers: dict[str, str]) -> None:
    closed, anybody = Origins([]), Origins(["*"])
    assert closed.admit(headers) in {True, False}
    assert anybody.admit(headers)
    assert not closed.allows(headers.get("Origin", ""))


@given(st.text(max_size=40) | st.from_regex(r"(text/html|application/json|\*/\*)(;q=[0-9a-z.]{0,5})?(,.*)?"))
def test_any_text_accepts_one_of_the_types_or_none(accept: str) -> None:
    assert answered_with(accept) in {None, "application/json", "application/graphql-response+json"}
    assert takes_html(accept) in {True, False}
