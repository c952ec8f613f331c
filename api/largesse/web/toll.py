"""
The toll: what an operation costs is counted in its caller's name and in that of its address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.web.addresses import name_of
from largesse.web.codes import Code
from largesse.web.faults import RequestFault, error_of

if TYPE_CHECKING:
    from largesse.people.caller import Caller
    from largesse.web.doors import Doors


class Toll:
    """
    Holds callers and addresses to their rates.

    Args:
        doors: the settings, what counts, and the metrics.
    """

    def __init__(self, doors: Doors) -> None:
        self._rates = doors.rates
        self._caller_cost_max = doors.settings.caller_cost_max
        self._address_cost_max = doors.settings.address_cost_max
        self._refusals = doors.metrics.refusals.labels(Code.RATE_LIMITED)

    async def pay(self, cost: int, caller: Caller | None, address: str) -> None:
        """
        Count what an operation costs before it is executed.

        An address is asked for first: whoever has been refused there has not paid as a caller.

        Args:
            cost: what it may come to.
            caller: who pays; None without a token.
            address: where the request comes from.

        Raises:
            RequestFault: 429: it goes past a rate; the error and the header `Retry-After` say when it would not.
        """
        if self._address_cost_max is not None:
            await self._take("cost of an address", name_of(None, address), cost, self._address_cost_max)
        if self._caller_cost_max is not None and caller is not None:
            await self._take("cost of a caller", name_of(caller, address), cost, self._caller_cost_max)

    async def _take(self, limit: str, name: str, cost: int, maximum: int) -> None:
        seconds = await self._rates.take(name, cost, maximum)
        if seconds:
            self._refusals.inc()
            message = f"The {limit} goes past {maximum} in a minute; ask again in {seconds} seconds."
            numbers = {"limit": limit, "maximum": maximum, "value": cost, "retryAfterSeconds": seconds}
            error = error_of(Code.RATE_LIMITED, message, **numbers)
            raise RequestFault(429, [error], {"Retry-After": str(seconds)})
