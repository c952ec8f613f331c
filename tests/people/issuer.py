"""
An issuer for tests: keys of each kind, the set that publishes them, and tokens signed with them.
"""

from __future__ import annotations

import json
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from joserfc.jwk import Key

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")


def key_for(algorithm: str, name: str = "k1") -> Key:
    """A key that may sign so; the same for the same name."""
    return _key(algorithm, name)


@cache
def _key(algorithm: str, name: str) -> Key:
    parameters: dict[str, Any] = {"kid": name, "use": "sig"}
    if algorithm == "ES256":
        return ECKey.generate_key("P-256", parameters)
    if algorithm == "EdDSA":
        return OKPKey.generate_key("Ed25519", parameters)
    return RSAKey.generate_key(2048, parameters)


@cache
def small_key(bits: int) -> Key:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        return RSAKey.generate_key(bits, {"kid": "small"})


def public(key: Key, **more: object) -> dict[str, Any]:
    """A key as it is published; what is None is left out."""
    members = {**key.as_dict(private=False), **more}
    return {name: value for name, value in members.items() if value is not None}


def key_set(*keys: Mapping[str, object]) -> bytes:
    return json.dumps({"keys": keys}).encode()


def signed(claims: Mapping[str, object], key: Key, algorithm: str, **header: object) -> str:
    """A token; its header names the key unless told otherwise."""
    named = {"alg": algorithm, "kid": key.kid, **header}
    kept = {name: value for name, value in named.items() if value is not None}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        registry = JWSRegistry(algorithms=[algorithm], strict_check_header=False)
        return jwt.encode(kept, dict(claims), key, registry=registry)
