"""
A name for content: the same on every node, and for whoever computes it again.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Content: TypeAlias = "str | int | bool | Sequence[Content] | Mapping[str, Content] | None"
"""What JSON can say without a float."""


def digest_of(content: Mapping[str, Content]) -> str:
    """
    Return the SHA-256 of a content's canonical JSON, in hexadecimal.

    Canonical is: UTF-8, keys sorted, no spaces, integers as they are; exact ratios are text, `numerator/denominator`.
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return sha256(text.encode()).hexdigest()
