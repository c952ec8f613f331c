"""
Media types: which of the two that GraphQL over HTTP defines a client takes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import web

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
HTML = "text/html"


def accepted(request: web.Request) -> str | None:
    """Return what a client takes, None if it does not say: several lines of a header are one list (RFC 9110, 5.3)."""
    lines = request.headers.getall("Accept", ())
    return ", ".join(lines) if lines else None


def answered_with(accept: str | None) -> str | None:
    """
    Return the type to answer with, or None if the client takes neither.

    A client that says nothing, or takes anything, gets `application/json`. The greater q wins; where both are equal,
    `application/graphql-response+json` does, unless only a wildcard takes it.
    """
    return weighed_answer(accept)[1]


@lru_cache(maxsize=256)
def weighed_answer(accept: str | None) -> tuple[float, str | None]:
    """Return the type to answer with, as `answered_with` does, behind the weight that the client gives it."""
    if not accept or not accept.strip():
        return 1.0, JSON
    weights = _weights(accept)
    # What is named is not meant by a wildcard, and `application/*` means more than `*/*` does (RFC 9110, 12.5.1).
    wild = weights.get("application/*", weights.get("*/*", 0.0))
    named = [(weights[each], each) for each in (GRAPHQL, JSON) if each in weights]
    meant = [(wild, each) for each in (JSON, GRAPHQL) if each not in weights]
    weight, answer = max(named + meant, key=lambda each: each[0])
    return (weight, answer) if weight > 0 else (0.0, None)


def weight_of(accept: str | None, media_type: str) -> float:
    """
    Return the weight that a client gives a type, 0 if it does not name it; no wildcard means it.

    Args:
        accept: the header.
        media_type: in small letters; with a parameter behind a semicolon, one that the client must name as well.
    """
    name, _, parameter = media_type.partition(";")
    weights = [0.0]
    for part in (accept or "").lower().split(","):
        words = [word.strip().replace('"', "") for word in part.split(";")]
        if words[0] == name and (not parameter or parameter in words):
            weights.append(_weight(words))
    return max(weights)


def takes_html(accept: str | None) -> bool:
    """Tell whether a browser asks, which names HTML in so many words."""
    return bool(accept) and _weights(accept or "").get(HTML, 0.0) > 0


def _weights(accept: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in accept.lower().split(","):
        words = [word.strip() for word in part.split(";")]
        weights[words[0]] = _weight(words)
    return weights


def _weight(words: list[str]) -> float:
    try:
        weight = float(next((word[2:] for word in words[1:] if word.startswith("q=")), "1"))
    except ValueError:
        return 0.0
    # Not so of NaN, which is a float in Python and would be greater than nothing and less than nothing.
    return min(weight, 1.0) if weight > 0 else 0.0
