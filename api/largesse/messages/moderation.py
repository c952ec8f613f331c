"""
Asking plugins what they have to say to a message: before the deed, in their own threads, all of them at once.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from largesse.messages.verdict import ALLOWED, Judged, answered, strictest
from largesse.offers import MessageQuestion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.clock import Clock
    from largesse.offers import Moderator
    from largesse.plugins import Workers

HOOK = "largesse_moderators"
"""What these calls are known as in logs and metrics."""


class Moderation:
    """
    Asks moderators.

    It fails closed: while one of them cannot say anything, nobody says anything in its place.

    Args:
        moderators: the name of a plugin and one of its moderators.
        workers: calls plugins.
        clock: tells the time.
    """

    def __init__(self, moderators: Iterable[tuple[str, Moderator]], workers: Workers, clock: Clock) -> None:
        self._moderators = tuple(moderators)
        self._workers = workers
        self._clock = clock

    async def judged(self, text: str, room_id: str, sender_id: str, locale: str | None) -> Judged:
        """
        Return what is made of a message.

        Args:
            text: what it says.
            room_id: where it would be seen.
            sender_id: whose it is.
            locale: the sender's, if it is known.

        Raises:
            PluginFailed: a plugin that has to be asked fails, or is in quarantine.
            Overloaded: too many wait for one.
            Unavailable: the server stops.
        """
        if not self._moderators:
            return ALLOWED
        question = MessageQuestion(
            text=text, room_id=room_id, sender_id=sender_id, sender_locale=locale, now=self._clock.now()
        )
        asked = [self._ask(plugin, moderator, question) for plugin, moderator in self._moderators]
        # All are waited for, so that what is answered does not depend on who is the first to fail.
        found = await asyncio.gather(*asked, return_exceptions=True)
        judged: list[Judged] = []
        for each in found:
            if isinstance(each, BaseException):
                raise each
            judged.append(each)
        return strictest(judged)

    async def _ask(self, plugin: str, moderator: Moderator, question: MessageQuestion) -> Judged:
        return await self._workers.ask(plugin, HOOK, lambda: answered(plugin, moderator, question))
