"""
What clients were told, compared with what the database holds.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import asyncpg

from largesse.app import verified
from largesse.database.address import Address, Dialect
from largesse.schema.ids import global_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.faults.client import Client

_Kept: TypeAlias = dict[tuple[str, str], tuple[str, int | None]]
"""The gift and its coins that each caller's key stands for."""
_KEPT = """
SELECT CAST(k.caller_id AS text), k.key, CAST(k.deed_id AS text), g.total_coins
FROM keys k LEFT JOIN gifts g ON g.id = k.deed_id WHERE k.operation = 'giftSend'
"""
_WITHOUT_KEY = "SELECT count(*) FROM (SELECT id FROM gifts EXCEPT SELECT deed_id FROM keys) AS g"


class Findings(NamedTuple):
    """
    What is wrong, and how much was done.

    Args:
        missing: acknowledged, and not in the database as it was acknowledged.
        twice: applied twice: gifts beside their key's, and keys that answered two gifts.
        refused_applied: refused, or said not to be done, and in the database.
        unknown: without a definite answer in the end.
        differences: what `largesse ledger verify` found.
        applied: keys that were acknowledged.
        refused: keys that were refused or left undone.
    """

    missing: int
    twice: int
    refused_applied: int
    unknown: int
    differences: int
    applied: int
    refused: int

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not any(self[:5]) and self.applied > 0

    def figures(self) -> dict[str, object]:
        """Return all of it by name."""
        return dict(self._asdict())


async def compared(address: Address, clients: Sequence[Client]) -> Findings:
    """Compare, and verify the books."""
    kept, without_key = await _kept(address)
    missing = refused_applied = 0
    for client in clients:
        missing += _missing(kept, client.caller_id, client.applied)
        refused_applied += sum((client.caller_id, key) in kept for key in client.refused - client.unknown)
    report = await verified(address)
    return Findings(
        missing,
        without_key + sum(client.changed for client in clients),
        refused_applied,
        sum(len(client.unknown) for client in clients),
        report.differences,
        sum(len(client.applied) for client in clients),
        sum(len(client.refused) for client in clients),
    )


async def missing_of(address: Address, applied: Mapping[str, Mapping[str, tuple[str, int]]]) -> int:
    """Return how many gifts are not in a database as they were acknowledged to callers, by the caller and the key."""
    kept, _ = await _kept(address)
    return sum(_missing(kept, caller_id, gifts) for caller_id, gifts in applied.items())


async def heads(address: Address) -> dict[str, int]:
    """Return the offset of the last event of each stream in a PostgreSQL database."""
    database = await asyncpg.connect(address.dsn)
    try:
        return {str(stream_id): head for stream_id, head in await database.fetch("SELECT id, head FROM streams")}
    finally:
        await database.close()


def _missing(kept: _Kept, caller_id: str, applied: Mapping[str, tuple[str, int]]) -> int:
    missing = 0
    for key, (gift_id, total_coins) in applied.items():
        found = kept.get((caller_id, key))
        missing += found is None or (global_id("Gift", found[0]), found[1]) != (gift_id, total_coins)
    return missing


async def _kept(address: Address) -> tuple[_Kept, int]:
    if address.dialect is Dialect.SQLITE:
        connection = sqlite3.connect(f"{address.path.as_uri()}?mode=ro", uri=True)
        try:
            rows = connection.execute(_KEPT).fetchall()
            without_key = connection.execute(_WITHOUT_KEY).fetchone()[0]
        finally:
            connection.close()
    else:
        database = await asyncpg.connect(address.dsn)
        try:
            rows = await database.fetch(_KEPT)
            without_key = await database.fetchval(_WITHOUT_KEY)
        finally:
            await database.close()
    return {(caller_id, key): (deed_id, total) for caller_id, key, deed_id, total in rows}, without_key
