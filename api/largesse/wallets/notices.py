"""
Notices: whoever follows their own wallet is told soon after it was frozen or its cap was set, on every node.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
import structlog

from largesse.errors import Unavailable
from largesse.streams import account_stream
from largesse.wallets.models import limits_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

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
_log = structlog.stdlib.get_logger("largesse.wallets")


class WalletNotices:
    """
    The notices of one node.

    Args:
        hub: knows which wallets are followed here, and tells their followers.
        bus: carries the word between nodes; None for a single node.
    """

    def __init__(self, hub: Hub, bus: Bus | None = None) -> None:
        self._hub = hub
        self._bus = bus
        self._changed: dict[str, None] = {}
        self._told: dict[str, WalletLimits] = {}
        """What followers here know or were told last, by wallet."""
        self._look_at = 0.0
        self._wake = asyncio.Event()
        if bus is not None:
            bus.subscribe(self._heard)

    def changed(self, wallet_id: str) -> None:
        """Have the limits of a wallet told anew."""
        self._take([wallet_id])
        if self._bus is not None:
            self._bus.publish(TOPIC, orjson.dumps([wallet_id]))

    def known(self, wallet_id: str, limits: WalletLimits) -> None:
        """
        Take note of what a follower knows who has just begun, so that the next change is told.

        Args:
            wallet_id: the account, whose stream is followed or kept.
            limits: what the follower was shown.
        """
        if self._told.setdefault(wallet_id, limits) != limits:
            # Another of its followers knows less, or what was told last is long ago.
            self._take([wallet_id])

    @asynccontextmanager
    async def kept_up(self) -> AsyncIterator[None]:
        """Tell followers for as long as the context lasts."""
        task = asyncio.create_task(self._work(), name="wallet notices")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})

    def _heard(self, topic: str, payload: bytes) -> None:
        if topic != TOPIC:
            return
        try:
            wallet_ids = [str(UUID(wallet_id)) for wallet_id in orjson.loads(payload)]
        except (ValueError, TypeError, AttributeError):
            _log.warning("wallets_message_dropped", payload_bytes=len(payload))
            return
        self._take(wallet_ids)

    def _take(self, wallet_ids: Iterable[str]) -> None:
        self._changed.update(dict.fromkeys(each for each in wallet_ids if each in self._told))
        if self._changed:
            self._wake.set()

    async def _work(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._look_at):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self._step()
            except Unavailable as failure:
                _log.warning("wallets_cannot_be_read", reason=failure.reason)
            except Exception:  # noqa: BLE001 - a mistake of ours must not end what followers rely on
                _log.exception("wallet_notices_failed")
            await asyncio.sleep(PAUSE_SECONDS)

    async def _step(self) -> None:
        followed = self._hub.followed
        self._told = {each: limits for each, limits in self._told.items() if account_stream(each) in followed}
        while changed := list(islice(self._changed, WALLETS_AT_ONCE)):
            for wallet_id in changed:
                del self._changed[wallet_id]
            await self._tell(changed, again=True)
        now = asyncio.get_running_loop().time()
        if now >= self._look_at:
            self._look_at = now + LOOK_SECONDS
            known = list(self._told)
            for start in range(0, len(known), WALLETS_AT_ONCE):
                await self._tell(known[start : start + WALLETS_AT_ONCE], again=False)

    async def _tell(self, wallet_ids: list[str], *, again: bool) -> None:
        """Read wallets and tell their followers, also what these were told before if that may not be all of them."""
        for wallet_id, limits in (await limits_of(wallet_ids)).items():
            if again or self._told.get(wallet_id) != limits:
                self._told[wallet_id] = limits
                self._hub.notice(account_stream(wallet_id), KIND, limits)
