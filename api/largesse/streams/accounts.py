"""
Accounts as streams: the ledger numbers their entries without a gap, so that they need no events beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from largesse.ledger.models import AccountModel, EntryModel, TransferModel
from largesse.ledger.rows import EventRow

if TYPE_CHECKING:
    from collections.abc import Collection

_PREFIX = "account/"
"""Stands in the identifier of no other stream: those are uuids."""


def account_stream(account_id: str) -> str:
    """Return the identifier of the stream that an account's entries are."""
    return _PREFIX + account_id


def account_in(stream_id: str) -> str | None:
    """Return the account whose entries a stream is; None if it is a stream of events."""
    return stream_id.removeprefix(_PREFIX) if stream_id.startswith(_PREFIX) else None


async def numbers_of(account_ids: Collection[str]) -> dict[str, int]:
    """
    Return the number of the last entry of each account: 0 of one that has none yet, and so is not there.

    Raises:
        Unavailable: the database does not answer.
    """
    found = await AccountModel.filter(id__in=account_ids).values_list("id", "entries")
    return {**dict.fromkeys(account_ids, 0), **dict(found)}


async def entries_as_events(stream_id: str, account_id: str, after: int, limit: int) -> list[EventRow]:
    """
    Return the entries of an account after a number, as the events of its stream.

    The kind of each is the operation that caused it, and its payload `{"amount", "balance", "reverses_id"}`: what came
    in or went out, what the account held after it, and the transfer that was reversed, if one was.

    Raises:
        Unavailable: the database does not answer.
    """
    page = EntryModel.filter(account_id=account_id, number__gt=after).order_by("number").limit(limit)
    entries = await page.values_list("number", "cause_id", "amount", "balance", "posted_at")
    if not entries:
        return []
    transfers = TransferModel.filter(id__in=list({entry[1] for entry in entries}))
    causes = {row[0]: row[1:] for row in await transfers.values_list("id", "operation", "reverses_id")}
    events = []
    for number, cause_id, amount, balance, posted_at in entries:
        operation, reverses_id = causes[cause_id]
        payload = orjson.dumps({"amount": amount, "balance": balance, "reverses_id": reverses_id}).decode()
        events.append(EventRow(stream_id, number, operation, cause_id, payload, posted_at))
    return events
