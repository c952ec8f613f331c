"""
Notices: whoever follows their own wallet is told soon after it was frozen or its cap was set, on every node.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from largesse.streams import Rounds, account_stream, ids_in
from largesse.wallets.models import limits_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractAsyncContextManager

    from largesse.bus.bus import Bus
    from largesse.streams import Hub
    from largesse.wallets.models import WalletLimits

KIND = "limits"
"""The kind of notice that followers are given; its value is a `WalletLimits`."""
TOPIC = "wallets"
"""What nodes tell one another under that the limits of wallets have changed; how they are, the database tells."""
WALLETS_AT_ONCE = 500
"""Wallets that are read together."""
LOOK_SECONDS = 3.0
"""How often all followed wallets are looked at: a word on the bus may be lost, and without one there is none."""
PAUSE_SECONDS = 0.2
"""Between two reads: what changes meanwhile is read once."""


class WalletNotices:
    """
    The notices of one node.

    Args:
        hub: knows which wallets are followed here, and tells their followers.
        bus: carries the word between nodes; None for a single node.
    """

    def __init__(self, hub: Hub, bus: Bus | None = None) -> None:
        self._hub = hub
        self._rounds = Rounds(TOPIC, ids_in, self._take, bus)
        self._changed: dict[str, None] = {}
        self._told: dict[str, WalletLimits] = {}
        """What followers here know or were told last, by wallet."""

    def changed(self, wallet_id: str) -> None:
        """Have the limits of a wallet told anew."""
        self._rounds.tell([wallet_id])

    def known(self, wallet_id: str, limits: WalletLimits) -> None:
        """
        Take note of what a follower knows who has just begun, so that the next change is told.

        Args:
            wallet_id: the account, whose stream is followed or kept.
            limits: what the follower was shown.
        """
        if self._told.setdefault(wallet_id, limits) != limits:
            # Another of its followers knows less, or what was told last is long ago.
            self._rounds.note([wallet_id])

    def kept_up(self) -> AbstractAsyncContextManager[None]:
        """Tell followers for as long as the context lasts."""
        return self._rounds.kept_up(self._step, look_seconds=LOOK_SECONDS, pause_seconds=PAUSE_SECONDS)

    def _take(self, wallet_ids: Iterable[str]) -> bool:
        self._changed.update(dict.fromkeys(each for each in wallet_ids if each in self._told))
        return bool(self._changed)

    async def _step(self, due: bool) -> None:  # noqa: FBT001 - as rounds call it
        followed = self._hub.followed
        self._told = {each: limits for each, limits in self._told.items() if account_stream(each) in followed}
        while changed := list(islice(self._changed, WALLETS_AT_ONCE)):
            for wallet_id in changed:
                del self._changed[wallet_id]
            await self._tell(changed, again=True)
        if due:
            known = list(self._told)
            for start in range(0, len(known), WALLETS_AT_ONCE):
                await self._tell(known[start : start + WALLETS_AT_ONCE], again=False)

    async def _tell(self, wallet_ids: list[str], *, again: bool) -> None:
        """Read wallets and tell their followers, also what these were told before if that may not be all of them."""
        for wallet_id, limits in (await limits_of(wallet_ids)).items():
            if again or self._told.get(wallet_id) != limits:
                self._told[wallet_id] = limits
                self._hub.notice(account_stream(wallet_id), KIND, limits)
