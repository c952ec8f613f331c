"""
What the journal itself keeps beside accounts: transfers, entries, keys, streams, events.
"""

from __future__ import annotations

from typing import NamedTuple

from largesse.ledger.table import Id, Mode, Table


class TransferRow(NamedTuple):
    """
    Postings that were accepted together, once, under a key.

    Args:
        id: the deed's identifier.
        batch_id: the batch it was committed in, which the platform's folded entries name.
        operation: the deed's name, such as `giftSend`.
        reverses_id: the transfer that it reverses, if any; a transfer is reversed by one at most
            unless the deed reverses in parts.
        postings: JSON, `[[account id, asset, amount], …]`; the platform's accounts as `purpose`.
    """

    id: Id
    batch_id: Id
    caller_id: Id
    operation: str
    reverses_id: Id | None
    postings: str
    decided_at: int


class EntryRow(NamedTuple):
    """
    A recorded change of an account, with the balance after it.

    Args:
        number: 1, 2, 3, … within the account, without a gap, in the database's order.
        cause_id: the transfer; for the platform's accounts the batch.
    """

    account_id: Id
    number: int
    cause_id: Id
    amount: int
    balance: int
    posted_at: int


class KeyRow(NamedTuple):
    """
    An idempotency key that was used up, and what it answered.

    Args:
        fingerprint: a hash of operation and content as they were sent.
        result: JSON, what a replay answers from.
    """

    caller_id: Id
    key: str
    fingerprint: str
    operation: str
    deed_id: Id
    result: str
    decided_at: int


class StreamRow(NamedTuple):
    """
    A named log: a room owns one.

    Args:
        epoch: changes when a database is restored, so that old cursors are known as such.
        head: the offset of the last event; 0 before the first.
        state_version: moved by what changes the owner's state, not by mere events.
    """

    id: Id
    kind: str
    epoch: int
    head: int
    state_version: int


class EventRow(NamedTuple):
    """
    A fact in a stream, at its offset: 1, 2, 3, … without a gap, in the order of commits.

    Args:
        cause_id: the deed that it tells of.
        payload: JSON with identifiers and numbers only.
    """

    stream_id: Id
    stream_offset: int
    kind: str
    cause_id: Id
    payload: str
    decided_at: int


TRANSFERS = Table(name="transfers", row=TransferRow, mode=Mode.APPEND, rank=900)
ENTRIES = Table(name="entries", row=EntryRow, mode=Mode.APPEND, rank=910, key_length=2)
KEYS = Table(name="keys", row=KeyRow, mode=Mode.APPEND, rank=0, key_length=2)
STREAMS = Table(name="streams", row=StreamRow, mode=Mode.GUARD, rank=800, mutable=("head", "state_version"))
EVENTS = Table(name="events", row=EventRow, mode=Mode.APPEND, rank=920, key_length=2)
