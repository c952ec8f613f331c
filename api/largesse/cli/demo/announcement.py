"""
What the demo says when it is ready: addresses, a token for each role, and a first query to paste.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from largesse.cli.demo.documents import FIRST_QUERY
from largesse.cli.demo.saying import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rich.console import Console


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """
    What a front-end needs to begin.

    Args:
        url: the server's root.
        room: the identifier of the room in the graph.
        data_dir: where its database is.
        tokens: a token for each role, by name.
        expired_token: one whose time is over.
        kept: whether the directory stays when the demo ends.
        workers: the processes that take its calls, if there are several.
    """

    url: str
    room: str
    data_dir: Path
    tokens: Mapping[str, str]
    expired_token: str
    kept: bool
    workers: Sequence[int] = ()

    @property
    def graphql(self) -> str:
        """The graph's address over HTTP."""
        return f"{self.url}/graphql"

    @property
    def websocket(self) -> str:
        """The graph's address for sockets."""
        return f"ws{self.graphql.removeprefix('http')}"

    def json(self) -> str:
        """Return it as one JSON object on one line."""
        words: dict[str, object] = {
            "url": self.url,
            "graphql": self.graphql,
            "websocket": self.websocket,
            "room": self.room,
            "data_dir": str(self.data_dir),
            "tokens": dict(self.tokens),
            "expired_token": self.expired_token,
        }
        if self.workers:
            words["workers"] = list(self.workers)
        return orjson.dumps(words).decode()

    def show(self, console: Console) -> None:
        """Say it in words; commands and tokens on lines of their own, unbroken, to be copied."""
        say(console, f"Largesse is up at {self.url}", "bold")
        say(console, f"  GraphQL    {self.graphql}")
        say(console, f"  websocket  {self.websocket}  (graphql-transport-ws)")
        say(console, f"  room       {self.room}")
        say(console, f"  data       {self.data_dir}  ({'kept' if self.kept else 'removed at the end'})")
        say(console)
        say(console, "A bearer token for each role, good for a week:", "bold")
        for name, token in self.tokens.items():
            say(console, f"  {name:<10} {token}")
        say(console)
        say(console, "A first query:", "bold")
        say(console, f"  {self.first_query()}")
        say(console)
        if self.workers:
            say(console, f"{len(self.workers)} workers share the port. End one, and watch the room go on:", "bold")
            say(console, f"  kill -9 {self.workers[0]}")
            say(console)

    def first_query(self) -> str:
        """Return a command that asks for the viewer's wallet and a gift type."""
        query = orjson.dumps({"query": FIRST_QUERY}).decode()
        return (
            f"curl -s {self.graphql} -H 'Content-Type: application/json'"
            f" -H 'Authorization: Bearer {self.tokens['viewer']}' -d {shlex.quote(query)}"
        )
