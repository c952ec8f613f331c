"""
Identifiers that are made once, and fingerprints of what was asked.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import orjson
from uuid_utils import uuid7

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.clock import Instant


def new_id() -> str:
    """Return a new uuid7 in canonical text: later ones sort after earlier ones of this process."""
    return str(uuid7())


def least_id(instant: Instant) -> str:
    """Return the least uuid7 that can have been made at an instant: whatever is less was made before."""
    digits = f"{max(instant, 0) // 1_000:012x}"
    return f"{digits[:8]}-{digits[8:12]}-7000-8000-000000000000"


def fingerprint(operation: str, content: Mapping[str, object]) -> str:
    """
    Return a hash of an operation and its content as they were sent, before defaults.

    Args:
        operation: the deed's name in the graph, such as `giftSend`.
        content: JSON-like values; what was left out is not in it.

    Returns:
        32 hexadecimal digits (BLAKE2b, 16 bytes).
    """
    canonical = orjson.dumps([operation, content], option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return blake2b(canonical, digest_size=16).hexdigest()
