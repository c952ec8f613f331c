"""
The toll: what an operation costs is counted in its caller's name and in that of its address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.web.callers.addresses import name_of
from largesse.web.codes import Code
from largesse.web.documents.cost import WEIGHTS
from largesse.web.faults import RequestFault, error_of

if TYPE_CHECKING:
    from largesse.people.caller import Caller
    from largesse.web.documents.documents import Operation
    from largesse.web.doors import Doors
    from largesse.web.engine import Engine
    from largesse.web.requests import GraphRequest


class Toll:
    """
    Holds callers and addresses to their rates.

    Args:
        engine: finds out what is asked for.
        doors: the settings, what counts, and the metrics.
    """

    def __init__(self, engine: Engine, doors: Doors) -> None:
        self._engine = engine
        self._rates = doors.rates
        self._caller_cost_max = doors.settings.caller_cost_max
        self._address_cost_max = doors.settings.address_cost_max
        self._refusals = doors.metrics.refusals.labels(Code.RATE_LIMITED)

    async def passed(self, asked: GraphRequest, caller: Caller | None, address: str) -> Operation:
        """
        Return the operation that is asked for, paid.

        A request pays a little before anybody looks into it, so that whoever has nothing left is turned away at once;
        and for a document that is refused as well, since finding that out is work.

        Args:
            asked: the request.
            caller: who asks; None without a token.
            address: where from.

        Raises:
            RequestFault: 429: it goes past a rate; or else what `Engine.operation` finds.
        """
        await self.pay(WEIGHTS.request, caller, address)
        try:
            operation = self._engine.operation(asked)
        except RequestFault:
            await self.pay(WEIGHTS.refused, caller, address)
            raise
        await self.pay(operation.cost.given(asked.variables or {}), caller, address)
        return operation

    async def pay(self, cost: int, caller: Caller | None, address: str) -> None:
        """
        Count a cost.

        An address is asked for first: whoever has been refused there has not paid as a caller.

        Args:
            cost: how much.
            caller: who pays; None without a token.
            address: where from.

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
