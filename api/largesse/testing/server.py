"""
A server for tests that know nothing of asyncio: it runs in a thread of its own, and every call waits for its end.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from largesse.testing.people import CREATOR, EVERYBODY, VIEWER
from largesse.testing.servers import serving

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    from largesse.clock import Clock
    from largesse.plugins import Policy
    from largesse.settings import Settings
    from largesse.testing.client import Json
    from largesse.testing.people import Persona
    from largesse.testing.servers import LocalNode

Outcome = TypeVar("Outcome")

_QUOTE = """
query ($roomId: ID!, $giftType: String!, $variant: String, $quantity: Int!, $recipientId: ID) {
  giftQuote(
    roomId: $roomId, giftType: $giftType, variant: $variant, quantity: $quantity, recipientId: $recipientId
  ) { totalCoins refusal { ... on UserError { message } } }
}
"""


class Server:
    """
    A server of a test, asked one thing after the other.

    Args:
        node: the server, as tests ask it that are coroutines themselves.
        loop: on which it runs.
    """

    def __init__(self, node: LocalNode, loop: asyncio.AbstractEventLoop) -> None:
        self.node = node
        self._loop = loop

    @property
    def url(self) -> str:
        """The address of its root, without a slash at the end."""
        return self.node.url

    def run(self, doing: Coroutine[object, object, Outcome]) -> Outcome:
        """Do what only a coroutine can, such as `node.follow`, on the server's loop, and return its outcome."""
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result()

    def query(self, document: str, variables: Mapping[str, object] | None = None, by: Persona | None = None) -> Json:
        """
        Return the data that a query or mutation is answered with.

        Args:
            document: in GraphQL.
            variables: by name.
            by: who asks; nobody if left out.

        Raises:
            AssertionError: the answer has errors at the top.
        """
        token = self.node.token(by) if by else ""
        return self.run(self.node.query(document, variables, token=token))

    def act(self, document: str, by: Persona, **sent: object) -> Json:
        """
        Do a mutation that takes the variable `input`, and return its payload, errors included.

        Args:
            document: in GraphQL, with one root field.
            by: who does it.
            sent: the input; a fresh idempotency key is added if there is none.

        Raises:
            AssertionError: the answer has errors at the top.
        """
        return self.run(self.node.act(document, by, **sent))

    def meet_everybody(self) -> None:
        """Have everybody call once, so that the server knows them."""
        self.run(self.node.meet(*EVERYBODY))

    def grant(self, owner: Persona, coins: int, **more: object) -> Json:
        """
        Have an operator grant coins, as a bonus unless said otherwise, and return the lot.

        Raises:
            AssertionError: they are not granted.
        """
        return self.run(self.node.grant(owner, coins, **more))

    def open_room(self, host: Persona = CREATOR, guests: Sequence[Persona] = (), title: str = "A room") -> str:
        """
        Have a host open a room with guests on its stage, and return its id.

        Raises:
            AssertionError: it is not opened.
        """
        return self.run(self.node.open_room(host, guests, title))

    def price_of(self, room: str, gift_type: str = "rose", quantity: int = 1, **more: object) -> int:
        """
        Return what so many gifts of a type cost in a room now, in coins.

        Args:
            room: its id.
            gift_type: the key of what would be given.
            quantity: how many at once.
            more: `variant`, `recipientId`.

        Raises:
            AssertionError: there is no such gift type, or its price cannot be told.
        """
        variables = {"roomId": room, "giftType": gift_type, "quantity": quantity, **more}
        quote = self.query(_QUOTE, variables, VIEWER)["giftQuote"]
        if quote["totalCoins"] is None:
            raise AssertionError(quote["refusal"]["message"])
        return int(quote["totalCoins"])

    def send_gift(self, sender: Persona, room: str, gift_type: str = "rose", quantity: int = 1, **more: object) -> Json:
        """
        Have somebody send a gift at its price, and return it.

        Args:
            sender: who pays.
            room: its id.
            gift_type: the key of what is given.
            quantity: how many at once.
            more: other fields of the input, such as `variant`, `recipientId` or `priceSeen`.

        Raises:
            AssertionError: it is not sent.
        """
        return self.run(self.node.send_gift(sender, room, **self._sent(room, gift_type, quantity, more)))

    def order_gift(
        self, sender: Persona, room: str, gift_type: str = "rose", quantity: int = 1, **more: object
    ) -> Json:
        """
        Have somebody send a gift as `send_gift` does, and return the payload, errors included.

        Raises:
            AssertionError: its price cannot be told; say a `priceSeen` then.
        """
        return self.run(self.node.order_gift(sender, room, **self._sent(room, gift_type, quantity, more)))

    def coins_of(self, owner: Persona) -> int:
        """Return what somebody can spend."""
        return self.run(self.node.coins_of(owner))

    def earnings_of(self, owner: Persona) -> int:
        """Return what somebody has earned that is not mature, in millionths of a diamond."""
        return self.run(self.node.earnings_of(owner))

    def assert_books_balance(self) -> None:
        """
        Verify the books as `largesse ledger verify` does.

        Raises:
            AssertionError: something differs; the first differences are named.
        """
        self.run(self.node.assert_books_balance())

    @contextmanager
    def nothing_moves(self) -> Iterator[None]:
        """
        Have the database hold at the end of the block exactly what it held at its beginning.

        Raises:
            AssertionError: a row has come, gone or changed; they are named.
        """
        still = self.node.nothing_moves()
        self.run(_entered(still))
        yield
        self.run(_left(still))

    def _sent(self, room: str, gift_type: str, quantity: int, more: Mapping[str, object]) -> dict[str, object]:
        sent = {"giftType": gift_type, "quantity": quantity, **more}
        if "priceSeen" in more:
            return sent
        asked = {name: more[name] for name in ("variant", "recipientId") if name in more}
        return {**sent, "priceSeen": str(self.price_of(room, gift_type, quantity, **asked))}


@contextmanager
def served(
    settings: Settings,
    *,
    clock: Clock | None = None,
    policy: Policy | None = None,
    plugins: Sequence[object] = (),
) -> Iterator[Server]:
    """
    Serve in this process, in a thread, for as long as the block lasts; see `serving`.

    Args:
        settings: as `settings_in` returns them.
        clock: the machine's, or one to turn.
        policy: which plugins are wanted; the bundled ones and those under test if left out.
        plugins: those under test.

    Raises:
        ConfigurationError: something is set up in a way that no server can start with.
    """
    started: Future[_Started] = Future()
    context = serving(settings, clock=clock, policy=policy, plugins=plugins)
    with ThreadPoolExecutor(1, "largesse server") as thread:
        ended = thread.submit(lambda: asyncio.run(_held(context, started)))
        node, loop, over = started.result()
        try:
            yield Server(node, loop)
        finally:
            loop.call_soon_threadsafe(over.set)
            ended.result()


class _Started(NamedTuple):
    node: LocalNode
    loop: asyncio.AbstractEventLoop
    over: asyncio.Event


async def _held(context: AbstractAsyncContextManager[LocalNode], started: Future[_Started]) -> None:
    over = asyncio.Event()
    try:
        async with context as node:
            started.set_result(_Started(node, asyncio.get_running_loop(), over))
            await over.wait()
    except BaseException as error:
        if not started.done():
            started.set_exception(error)
        raise


async def _entered(context: AbstractAsyncContextManager[None]) -> None:
    await context.__aenter__()


async def _left(context: AbstractAsyncContextManager[None]) -> None:
    await context.__aexit__(None, None, None)
