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


@lru_cache(maxsize=256)
def answered_with(accept: str | None) -> str | None:
    """
    Return the type to answer with, or None if the client takes neither.

    A client that says nothing, or takes anything, gets `application/json`. The greater q wins; where both are equal,
    `application/graphql-response+json` does.
    """
    if not accept or not accept.strip():
        return JSON
    weights = _weights(accept)
    taken = [name for name in _RANKS if weights.get(name, 0.0) > 0]
    # What is named with q=0 is refused, even where a wildcard would take it.
    answers = [(weights[name], _RANKS[name]) for name in taken if weights.get(_RANKS[name], 1.0) > 0]
    return max(answers, key=lambda each: each[0])[1] if answers else None


def takes_html(accept: str | None) -> bool:
    """Tell whether a browser asks, which names HTML in so many words."""
    return bool(accept) and _weights(accept or "").get(HTML, 0.0) > 0


def _weights(accept: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in accept.lower().split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        given = next((word[2:] for word in parameters if word.startswith("q=")), "1")
        try:
            weights[name] = float(given)
        except ValueError:
            weights[name] = 0.0
    return weights
