"""
A plugin that listens: told room by room, in the order of each room's stream, for as long as it is this node's turn.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import structlog

from largesse.errors import OutcomeUnknown, Unavailable
from largesse.streams.patience import Pauses, patiently
from largesse.tellings.due import Due
from largesse.tellings.models import last_before
from largesse.tellings.places import Places
from largesse.tellings.search import Search
from largesse.tellings.told import HOOKS, told_of
from largesse.tellings.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from largesse.plugins import Telling
    from largesse.tellings.means import Means

T = TypeVar("T")
_RETRY_SECONDS = (0.1, 3.0)
"""After how long what the database did not answer is asked again, at first and at most."""
_log = structlog.stdlib.get_logger("largesse.tellings")


class Listener:
    """
    One plugin that is told what happens.

    Places are written a little after what they stand for was told: what was told in between is told again if the node
    dies. Everything that is remembered here is bounded, and what is forgotten is found in the database.

    Args:
        plugin: its name.
        ears: how to tell it of what it listens to, by hook.
        means: what it is told with.
    """

    def __init__(self, plugin: str, ears: Mapping[str, Telling], means: Means) -> None:
        self._plugin = plugin
        self._ears = ears
        self._means = means
        self._limits = limits = means.limits
        self._turn = Turn(means.journal, plugin, means.node_id, limits.turn_seconds)
        self._search = Search(means.reads, plugin, limits.look_rooms)
        self._due = Due(limits.due_max)
        self._places = Places(plugin)
        self._running: dict[str, asyncio.Task[None]] = {}
        self._look_at = self._move_at = 0.0
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closing = False

    @property
    def held(self) -> bool:
        """Whether it is this node that tells the plugin."""
        return self._turn.held

    async def begin(self) -> None:
        """
        Tell from now on.

        Raises:
            Unavailable: the database does not answer.
            OutcomeUnknown: it stopped answering.
        """
        await self._turn.begin()
        self._task = asyncio.create_task(self._work(), name=f"telling {self._plugin}")

    def mark(self, room_ids: Iterable[str]) -> None:
        """Note rooms in which something happened, unless another node tells of it; this neither waits nor fails."""
        if self._turn.held or self._turn.free:
            self._due.add(room_ids)
            self._wake.set()

    async def close(self) -> None:
        """Let what is being told end, for a moment, and leave the rest to another node or the next start."""
        self._closing = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        if self._running:
            await asyncio.wait(self._running.values(), timeout=self._limits.grace_seconds)
        await self._stop()
        with suppress(Unavailable, OutcomeUnknown, TimeoutError):
            async with asyncio.timeout(self._limits.grace_seconds):
                while self._turn.held:
                    await self._move()

    async def _work(self) -> None:
        pauses = Pauses(*_RETRY_SECONDS)
        while True:
            try:
                await self._step()
                pauses.reset()
                await self._woken()
            except (Unavailable, OutcomeUnknown) as failure:
                if pauses.fresh:
                    _log.warning("tellings_wait", plugin=self._plugin, code=failure.code)
                await pauses.take()
            except Exception:  # noqa: BLE001 - a mistake of ours must not end what every later telling relies on
                if pauses.fresh:
                    _log.exception("tellings_failed", plugin=self._plugin)
                await pauses.take()

    async def _step(self) -> None:
        self._wake.clear()
        now = asyncio.get_running_loop().time()
        if now >= self._look_at:
            self._look_at = now + self._limits.look_seconds
            if not self._resting and (self._turn.held or self._turn.free):
                self._due.add(await self._search.look(self._turn.since))
        if self._resting:
            # What waits stays where it is: once the plugin is restored, the search finds it.
            self._due.clear()
        if not (self._due or self._running or self._places):
            return
        if self._turn.held or await self._taken():
            self._start()
            if now >= self._move_at or len(self._places) >= self._limits.places_max:
                self._move_at = now + self._limits.move_seconds
                await self._move()

    @property
    def _resting(self) -> bool:
        return self._means.workers.quarantine_of(self._plugin) is not None

    async def _woken(self) -> None:
        until = min(self._look_at, self._move_at) if self._running or self._places else self._look_at
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await self._wake.wait()

    async def _taken(self) -> bool:
        """Take the turn, and return whether this node has it."""
        taken = await self._turn.take()
        if not taken:
            self._due.clear()
        if not taken or not self._turn.kept:
            # Another node has told of these rooms since, or still does.
            await self._stop()
            self._places.clear()
        return taken

    def _start(self) -> None:
        while len(self._running) < self._limits.rooms_at_once:
            room_id = self._due.take(besides=self._running)
            if room_id is None:
                return
            task = asyncio.create_task(self._tell(room_id), name=f"telling {self._plugin} of {room_id}")
            self._running[room_id] = task

    async def _stop(self) -> None:
        running = tuple(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        # One that was cancelled before its first step has not taken itself out.
        self._running.clear()

    async def _move(self) -> None:
        """Write places, and keep the turn while something is told; let it go if the server ends and all is written."""
        places = self._places.unwritten(self._limits.places_max)
        last = self._closing and len(places) == len(self._places)
        if places or last or (self._running and self._turn.aging):
            await self._turn.move(places, last=last)
            self._places.written(places)

    async def _tell(self, room_id: str) -> None:
        more = False
        try:
            more = await self._tell_page(room_id)
        except Unavailable:
            more = True
        except Exception:  # noqa: BLE001 - a mistake of ours in one room must not end the others; the search comes back
            _log.exception("telling_failed", plugin=self._plugin, room_id=room_id)
        finally:
            self._running.pop(room_id, None)
            if more:
                self._due.add((room_id,))
            self._wake.set()

    async def _tell_page(self, room_id: str) -> bool:
        """Tell the next things that happened in a room, and return whether there may be more."""
        place = await self._patiently(lambda: self._places.find(room_id, self._turn.since))
        size = self._limits.page_events
        events = await self._patiently(lambda: self._means.reader.events(room_id, place, size))
        oldest = self._means.clock.now() - self._limits.backlog
        if events and events[0].decided_at < oldest:
            beyond = await self._patiently(lambda: last_before(room_id, oldest))
            _log.warning("tellings_passed_over", plugin=self._plugin, room_id=room_id, after=place, through=beyond)
            self._places.reach(room_id, beyond)
            return True
        wanted = [event for event in events if HOOKS.get(event.kind) in self._ears]
        told = await self._patiently(lambda: told_of(wanted))
        values = dict(zip((event.stream_offset for event in wanted), told, strict=True))
        for event in events:
            value = values.get(event.stream_offset)
            if value is not None:
                if self._closing or self._resting or not self._turn.held:
                    return True
                # What goes wrong is logged and counted there; it is passed over, and told no second time.
                hook = HOOKS[event.kind]
                work = partial(self._ears[hook], value)
                await self._means.workers.tell(self._plugin, hook, work, self._limits.telling_seconds)
            self._places.reach(room_id, event.stream_offset)
        return len(events) == size

    async def _patiently(self, read: Callable[[], Awaitable[T]]) -> T:
        return await patiently(read, _RETRY_SECONDS, lambda: self._closing or not self._turn.held)
