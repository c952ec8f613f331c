"""
A deed: a small immutable value that says which rows it needs, and decides over them without waiting.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

import orjson

from largesse.ledger.account import AccountMode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from largesse.clock import Instant
    from largesse.errors import LargesseError
    from largesse.ledger.account import Account, AccountRow
    from largesse.ledger.rows import StreamRow
    from largesse.ledger.table import AnyTable, R_co, Table

_PLATFORM = AccountMode.PLATFORM.value
_EMPTY: Mapping[str, object] = {}


class Posting(NamedTuple):
    """An intended leg: credits are positive, debits negative, in units of the account's asset."""

    account: Account
    amount: int


class PlatformLegs:
    """
    Postings to accounts of the platform's own that many deeds share: added up and written out once for all of them.

    Args:
        postings: the legs; none of a person's account.

    Raises:
        ValueError: one is of a person's account, whose every entry has to be checked.
    """

    __slots__ = ("postings", "sums", "text")

    def __init__(self, postings: Sequence[Posting]) -> None:
        if any(posting.account.mode != _PLATFORM for posting in postings):
            message = "a person's account takes no shared legs"
            raise ValueError(message)
        self.postings = tuple(postings)
        sums: Counter[str] = Counter()
        for account, amount in postings:
            sums[account.asset] += amount
        self.sums = dict(sums)
        """What they come to, by asset."""
        self.text = postings_text(postings)
        """As they are stored."""


class Event(NamedTuple):
    """A fact for a stream; the payload is JSON text with identifiers and numbers only."""

    stream_id: str
    kind: str
    payload: str


class Write(NamedTuple):
    """
    A row to write.

    GUARD: the row as it shall be. APPEND: the row. ADD and TAKE: the row with what is added in its summed
    fields (negative to take), and in its other fields what a new row begins with.
    """

    table: AnyTable
    row: tuple[object, ...]


class Decision(NamedTuple):
    """
    What a deed does if it is committed.

    Args:
        postings: legs that sum to zero for each asset, together with those of `legs`.
        legs: legs of the platform's accounts that were made for many deeds.
        writes: rows of declared tables.
        events: facts, in their order.
        touches: wallets' accounts (as `Account`) and streams (by identifier) whose state changes without an entry;
            a wallet's account that is not there yet begins with balance 0.
        opens: streams that begin with this deed, by identifier and kind.
        reverses_id: the transfer that this one reverses.
        result: a small JSON object that a replay answers from.
        answer: what the first caller gets beside the result, and a replay does not.
    """

    postings: Sequence[Posting] = ()
    legs: PlatformLegs | None = None
    writes: Sequence[Write] = ()
    events: Sequence[Event] = ()
    touches: Sequence[Account | str] = ()
    opens: Sequence[tuple[str, str]] = ()
    reverses_id: str | None = None
    result: Mapping[str, object] = _EMPTY
    answer: object = None

    @property
    def every_posting(self) -> tuple[Posting, ...]:
        """All legs, shared ones too."""
        return (*self.postings, *(self.legs.postings if self.legs else ()))

    def postings_text(self) -> str:
        """Return all legs as they are stored."""
        text = postings_text(self.postings)
        if self.legs is None or not self.legs.postings:
            return text
        return f"{text[:-1]},{self.legs.text[1:]}" if self.postings else self.legs.text


def postings_text(postings: Sequence[Posting]) -> str:
    """Return postings as they are stored: `[[account, asset, amount], …]`, the platform's accounts by purpose."""
    return orjson.dumps(
        [
            (account.purpose if account.mode == _PLATFORM else account.id, account.asset, amount)
            for account, amount in postings
        ]
    ).decode()


class Needs(Protocol):
    """Where a deed names the rows that it reads."""

    def row(self, table: AnyTable, *key: object) -> None:
        """Name a row of a declared table by its key."""
        ...

    def wallet(self, account: Account) -> None:
        """Name a person's account with its balance and version."""
        ...

    def stream(self, stream_id: str) -> None:
        """Name a stream, for the version of its owner's state."""
        ...

    def range(self, table: AnyTable, owner_id: str) -> None:
        """Name the next open rows of an owner, in the table's order."""
        ...


class State(Protocol):
    """The rows that a deed named, as changed by the deeds of its batch before it."""

    now: Instant

    def get(self, table: Table[R_co], *key: object) -> R_co | None:
        """Return a row, or None where there is none."""
        ...

    def account(self, account: Account) -> AccountRow | None:
        """Return an account that was named, or None if it has no entry yet."""
        ...

    def stream(self, stream_id: str) -> StreamRow | None:
        """Return a stream that was named."""
        ...

    def range(self, table: Table[R_co], owner_id: str) -> Sequence[R_co]:
        """Return the next open rows of an owner, in the table's order."""
        ...

    def more(self, table: AnyTable, owner_id: str) -> None:
        """Say that the range did not suffice; returns only if there are no more rows."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """
    The root of all deeds.

    Args:
        id: a uuid7, made once when the deed is accepted; also the identifier of its transfer.
        caller_id: whose key it is.
        key: the idempotency key, unique per caller.
        operation: its name in the graph, such as `giftSend`.
        fingerprint: a hash of operation and content as they were sent.
        failure: what was found before to stand in its way, raised after the key was looked up, so that a replay
            answers what was committed whatever has been removed since.
    """

    yields: ClassVar[bool] = False
    """Whether every deed that does not is taken into a batch before it, where not all have room."""
    id: str
    caller_id: str
    key: str
    operation: str
    fingerprint: str
    failure: LargesseError | None = None

    def needs(self, needs: Needs) -> None:
        """Name the rows that `decide` reads."""

    def decide(self, state: State) -> Decision:
        """
        Decide, reading nothing but the deed and the state.

        Raises:
            Refusal: the deed may not be done; nothing is left of it.
        """
        raise NotImplementedError


class Applied(NamedTuple):
    """
    What a caller gets for a deed that is committed.

    Args:
        deed_id: the identifier it was committed under.
        result: the decision's result; of a replay, the first one's.
        replayed: whether the key had been used before.
        answer: the decision's answer; None for a replay.
    """

    deed_id: str
    result: Mapping[str, object]
    replayed: bool
    answer: object
