"""
What the journal asks of a store, and how an attempt may fail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.ledger.batch import Batch, Committed


class AttemptFailed(Exception):
    """
    The root of what may become of an attempt; except for `Lost`, nothing of it was written.

    Args:
        decided: whether it had read the keys and decided: then an earlier attempt that was lost left nothing either.
    """

    decided: bool = False


class Conflict(AttemptFailed):
    """A row has moved since it was read: decide again."""


class Late(AttemptFailed):
    """The attempt came after its deadline by the database's clock."""


class Spoiled(AttemptFailed):
    """The database refuses some of the data: one deed of the batch is guilty."""


class Overflowed(Spoiled):
    """A sum does not fit a signed 64-bit integer any more: of a platform account, say, which no deed reads."""


class Closed(AttemptFailed):
    """The database takes no writes now, for instance because its disk is full."""


class Lost(AttemptFailed):
    """
    The connection is gone or silent.

    Args:
        sent: whether the write was sent, so that it may yet be committed.
    """

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.sent = sent


class Store(Protocol):
    """Where the journal reads and writes; one attempt at a time."""

    @property
    def prepares(self) -> bool:
        """Whether a batch may be decided while the one before is being written."""
        ...

    def prepare(self, batch: Batch) -> None:
        """Decide a batch over what is remembered, as if the one that is being written were committed."""
        ...

    async def attempt(
        self, batch: Batch, *, patience_seconds: float, locked: bool, on_sent: Callable[[], None]
    ) -> Committed:
        """
        Read what the batch needs, let it decide, and write it in one commit.

        An earlier attempt whose connection was lost has certainly ended before this one reads.

        Args:
            batch: the deeds.
            patience_seconds: after how long the attempt is given up, and may no longer be committed.
            locked: lock the rows before they are read, after conflicts.
            on_sent: called when the write is under way, so that the next batch can be prepared.

        Raises:
            NeedMore: a range did not suffice.
            AttemptFailed: see its classes.
        """
        ...

    async def check(self) -> None:
        """
        Return if the database can be written to.

        Raises:
            AttemptFailed: it can not.
        """
        ...

    async def close(self) -> None:
        """Give everything back."""
        ...
