"""
Compact JWS (RFC 7515): what a token is made of, read strictly and verified by the key that we chose for it.
"""

from __future__ import annotations

import warnings
from base64 import urlsafe_b64decode
from functools import cache
from json import JSONDecoder
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError, SecurityWarning
from joserfc.jwk import OctKey
from joserfc.jws import JWSRegistry

from largesse.people.claims import TokenFault, TokenRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from joserfc.jwk import Key

SECRET_ALGORITHM = "HS256"  # noqa: S105 - the name of an algorithm
TOKEN_LENGTH_MAX = 8_192
_DOTS = 2
"""A JWS has three parts; a JWE, which has five, is not read."""
_KINDS = frozenset({"jwt", "at+jwt", "application/jwt", "application/at+jwt"})
"""What a token may say it is (RFC 8725, 3.11): a logout token or a proof, signed with the same key, is none."""
# Beside its own errors the library lets through what base64, utf-8 and json raise on hostile text.
_ODD = (JoseError, ValueError, TypeError, RecursionError, KeyError, AttributeError)


class _Decoder(JSONDecoder):
    """A decoder that takes each name once: of two readers, one might see the first and one the last."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - json's own, passed on as they are
        super().__init__(*args, **kwargs, object_pairs_hook=_each_once)


def header_of(token: str) -> Mapping[str, object]:
    """
    Return the header of a token; nothing in it is to be believed.

    Raises:
        TokenRefused: `MALFORMED`: it is no JWS, is too long, is another kind of token, or asks for what nobody here
            understands.
    """
    if len(token) > TOKEN_LENGTH_MAX or token.count(".") != _DOTS:
        raise TokenRefused(TokenFault.MALFORMED)
    part = token.partition(".")[0]
    try:
        header = _Decoder().decode(urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode())
    except _ODD:
        raise TokenRefused(TokenFault.MALFORMED) from None
    if not isinstance(header, dict) or "crit" in header:
        raise TokenRefused(TokenFault.MALFORMED)
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.lower() not in _KINDS:
        raise TokenRefused(TokenFault.MALFORMED)
    return header


def claims_of(token: str, key: Key, algorithm: str) -> dict[str, object]:
    """
    Return the claims of a token that was signed with a key.

    Args:
        token: whose header has been read.
        key: chosen by us.
        algorithm: the key's; what the token says counts for nothing.

    Raises:
        TokenRefused: `FORGED`: it was signed with another; `MALFORMED`: it holds no claims.
    """
    try:
        with warnings.catch_warnings():
            # Of `EdDSA`, that it has a newer name.
            warnings.simplefilter("ignore", SecurityWarning)
            return jwt.decode(token, key, registry=_only(algorithm), decoder_cls=_Decoder).claims
    except BadSignatureError:
        raise TokenRefused(TokenFault.FORGED) from None
    except _ODD:
        raise TokenRefused(TokenFault.MALFORMED) from None


def signed(claims: Mapping[str, object], key: OctKey) -> str:
    """Return claims as a token that is signed with a secret."""
    return jwt.encode({"alg": SECRET_ALGORITHM}, dict(claims), key, algorithms=[SECRET_ALGORITHM])


def secret_key(secret: bytes) -> OctKey:
    """Return a secret as a key."""
    with warnings.catch_warnings():
        # A short secret is refused where settings are checked, in words of our own.
        warnings.simplefilter("ignore", SecurityWarning)
        return OctKey.import_key(secret)


@cache
def _only(algorithm: str) -> JWSRegistry:
    """Return what takes one algorithm, whatever else a header says: RFC 7515, 4, has the rest ignored."""
    registry = JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    # Some issuers send their certificates along.
    registry.max_header_length = TOKEN_LENGTH_MAX
    return registry


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        message = "a name comes twice"
        raise ValueError(message)
    return members
