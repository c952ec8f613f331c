"""
Origins: a page of another site may have nothing asked for it, unless its origin is allowed.
"""

from __future__ import annotations

import pytest

from largesse.errors import ConfigurationError
from largesse.web.http.origins import Origins
from tests.web.house import house

HOST = {"Host": "gifts.example"}
GOOD, EVIL = "https://good.example", "https://evil.example"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://gifts.example"},
        {"Origin": GOOD},
        {"Origin": GOOD, "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"},
    ],
    ids=str,
)
def test_no_page_our_own_an_allowed_one_and_a_link_that_is_followed_are_admitted(headers: dict[str, str]) -> None:
    assert Origins([GOOD]).admit(HOST | headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://gifts.example:8080"},
        {"Origin": EVIL, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "image"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"},
    ],
    ids=str,
)
def test_a_foreign_page_is_not_admitted_unless_any_is(headers: dict[str, str]) -> None:
    assert not Origins([GOOD]).admit(HOST | headers)
    assert not Origins([]).admit(HOST | headers)
    assert Origins(["*"]).admit(HOST | headers)


@pytest.mark.parametrize("odd", ["good.example", "https://good.example/path", "null", "https://["])
def test_what_is_no_origin_cannot_be_allowed(odd: str) -> None:
    with pytest.raises(ConfigurationError):
        Origins([odd])


async def test_a_query_by_address_that_a_foreign_page_had_sent_is_403() -> None:
    async with house(allowed_origins=GOOD) as opened:
        for sent, status in (
            ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}, 403),
            ({"Sec-Fetch-Site": "cross-site", "Origin": EVIL}, 403),
            ({"Sec-Fetch-Site": "cross-site", "Origin": GOOD}, 200),
            ({"Origin": opened.url}, 200),
        ):
            async with opened.client.get(f"{opened.url}/graphql?query={{hello}}", headers=sent) as answer:
                assert answer.status == status
                told = await answer.json(content_type=None)
            assert ("data" in told) == (status == 200)
            assert [each["extensions"]["code"] for each in told.get("errors", [])] == ["FORBIDDEN"] * (status == 403)
