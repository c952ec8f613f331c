"""
Remembered tokens: one that has just been verified is not verified again, since a caller sends the same with each call.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from largesse.clock import MICROSECONDS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from largesse.clock import Clock, Instant
    from largesse.people.caller import Caller

SECONDS = 10
"""How long a token is taken as verified: a key that its issuer withdraws is trusted no longer than that."""
REMEMBERED_MAX = 20_000


class _Verified(NamedTuple):
    """Whom a token told of, and when."""

    caller: Caller
    at: Instant


class RememberedTokens:
    """
    Remembers by a token's hash, never the token, whom it told of.

    What may change from call to call is not remembered: the end of a token's time is looked at here each time, and
    revocation by whoever calls this.

    Args:
        verify: turns a token into a caller, or raises `TokenRefused`; refusals are not remembered.
        clock: tells when a token ends.
        leeway_seconds: for how long after its end it is taken.
        remembered_max: how many are remembered; the one verified longest ago is forgotten first.
    """

    def __init__(
        self,
        verify: Callable[[str], Awaitable[Caller]],
        clock: Clock,
        leeway_seconds: int,
        remembered_max: int = REMEMBERED_MAX,
    ) -> None:
        self._verify = verify
        self._clock = clock
        self._leeway = leeway_seconds * MICROSECONDS
        self._remembered_max = remembered_max
        self._remembered: OrderedDict[bytes, _Verified] = OrderedDict()

    async def verify(self, token: str) -> Caller:
        """
        Return the caller whom a token tells of.

        Raises:
            TokenRefused: the token gives nothing; its fault says why.
        """
        # A header may hold what is no UTF-8; who verifies it says what is wrong.
        digest = sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._remembered.get(digest)
        now = self._clock.now()
        # A clock that was set back makes no token younger.
        if known and 0 <= now - known.at < SECONDS * MICROSECONDS and now < known.caller.expires_at + self._leeway:
            return known.caller
        self._remembered.pop(digest, None)
        caller = await self._verify(token)
        self._remembered[digest] = _Verified(caller, now)
        if len(self._remembered) > self._remembered_max:
            self._remembered.popitem(last=False)
        return caller
