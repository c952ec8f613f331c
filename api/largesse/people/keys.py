"""
Keys: the public keys that a host platform publishes as a JSON Web Key Set (RFC 7517), and what each may verify.
"""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, NamedTuple

from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from joserfc.jwk import Key

ALGORITHMS = frozenset({"RS256", "PS256", "ES256", "EdDSA", "Ed25519"})
"""What a token may be signed with, if the key says so too; `Ed25519` is RFC 9864's name for `EdDSA` with that curve."""
KEYS_MAX = 100
_RSA = frozenset({"RS256", "PS256"})
_ED25519 = frozenset({"EdDSA", "Ed25519"})
_RSA_BITS = range(2_048, 8_193)
"""RFC 7518, 3.3, asks for 2,048 at least; past the other end each verification takes its time."""
_ODD = (JoseError, ValueError, TypeError, KeyError, AttributeError)


class KeySet(NamedTuple):
    """
    The keys of a set that may verify tokens.

    Args:
        keys: by the key's id (None where it has none) and algorithm.
        skipped: how many keys of the set are of no use here: of another kind, private, too small, for encryption.
    """

    keys: Mapping[tuple[str | None, str], Key]
    skipped: int

    def find(self, key_id: str | None, algorithm: str) -> Key | None:
        """
        Return the key that a token names, if it may verify that algorithm.

        A token that names none may be verified if there is only one key for the algorithm.
        """
        if key_id is not None:
            return self.keys.get((key_id, algorithm))
        fitting = [key for (_, known), key in self.keys.items() if known == algorithm]
        return fitting[0] if len(fitting) == 1 else None


def keys_of(content: bytes) -> KeySet:
    """
    Return the keys of a set.

    Args:
        content: `{"keys": […]}` as it was published.

    Raises:
        ValueError: it is no key set, or has more than a hundred keys.
    """
    try:
        published = json.loads(content)["keys"]
    except (RecursionError, TypeError, KeyError) as error:
        message = "it is no JSON Web Key Set"
        raise ValueError(message) from error
    if not isinstance(published, list) or len(published) > KEYS_MAX:
        message = f"it is no list of {KEYS_MAX} keys at most"
        raise ValueError(message)
    keys: dict[tuple[str | None, str], Key] = {}
    skipped = 0
    for each in published:
        algorithms = _algorithms_of(each)
        skipped += not algorithms
        for algorithm in algorithms:
            # Of two keys with one id neither can be told from the other; the first is meant.
            keys.setdefault((each.get("kid"), algorithm), _imported(each))
    return KeySet(keys, skipped)


def _algorithms_of(published: object) -> frozenset[str]:
    """Return what a key says that it may verify, as far as that is any good; nothing for a key that is of no use."""
    if not isinstance(published, dict) or "d" in published or published.get("use", "sig") != "sig":
        return frozenset()
    try:
        if "verify" not in published.get("key_ops", ["verify"]):
            return frozenset()
        key = _imported(published)
    except _ODD:
        return frozenset()
    possible: frozenset[str] = frozenset()
    if isinstance(key, RSAKey) and key.public_key.key_size in _RSA_BITS:
        possible = _RSA
    elif isinstance(key, ECKey) and published["crv"] == "P-256":
        possible = frozenset({"ES256"})
    elif isinstance(key, OKPKey) and published["crv"] == "Ed25519":
        possible = _ED25519
    said = published.get("alg")
    if said is None or (said in _ED25519 and possible == _ED25519):
        return possible
    return possible & {said} if isinstance(said, str) else frozenset()


def _imported(published: dict[str, str | list[str]]) -> Key:
    # What it says of its algorithm is looked at here, where one may have two names.
    unsaid = {name: value for name, value in published.items() if name != "alg"}
    with warnings.catch_warnings():
        # A small key is not used at all.
        warnings.simplefilter("ignore", SecurityWarning)
        return JWKRegistry.import_key(unsaid)
