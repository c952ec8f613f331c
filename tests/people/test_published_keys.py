"""
Published keys: each verifies what it says it may, and nothing that a token would like it to.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from largesse.clock import MICROSECONDS
from largesse.people.claims import TokenFault, TokenRefused
from largesse.people.key_ring import KeyRing, RingTimes
from largesse.people.keys import KEYS_MAX, keys_of
from largesse.people.tokens import TokenRules, TokenVerifier

from .issuer import ALGORITHMS, key_for, key_set, public, signed, small_key

if TYPE_CHECKING:
    from largesse.people.caller import Caller

NOW = 1_800_000_000 * MICROSECONDS
GOOD: dict[str, Any] = {"sub": "ann", "exp": NOW // MICROSECONDS + 60, "iss": "https://host.example", "aud": ["us"]}
SECRET = "a secret that is long enough for HS256"
RSA = key_for("RS256")


class FixedClock:
    def now(self) -> int:
        return NOW


async def verified(token: str, published: bytes, secret: str | None = None) -> Caller:
    async def fetch() -> bytes:
        return published

    rules = TokenRules(secret, issuer="https://host.example", audience="us")
    ring = KeyRing(fetch, RingTimes())
    try:
        return await TokenVerifier(rules, FixedClock(), ring).verify(token)
    finally:
        await ring.close()


async def fault_of(token: str, published: bytes, secret: str | None = None) -> TokenFault:
    with pytest.raises(TokenRefused) as caught:
        await verified(token, published, secret)
    return caught.value.fault


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_each_kind_of_key_verifies_its_algorithm(algorithm: str) -> None:
    key = key_for(algorithm)
    published = key_set(*(public(key_for(each, each)) for each in ALGORITHMS), public(key))
    assert (await verified(signed(GOOD, key, algorithm), published)).subject == "ann"
    other = key_for(algorithm, "k2")
    assert await fault_of(signed(GOOD, other, algorithm, kid="k1"), published) is TokenFault.FORGED
    assert await fault_of(signed(GOOD, other, algorithm), published) is TokenFault.FORGED


async def test_the_newer_name_of_eddsa_is_the_same() -> None:
    key = key_for("EdDSA")
    for said in ("EdDSA", "Ed25519", None):
        published = key_set(public(key, alg=said))
        for algorithm in ("EdDSA", "Ed25519"):
            assert (await verified(signed(GOOD, key, algorithm), published)).subject == "ann"


async def test_a_key_that_says_an_algorithm_verifies_no_other() -> None:
    assert (await verified(signed(GOOD, RSA, "PS256"), key_set(public(RSA, alg=None)))).subject == "ann"
    for said, used in (("RS256", "PS256"), ("PS256", "RS256")):
        assert await fault_of(signed(GOOD, RSA, used), key_set(public(RSA, alg=said))) is TokenFault.FORGED


@pytest.mark.parametrize("secret", [None, SECRET], ids=["keys alone", "beside a secret"])
async def test_a_public_key_is_never_a_secret(secret: str | None) -> None:
    published = public(RSA)
    pem = RSAKey.import_key(published).as_pem(private=False)
    head = urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "k1"}).encode()).rstrip(b"=")
    body = urlsafe_b64encode(json.dumps(GOOD).encode()).rstrip(b"=")
    for material in (pem, pem.strip(), json.dumps(published).encode(), published["n"].encode()):
        mac = urlsafe_b64encode(hmac.new(material, head + b"." + body, hashlib.sha256).digest()).rstrip(b"=")
        token = b".".join((head, body, mac)).decode()
        expected = TokenFault.FORGED if secret else TokenFault.MALFORMED
        assert await fault_of(token, key_set(published), secret) is expected


async def test_a_published_secret_is_not_used() -> None:
    known = OctKey.import_key(SECRET.encode(), {"kid": "k1", "alg": "HS256"})
    token = signed(GOOD, known, "HS256")
    assert await fault_of(token, key_set(known.as_dict(private=True))) is TokenFault.MALFORMED


async def test_a_secret_and_keys_may_both_be_believed() -> None:
    published = key_set(public(RSA))
    shared = signed(GOOD, OctKey.import_key(SECRET.encode()), "HS256", kid=None)
    for token in (shared, signed(GOOD, RSA, "RS256")):
        assert (await verified(token, published, SECRET)).subject == "ann"


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS384", "ES512", "RSA-OAEP", "", None, 5, ["RS256"]])
async def test_no_other_algorithm_is_taken(algorithm: object) -> None:
    head, body, mac = signed(GOOD, RSA, "RS256").split(".")
    head = urlsafe_b64encode(json.dumps({"alg": algorithm, "kid": "k1"}).encode()).rstrip(b"=").decode()
    for text in (f"{head}.{body}.{mac}", f"{head}.{body}."):
        assert await fault_of(text, key_set(public(RSA))) is TokenFault.MALFORMED


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["exp"], "exp": 1},
        {"crit": []},
        {"kid": 5},
        {"kid": ["k1"]},
        {"typ": "dpop+jwt"},
    ],
)
async def test_an_odd_header_is_malformed(header: dict[str, object]) -> None:
    head = urlsafe_b64encode(json.dumps({"alg": "RS256", "kid": "k1", **header}).encode()).rstrip(b"=").decode()
    text = ".".join((head, *signed(GOOD, RSA, "RS256").split(".")[1:]))
    assert await fault_of(text, key_set(public(RSA))) is TokenFault.MALFORMED


async def test_a_key_in_the_token_itself_counts_for_nothing() -> None:
    own = key_for("RS256", "own")
    for more in ({"jwk": public(own)}, {"x5u": "https://own.example/key"}, {"jku": "https://own.example/keys"}):
        assert await fault_of(signed(GOOD, own, "RS256", kid="k1", **more), key_set(public(RSA))) is TokenFault.FORGED


async def test_what_a_header_says_beside_is_ignored() -> None:
    token = signed(GOOD, RSA, "RS256", nonce="n", chain="c" * 2_000)
    assert (await verified(token, key_set(public(RSA)))).subject == "ann"


async def test_an_encrypted_token_is_malformed() -> None:
    assert await fault_of("a.b.c.d.e", key_set(public(RSA))) is TokenFault.MALFORMED


async def test_a_token_without_a_key_id_is_verified_where_only_one_key_can_be_meant() -> None:
    token = signed(GOOD, RSA, "RS256", kid=None)
    elliptic = public(key_for("ES256", "k2"))
    assert (await verified(token, key_set(public(RSA), elliptic))).subject == "ann"
    assert await fault_of(token, key_set(public(RSA), public(key_for("RS256", "k3")))) is TokenFault.FORGED


@pytest.mark.parametrize("claims", [{"iss": "https://elsewhere.example"}, {"iss": None}, {"aud": "them"}, {"aud": []}])
async def test_a_good_signature_for_somebody_else_is_foreign(claims: dict[str, object]) -> None:
    assert await fault_of(signed(GOOD | claims, RSA, "RS256"), key_set(public(RSA))) is TokenFault.FOREIGN


@pytest.mark.parametrize("claim", ["exp", "sub"])
async def test_a_token_without_an_end_or_a_subject_is_malformed(claim: str) -> None:
    claims = {name: value for name, value in GOOD.items() if name != claim}
    assert await fault_of(signed(claims, RSA, "RS256"), key_set(public(RSA))) is TokenFault.MALFORMED


@pytest.mark.parametrize(
    "key",
    [
        public(small_key(1024)),
        public(RSA, use="enc"),
        public(RSA, key_ops=["sign"]),
        public(RSA, alg="RS512"),
        public(RSA, alg=5),
        public(RSA, kid=5),
        public(RSA, n="AA"),
        public(RSA, n=5),
        RSA.as_dict(private=True),
        public(ECKey.generate_key("P-384", {"kid": "k1"})),
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "OKP", "crv": "Ed25519", "x": "AA"},
        {"kty": "oct", "k": "AA"},
        {"kty": "quantum"},
        {"kty": ["RSA"]},
        {},
        5,
        None,
        [],
    ],
    ids=str,
)
def test_a_key_of_no_use_is_skipped_and_the_others_are_used(key: object) -> None:
    found = keys_of(json.dumps({"keys": [key, public(key_for("ES256"))]}).encode())
    assert (set(found.keys), found.skipped) == ({("k1", "ES256")}, 1)


@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b"5", b"{}", b'{"keys": {}}', b'{"keys": 5}', b"\xff", b"[" * 100_000, key_set(*[{}] * 101)],
    ids=["empty", "null", "list", "number", "no keys", "object", "count", "no text", "deep", "too many"],
)
def test_what_is_no_key_set_is_refused(content: bytes) -> None:
    assert KEYS_MAX == 100
    with pytest.raises(ValueError, match=r"."):
        keys_of(content)
