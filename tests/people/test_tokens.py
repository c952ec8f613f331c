"""
Tokens: what is signed is read back, and everything else gives nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.clock import FOREVER, MICROSECONDS
from largesse.errors import Unauthenticated
from largesse.people.caller import Caller, Role, person_id
from largesse.people.claims import ClaimNames, TokenFault, TokenRefused
from largesse.people.tokens import TokenRules, TokenVerifier, sign

NOW = 1_800_000_000 * MICROSECONDS
SECRET = "a secret that is long enough for HS256"
RULES = TokenRules(SECRET)
GOOD: dict[str, Any] = {"sub": "ann", "exp": NOW // MICROSECONDS + 60}


class FixedClock:
    def now(self) -> int:
        return NOW


def packed(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def token(payload: object, header: object | None = None, secret: str = SECRET) -> str:
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    signed = f"{packed(json.dumps({'alg': 'HS256'} if header is None else header).encode())}.{packed(text)}"
    return f"{signed}.{packed(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())}"


async def fault_of(text: str, rules: TokenRules = RULES) -> TokenFault:
    with pytest.raises(TokenRefused) as caught:
        await TokenVerifier(rules, FixedClock()).verify(text)
    assert isinstance(caught.value, Unauthenticated)
    assert caught.value.code == "UNAUTHENTICATED"
    return caught.value.fault


async def verified(payload: object, rules: TokenRules = RULES) -> Caller:
    return await TokenVerifier(rules, FixedClock()).verify(token(payload))


async def test_what_is_signed_is_read_back() -> None:
    rules = TokenRules(SECRET, issuer="https://host.example", audience="largesse", names=ClaimNames(region="country"))
    caller = Caller(
        id=person_id("ann", "https://host.example"),
        subject="ann",
        roles=frozenset({Role.CREATOR, Role.VIEWER}),
        expires_at=NOW + 60 * MICROSECONDS,
        issued_at=NOW,
        region="US-CA",
        age_min=18,
        level=7,
        name="Ann",
        picture="https://p.example/a.png",
        locale="en",
        token_id="t1",
    )
    assert await TokenVerifier(rules, FixedClock()).verify(sign(caller, rules, NOW)) == caller


async def test_the_least_token_has_subject_and_expiry() -> None:
    caller = await verified(GOOD)
    assert (caller.id, caller.subject, caller.roles) == (person_id("ann"), "ann", frozenset())
    assert (caller.region, caller.age_min, caller.level, caller.name, caller.picture, caller.locale) == (None,) * 6
    assert caller.token_id is None


async def test_unknown_roles_count_for_nothing() -> None:
    assert (await verified(GOOD | {"roles": ["viewer", "god", ""]})).roles == {Role.VIEWER}


@pytest.mark.parametrize(
    ("offset", "fault"), [(-59, None), (-60, TokenFault.EXPIRED), (-61, TokenFault.EXPIRED), (0, None)]
)
async def test_a_token_holds_for_its_time_and_the_leeway(offset: int, fault: TokenFault | None) -> None:
    payload = GOOD | {"exp": NOW // MICROSECONDS + offset}
    if fault is None:
        assert (await verified(payload)).expires_at == NOW + offset * MICROSECONDS
    else:
        assert await fault_of(token(payload)) is fault


async def test_a_token_before_its_time_is_early() -> None:
    assert (await verified(GOOD | {"nbf": NOW // MICROSECONDS + 60})).subject == "ann"
    assert await fault_of(token(GOOD | {"nbf": NOW // MICROSECONDS + 61})) is TokenFault.EARLY


async def test_a_token_of_times_to_come_is_early_since_it_would_outlast_revocations() -> None:
    assert (await verified(GOOD | {"iat": NOW // MICROSECONDS + 60})).issued_at == NOW + 60 * MICROSECONDS
    assert await fault_of(token(GOOD | {"iat": NOW // MICROSECONDS + 61})) is TokenFault.EARLY


@pytest.mark.parametrize(
    "payload",
    [
        b'{"sub": "ann", "sub": "bob", "exp": 1800000060}',
        b'{"sub": "ann", "exp": 1800000060, "roles": [], "roles": []}',
    ],
)
async def test_a_claim_that_comes_twice_is_malformed(payload: bytes) -> None:
    assert await fault_of(token(payload)) is TokenFault.MALFORMED


@pytest.mark.parametrize("kind", ["logout+jwt", "dpop+jwt", "", 5, None, ["JWT"]])
async def test_a_token_that_says_it_is_another_kind_is_malformed(kind: object) -> None:
    assert await fault_of(token(GOOD, {"alg": "HS256", "typ": kind})) is TokenFault.MALFORMED


@pytest.mark.parametrize("kind", ["JWT", "jwt", "at+jwt", "application/at+JWT"])
async def test_a_token_may_say_that_it_is_one(kind: str) -> None:
    text = token(GOOD, {"alg": "HS256", "typ": kind})
    assert (await TokenVerifier(RULES, FixedClock()).verify(text)).subject == "ann"


async def test_another_secret_is_forged() -> None:
    assert await fault_of(token(GOOD, secret="another secret, also long enough for it")) is TokenFault.FORGED


async def test_a_changed_claim_is_forged() -> None:
    header, _, signature = token(GOOD).split(".")
    changed = packed(json.dumps(GOOD | {"sub": "bob"}).encode())
    assert await fault_of(f"{header}.{changed}.{signature}") is TokenFault.FORGED


@pytest.mark.parametrize("algorithm", ["none", "None", "HS512", "RS256", "", None, 5, ["HS256"]])
async def test_no_algorithm_but_ours_is_taken(algorithm: object) -> None:
    text = token(GOOD, {"alg": algorithm})
    assert await fault_of(text) is TokenFault.MALFORMED
    assert await fault_of(text.rpartition(".")[0] + ".") is TokenFault.MALFORMED


@pytest.mark.parametrize("header", [{"alg": "HS256", "crit": ["x"], "x": 1}, {"alg": "HS256", "b64": False}, [], 5])
async def test_odd_headers_give_nothing(header: object) -> None:
    assert await fault_of(token(GOOD, header)) in {TokenFault.MALFORMED, TokenFault.FORGED}


@pytest.mark.parametrize(
    ("rules", "claims"),
    [
        (TokenRules(SECRET, issuer="a"), {}),
        (TokenRules(SECRET, issuer="a"), {"iss": "b"}),
        (TokenRules(SECRET, audience="a"), {}),
        (TokenRules(SECRET, audience="a"), {"aud": "b"}),
        (TokenRules(SECRET, audience="a"), {"aud": ["b", 5, {}]}),
    ],
)
async def test_another_issuer_or_audience_is_foreign(rules: TokenRules, claims: dict[str, object]) -> None:
    assert await fault_of(token(GOOD | claims), rules) is TokenFault.FOREIGN


async def test_an_audience_may_be_one_of_many() -> None:
    assert (await verified(GOOD | {"aud": ["b", "a"]}, TokenRules(SECRET, audience="a"))).subject == "ann"


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": None},
        {"sub": ""},
        {"sub": 5},
        {"sub": "s" * 256},
        {"sub": "a\0b"},
        {"sub": "\ud800"},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": float("nan")},
        {"iat": []},
        {"nbf": {}},
        {"roles": "operator"},
        {"roles": {"operator": True}},
        {"roles": [["operator"]]},
        {"region": "Germany"},
        {"region": "de"},
        {"region": "US-CALI"},
        {"region": "DE\n"},
        {"age_min": True},
        {"age_min": -1},
        {"age_min": 121},
        {"age_min": 18.5},
        {"age_min": "18"},
        {"level": True},
        {"level": -1},
        {"level": 2**31},
        {"level": 7.0},
        {"level": "gold"},
        {"name": 5},
        {"picture": "p" * 2049},
        {"locale": []},
        {"jti": 5},
        {"iss": "a\nb"},
        {"iss": ["a"]},
    ],
)
async def test_a_claim_of_an_odd_type_is_malformed(claims: dict[str, object]) -> None:
    assert await fault_of(token(GOOD | claims)) is TokenFault.MALFORMED


@pytest.mark.parametrize("expiry", [1e308, float("inf"), 10**400])
async def test_a_distant_expiry_is_the_last_instant(expiry: float) -> None:
    assert FOREVER - MICROSECONDS < (await verified(GOOD | {"exp": expiry})).expires_at <= FOREVER


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "é.é.é",
        "\ud800.a.b",
        "a" * 9_000,
        token(b"null"),
        token(b"[]"),
        token(b"5"),
        token(b"\xff\xfe\xff"),
        token(b"[" * 5_000),
        token(b'{"exp": ' + b"9" * 5_000 + b"}"),
    ],
)
async def test_what_is_no_token_is_malformed(text: str) -> None:
    assert await fault_of(text) is TokenFault.MALFORMED


@given(st.text())
async def test_any_text_is_refused_and_nothing_else_is_raised(text: str) -> None:
    assert await fault_of(text) in TokenFault


def test_the_rules_do_not_show_the_secret() -> None:
    assert SECRET not in repr(RULES)
