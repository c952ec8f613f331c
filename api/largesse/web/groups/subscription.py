"""
A subscription on its way: told alone until it has caught up with its group, and alone again where it cannot keep up.
"""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

import orjson

from largesse.web.groups.member import Place, notice_in, place_after

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from largesse.web.callers.lanes import Lane
    from largesse.web.documents.documents import Operation
    from largesse.web.groups.group import Group
    from largesse.web.groups.groups import Groups
    from largesse.web.groups.member import Member


class Subscription:
    """
    One subscription.

    Args:
        groups: of this node.
        operation: which.
        variables: by name.
        context: of the operation.
        member: who is told.
    """

    def __init__(
        self, groups: Groups, operation: Operation, variables: Mapping[str, object], context: object, member: Member
    ) -> None:
        self.operation = operation
        self.variables = variables
        self.context = context
        self.member = member
        self.audience: Mapping[str, Hashable] = getattr(context, "audience", {})
        """What its caller has in common with others."""
        self.common: bytes | None = None
        """The variables that it has in common with those that are the same; None if it is told alone for good."""
        self._groups = groups
        self._engine = groups.engine
        self._after = self._engine.after(operation, variables)
        self._place: Place | None = None
        self._cursor: str | None = None
        """What a client may resume after, of what is told next."""
        self._outpaced = False
        """Whether the group that it was in last goes on without it."""
        if self._after is not None and hasattr(context, "shared"):
            self.common = _common(variables, self._after.variable)

    async def tell(self, cursor: str | None) -> None:
        """
        Tell it to its end.

        Args:
            cursor: where it goes on, whatever the operation says.

        Raises:
            RequestFault: its variables will not do, its stream could not be opened, or broke.
        """
        begun = cursor or (self._after.cursor if self._after else None)
        operation = self._engine.resumed(self.operation, cursor) if cursor else self.operation
        left = await self._tell(operation, begun, catching_up=True)
        while left is not None:
            # Whoever left because the group turned out to be of several kinds finds that of its kind at once.
            resumed = self._engine.resumed(self.operation, left)
            left = await self._tell(resumed, left, catching_up=not self._outpaced)

    async def _tell(self, operation: Operation, begun: str | None, *, catching_up: bool) -> str | None:
        """Tell it alone until it finds its group, and then with it; return where it goes on, if it does."""
        group: Group | None = None
        try:
            async with aclosing(
                await self._engine.opened(operation, self.variables, self.context, self._hear, self._turn)
            ) as payloads:
                self._place = Place(begun) if begun is not None else None
                group = self._found(catching_up=catching_up)
                if begun is None and (first := await self._told_first()) is not None:
                    group = self._found(catching_up=True)
                    if group is None:
                        return first
                while group is None and (payload := await anext(payloads, None)) is not None:
                    place = self._place
                    # Whoever has to be waited for may be far behind when it is told, whatever was so before.
                    abreast = self.member.ready and place is not None and not place.behind
                    await self.member.send(payload, self._cursor)
                    group = self._found(catching_up=catching_up or abreast)
                if group is not None:
                    # What is followed stays followed until the group follows it: nothing is forgotten between the two.
                    await group.opened.wait()
            if group is None:
                return None
            left = await group.hold(self.member)
            self._outpaced = not group.over
            return left
        finally:
            if group is not None:
                self._groups.leave(group, self.member)

    async def _told_first(self) -> str | None:
        """Tell it what all are told who begin now; return the cursor after that, or None if it has to begin alone."""
        first = await self._groups.beginning(self) if self.member.ready else None
        if first is None or not self.member.take(self.member.framing.pieces((first,))):
            return None
        self._place = first.place
        return first.place.cursor

    def _found(self, *, catching_up: bool) -> Group | None:
        if self._place is None or self._place.last:
            return None
        return self._groups.found(self, self._place, catching_up=catching_up)

    def _turn(self) -> Lane:
        return self.member.lane

    def _hear(self, event: object) -> None:
        """Take note of where it has got to with what is told next."""
        self._place = place_after(event, self._place)
        self._cursor = self._place.cursor if self._place is not None and notice_in(event) is None else None


def _common(variables: Mapping[str, object], resuming: str | None) -> bytes | None:
    """Return all variables but the one that tells where to resume, in one form; None if they have none."""
    try:
        common = {name: value for name, value in variables.items() if name != resuming}
        return orjson.dumps(common, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return None
