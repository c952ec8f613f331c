"""
Media types: which of the two that GraphQL over HTTP defines a client takes.
"""

from __future__ import annotations

from functools import lru_cache

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
HTML = "text/html"
_RANKS = {GRAPHQL: GRAPHQL, JSON: JSON, "application/*": JSON, "*/*": JSON}
"""Types that a client may accept, the best first, and what each is answered with."""


def answered_with(accept: str | None) -> str | None:
    """
    Return the type to answer with, or None if the client takes neither.

    A client that says nothing, or takes anything, gets `application/json`. The greater q wins; where both are equal,
    `application/graphql-response+json` does.
    """
    return weighed_answer(accept)[1]


@lru_cache(maxsize=256)
def weighed_answer(accept: str | None) -> tuple[float, str | None]:
    """Return the type to answer with, as `answered_with` does, behind the weight that the client gives it."""
    if not accept or not accept.strip():
        return 1.0, JSON
    weights = _weights(accept)
    taken = [name for name in _RANKS if weights.get(name, 0.0) > 0]
    # What is named with q=0 is refused, even where a wildcard would take it.
    answers = [(weights[name], _RANKS[name]) for name in taken if weights.get(_RANKS[name], 1.0) > 0]
    return max(answers, key=lambda each: each[0]) if answers else (0.0, None)


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
        return float(next((word[2:] for word in words[1:] if word.startswith("q=")), "1"))
    except ValueError:
        return 0.0
