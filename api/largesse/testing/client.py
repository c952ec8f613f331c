"""
A client as a front-end is one: GraphQL over HTTP, one call at a time or many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

    import aiohttp

Json = Any
"""What JSON holds; a test looks into it without ceremony, and fails where it is not as expected."""
ACCEPT = "application/graphql-response+json"


class Answer(NamedTuple):
    """
    What a server answered.

    Args:
        status: of HTTP.
        data: as it was executed; None if it was not.
        errors: those at the top, each with its code in `extensions`.
    """

    status: int
    data: Json
    errors: list[Json]

    @property
    def codes(self) -> list[str]:
        """The codes of the errors at the top."""
        return [error.get("extensions", {}).get("code", "") for error in self.errors]


class GraphClient:
    """
    Asks one server.

    Args:
        url: the root of the server.
        session: whose connections are used; its connector must allow as many as there are calls at a time.
    """

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session

    async def query(self, document: str, variables: Mapping[str, object] | None = None, *, token: str = "") -> Json:
        """
        Return the data of an answer that has no errors at the top.

        Args:
            document: a query or mutation.
            variables: by name.
            token: the bearer token of whoever asks; nobody if empty.

        Raises:
            AssertionError: it has errors, or is of another status than 200.
            aiohttp.ClientError: there is no answer.
        """
        answer = await self.answer(document, variables, token=token)
        if answer.errors or answer.status != 200:  # noqa: PLR2004 - OK
            raise AssertionError(f"status {answer.status}: {answer.errors}")
        return answer.data

    async def answer(self, document: str, variables: Mapping[str, object] | None = None, *, token: str = "") -> Answer:
        """
        Return whatever is answered; see `query`.

        Raises:
            aiohttp.ClientError: there is no answer.
        """
        return await self.post(orjson.dumps({"query": document, "variables": variables or {}}), token=token)

    async def post(self, body: bytes, *, token: str = "") -> Answer:
        """
        Post a body that may be anything, and return what is answered.

        Raises:
            aiohttp.ClientError: there is no answer.
        """
        headers = {"Accept": ACCEPT, "Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        async with self.session.post(f"{self.url}/graphql", data=body, headers=headers) as response:
            answered = orjson.loads(await response.read())
            return Answer(response.status, answered.get("data"), answered.get("errors") or [])
