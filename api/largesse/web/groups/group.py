"""
A group: one source, one execution an event, and one write a sweep to each who hears it.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from contextlib import aclosing, nullcontext
from typing import TYPE_CHECKING

import structlog

from largesse.web.groups.member import Told, notice_in, place_after
from largesse.web.http.answers import encoded

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from graphql import FormattedExecutionResult

    from largesse.web.groups.member import Framing, Member, Place

KEPT_EVENTS = 256
"""How many of the last events a group keeps at least, for those who come to it; for a while twice as many."""
UNKEPT_MAX = 64
"""How many erased events a group remembers, in case they are just being told."""
SWEEP_EVENTS = 64
"""How many events are told in one write at most."""
SWEEP_SECONDS = 0.005
"""How long an event waits for those that are known to follow it."""
SLICE = 100
"""After so many members a sweep lets others have their turn."""

_log = structlog.stdlib.get_logger("largesse.web")


class _Seat:
    """
    A member's place in a group.

    What a sweep needs of a member is read once, when it comes: a sweep takes about a microsecond for each.
    """

    __slots__ = ("ahead", "framing", "left", "listens", "take")

    def __init__(self, member: Member, ahead: Place | None) -> None:
        self.take = member.take
        self.framing = member.framing
        self.ahead = ahead
        """Where it stands, if that is ahead of the group."""
        self.listens = True
        self.left: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

    def dismiss(self, cursor: str | None) -> None:
        """Tell it no further: it goes on by itself after a cursor, or the stream is over."""
        self.listens = False
        self.left.set_result(cursor)


class Group:
    """
    Subscriptions that are the same, told together.

    Args:
        place: where all of them stand.
        private: tells whether executing has asked about members what they may not have in common.
        emptied: called when the last member has left.
    """

    def __init__(self, place: Place, private: Callable[[], bool], emptied: Callable[[], None]) -> None:
        self.place = place
        """The place after what was told last."""
        self.opened = asyncio.Event()
        """Whether its source is followed, or will not be."""
        self._private = private
        self._emptied = emptied
        self._seats: dict[Member, _Seat] = {}
        self._callers: Counter[str] = Counter()
        """How many of the members are whose."""
        self._kept: list[Told] = []
        self._kept_after = place.cursor
        self._unkept: deque[str] = deque(maxlen=UNKEPT_MAX)
        """Cursors of events that were erased, of which some may be on their way to be told."""
        self._notices: dict[str, Told] = {}
        """The latest of each kind."""
        self._waiting: list[Told] = []
        self._reached: Place | None = place
        self._notice: str | None = None
        self._stale = False
        """Whether what is executed is a notice that whoever began the group knew of."""
        self._timer: asyncio.TimerHandle | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self.over = False
        """Whether nothing is told any more: nobody is left, the source has ended, or it is not the same for all."""

    def hear(self, event: object) -> None:
        """Take note of the event or the notice that is executed next."""
        before, self._reached = self._reached, place_after(event, self._reached)
        self._notice = notice_in(event)
        self._stale = self._notice is not None and self._reached == before

    def admit(self, member: Member, place: Place, *, catching_up: bool) -> bool:
        """
        Take in a member that has been told everything up to a place, if this group can go on from there.

        Args:
            member: who comes.
            place: where it stands.
            catching_up: whether to tell it what it has missed; one that was too slow has to catch up by itself.

        Returns:
            Whether it is a member now; then it is one until it leaves (`leave`).
        """
        if self.over or not member.ready:
            return False
        ahead = place if place.cursor != self.place.cursor and self._is_behind(place) else None
        missed: Sequence[Told] | None = ()
        if place.cursor != self.place.cursor and ahead is None:
            missed = self._since(place.cursor) if catching_up else None
        if missed is None:
            return False
        missed = (*missed, *(each for each in self._notices.values() if each.place.noticed > place.noticed))
        seat = _Seat(member, ahead)
        if missed and not _taken(seat, seat.framing.pieces(missed)):
            return False
        self._seats[member] = seat
        self._callers[member.lane.name] += 1
        return True

    async def hold(self, member: Member) -> str | None:
        """
        Wait until a member is told no further.

        Returns:
            The cursor that it goes on after by itself; None if the stream is over.

        Raises:
            RequestFault: the source broke.
        """
        return await self._seats[member].left

    def leave(self, member: Member) -> None:
        """Let a member go."""
        self._seats.pop(member).listens = False
        name = member.lane.name
        self._callers[name] -= 1
        if not self._callers[name]:
            del self._callers[name]
        if not self._seats:
            self.over = True
            self._emptied()

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Return what the next event is executed in: the lane of the one caller who hears it, or none of several."""
        return next(iter(self._seats)).lane if len(self._callers) == 1 else nullcontext()

    def forget(self, cursor: str) -> None:
        """Tell an event to nobody any more as it was told; whoever has missed it reads it by itself, as it is now."""
        place = self._place_of(cursor)
        if place is None:
            self._unkept.append(cursor)
        else:
            self._let_go_of(place + 1)

    async def run(self, opened: Callable[[], Awaitable[AsyncGenerator[FormattedExecutionResult, None]]]) -> None:
        """Tell everything that a source yields to all members, until it ends or is not the same for all of them."""
        try:
            async with aclosing(await opened()) as payloads:
                # Whoever waits for this has its turn when the source has begun to be followed.
                self.opened.set()
                async for payload in payloads:
                    if self._private():
                        break
                    if not self._stale:
                        await self._tell(payload)
            await self._sweep()
        except Exception as error:  # noqa: BLE001 - whatever ends the source ends it for all members
            await self._sweep()
            self._end(error)
        else:
            self._end(None)
        finally:
            self.opened.set()

    def _end(self, error: Exception | None) -> None:
        self.over = True
        if self._timer is not None:
            self._timer.cancel()
        for seat in self._seats.values():
            if not seat.listens:
                continue
            if self._private():
                seat.dismiss((seat.ahead or self.place).cursor)
            elif error is not None:
                seat.left.set_exception(error)
            else:
                seat.dismiss(None)

    async def _tell(self, payload: FormattedExecutionResult) -> None:
        place = self._reached
        if place is None:
            raise LookupError("an event without a cursor is told to a group")
        self._waiting.append(Told(place, encoded(payload), self._notice))
        if not place.behind or len(self._waiting) >= SWEEP_EVENTS:
            await self._sweep()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._sweep_soon)

    def _sweep_soon(self) -> None:
        self._timer = None
        if self._waiting and not self.over:
            self._sweeping = asyncio.ensure_future(self._sweep())

    async def _sweep(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        # One after another: between two slices of members others have their turn, and might be a second sweep.
        async with self._turn:
            told, self._waiting = self._waiting, []
            if told:
                await self._write(told)

    async def _write(self, told: Sequence[Told]) -> None:
        before = self.place.cursor
        self._keep(told)
        framed: dict[Framing, Sequence[bytes]] = {}
        seats = list(self._seats.values())
        for start in range(0, len(seats), SLICE):
            if start:
                await asyncio.sleep(0)
            for seat in seats[start : start + SLICE]:
                if not seat.listens:
                    continue
                if seat.ahead is not None:
                    self._tell_ahead(seat, seat.ahead, told)
                    continue
                pieces = framed.get(seat.framing)
                if pieces is None:
                    pieces = framed[seat.framing] = seat.framing.pieces(told)
                if not _taken(seat, pieces):
                    seat.dismiss(before)

    def _tell_ahead(self, seat: _Seat, ahead: Place, told: Sequence[Told]) -> None:
        """Tell a member that stands ahead what is noticed, and what comes after its place once the group is there."""
        rest = [each for each in told if each.notice is not None or (each.place.offset or 0) > (ahead.offset or 0)]
        if not self._is_behind(ahead):
            seat.ahead = None
        if rest and not _taken(seat, seat.framing.pieces(rest)):
            seat.dismiss(ahead.cursor)

    def _is_behind(self, place: Place) -> bool:
        offset, own = place.offset, self.place.offset
        return offset is not None and own is not None and own < offset

    def _keep(self, told: Sequence[Told]) -> None:
        self.place = told[-1].place
        for each in told:
            if each.notice is not None:
                self._notices[each.notice] = each
                continue
            self._kept.append(each)
            if each.cursor in self._unkept:
                self._let_go_of(len(self._kept))
        if len(self._kept) >= 2 * KEPT_EVENTS:
            self._let_go_of(len(self._kept) - KEPT_EVENTS)

    def _let_go_of(self, count: int) -> None:
        """Keep the first events no longer: whoever stands before the last of them is told by itself."""
        self._kept_after = self._kept[count - 1].place.cursor
        del self._kept[:count]

    def _since(self, cursor: str) -> Sequence[Told] | None:
        """Return what was told after a cursor; None if that is not kept."""
        if cursor == self._kept_after:
            return self._kept
        place = self._place_of(cursor)
        return None if place is None else self._kept[place + 1 :]

    def _place_of(self, cursor: str) -> int | None:
        places = (place for place in range(len(self._kept) - 1, -1, -1) if self._kept[place].cursor == cursor)
        return next(places, None)


def _taken(seat: _Seat, pieces: Sequence[bytes]) -> bool:
    try:
        return seat.take(pieces)
    except Exception:  # noqa: BLE001 - one connection that is odd must not end what all others hear
        _log.exception("group_member_failed")
        return False
