"""
One PostgreSQL transaction a gift, as a careful developer writes it by hand with asyncpg.

A pool, prepared statements, one statement a table, the wallet locked before it is read, what everybody writes
written last; the rows and indexes are those of the journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg

from bench.journal.contender import Contender
from bench.journal.gift import ReadRows, decided
from largesse.clock import SystemClock
from largesse.combos.rows import ComboRow
from largesse.ledger.account import PLATFORM_SLOTS, AccountRow
from largesse.ledger.verification import verify_postgresql
from largesse.rooms.rows import RoomBlockRow, RoomRow
from largesse.wallets.rows import LimitRow, LotRow, WalletRow

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    from bench.journal.gift import Written
    from bench.journal.world import World
    from largesse.gifts.send import GiftSend
    from largesse.ledger.verification import Report

_WALLET = "SELECT * FROM accounts WHERE id = $1 FOR UPDATE"
_LIMITS = """
SELECT l.*, w.id AS wallet, w.owner_id, w.frozen, w.frozen_reason
FROM (SELECT $1::uuid AS id) a LEFT JOIN wallets w ON w.id = a.id
LEFT JOIN limits l ON l.wallet_id = a.id AND l.scope = 'wallet' AND l.period = 'day'
"""
_LOTS = "SELECT * FROM lots WHERE wallet_id = $1 AND open ORDER BY expires_at, rank_paid, issued_at, id LIMIT 4"
_COMBOS = "SELECT * FROM combos WHERE wallet_id = $1 AND running ORDER BY started_at, id LIMIT 4"
_ROOM = """
SELECT r.*, s.state_version, b.room_id, b.person_id, b.blocked, b.reason
FROM rooms r JOIN streams s ON s.id = r.id LEFT JOIN room_blocks b ON b.room_id = r.id AND b.person_id = $2
WHERE r.id = $1
"""
_SET_LOT = "UPDATE lots SET used = $2, open = $3 WHERE id = $1"
_SET_LIMIT = """
INSERT INTO limits VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (wallet_id, scope, period) DO UPDATE
SET cap_coins = excluded.cap_coins, next_cap_coins = excluded.next_cap_coins, next_from = excluded.next_from,
  time_zone = excluded.time_zone, starts_at = excluded.starts_at, ends_at = excluded.ends_at, spent = excluded.spent
"""
_SET_COMBO = """
INSERT INTO combos VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (id) DO UPDATE SET quantity = excluded.quantity, total_coins = excluded.total_coins,
  total_diamonds = excluded.total_diamonds, running = excluded.running, reason = excluded.reason,
  ends_at = excluded.ends_at, ended_at = excluded.ended_at
"""
_ADD_TRANSFER = "INSERT INTO transfers VALUES ($1, $2, $3, $4, $5, $6, $7)"
_ADD_GIFT = "INSERT INTO gifts VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
_ADD_KEY = "INSERT INTO keys VALUES ($1, $2, $3, $4, $5, $6, $7)"
_ADD_BUCKET = """
INSERT INTO buckets VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id, region, card_version, matures_at)
DO UPDATE SET diamonds = buckets.diamonds + excluded.diamonds,
  payable_units = buckets.payable_units + excluded.payable_units
"""
_NEW_ACCOUNT = """
INSERT INTO accounts VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING
"""
_MOVE = """
UPDATE accounts t SET balance = t.balance + u.delta, entries = t.entries + 1,
  posted_at = greatest(t.posted_at, $3), version = t.version + (t.mode = 'wallet')::int
FROM unnest($1::uuid[], $2::bigint[]) AS u(id, delta) WHERE t.id = u.id
RETURNING t.id, t.entries, $4::uuid, u.delta, t.balance, t.posted_at
"""
_ADD_ENTRIES = """
INSERT INTO entries SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[])
"""
_MOVE_STREAM = "UPDATE streams SET head = head + 1 WHERE id = $1 AND state_version = $2 RETURNING head"
_ADD_EVENT = "INSERT INTO events VALUES ($1, $2, $3, $4, $5, $6)"


class Naive(Contender):
    """
    A transaction a gift.

    Args:
        pool: of connections, each of which writes its own slot of the platform's accounts.
    """

    def __init__(self, name: str, world: World, dsn: str, pool: asyncpg.Pool) -> None:
        super().__init__(name, world)
        self._dsn = dsn
        self._pool = pool
        self._clock = SystemClock()
        self._known: set[str] = set()

    @classmethod
    async def open(cls, name: str, world: World, dsn: str, connections: int) -> Naive:
        """Open a pool of so many connections."""
        pool = await asyncpg.create_pool(dsn, min_size=connections, max_size=connections, reset=_keep)
        return cls(name, world, dsn, pool)

    async def give(self, deed: GiftSend) -> None:
        while True:
            async with self._pool.acquire() as connection:
                try:
                    async with connection.transaction():
                        written = await self._give(connection, deed)
                except asyncpg.DeadlockDetectedError:
                    continue
                # Others see these accounts from now on.
                self._known.update(move.row.id for move in written.moves)
                return

    async def verify(self) -> Report:
        return await verify_postgresql(self._dsn)

    async def close(self) -> None:
        await self._pool.close()

    async def _give(self, connection: PoolConnectionProxy, deed: GiftSend) -> Written:
        wallet = _account(await connection.fetchrow(_WALLET, deed.wallet.id))
        rows: dict[str, tuple[object, ...]] = {}
        limits = tuple(await connection.fetchrow(_LIMITS, deed.wallet.id))
        if limits[0] is not None:
            rows["limits"] = LimitRow(str(limits[0]), *limits[1:10])
        if limits[10] is not None:
            rows["wallets"] = WalletRow(str(limits[10]), str(limits[11]), limits[12], limits[13])
        lots = [_lot(row) for row in await connection.fetch(_LOTS, deed.wallet.id)]
        combos = [_combo(row) for row in await connection.fetch(_COMBOS, deed.wallet.id)]
        room = tuple(await connection.fetchrow(_ROOM, deed.order.room_id, deed.caller_id))
        rows["rooms"] = RoomRow(str(room[0]), str(room[1]), *room[2:6])
        if room[7] is not None:
            rows["room_blocks"] = RoomBlockRow(str(room[7]), str(room[8]), room[9], room[10])
        state = ReadRows(self._clock.now(), wallet, lots, combos, rows)
        slot = connection.get_server_pid() % PLATFORM_SLOTS
        written = decided(deed, state, slot)
        await self._write(connection, written, room[6])
        return written

    async def _write(self, connection: PoolConnectionProxy, written: Written, state_version: int) -> None:
        for lot in written.lots:
            await connection.execute(_SET_LOT, lot.id, lot.used, lot.open)
        await connection.execute(_SET_LIMIT, *written.limit)
        for combo in written.combos:
            await connection.execute(_SET_COMBO, *combo)
        await connection.execute(_ADD_TRANSFER, *written.transfer)
        await connection.execute(_ADD_GIFT, *written.gift)
        await connection.execute(_ADD_KEY, *written.key)
        await connection.execute(_ADD_BUCKET, *written.bucket)
        await self._move(connection, written)
        deed_id, now = written.key.deed_id, written.key.decided_at
        for event in written.events:
            head = await connection.fetchval(_MOVE_STREAM, event.stream_id, state_version)
            await connection.execute(_ADD_EVENT, event.stream_id, head, event.kind, deed_id, event.payload, now)

    async def _move(self, connection: PoolConnectionProxy, written: Written) -> None:
        ids = [move.row.id for move in written.moves]
        if not self._known.issuperset(ids):
            await connection.executemany(_NEW_ACCOUNT, [move.row for move in written.moves])
        moved = await connection.fetch(
            _MOVE, ids, [move.delta for move in written.moves], written.key.decided_at, written.key.deed_id
        )
        assert len(moved) == len(ids)
        await connection.execute(_ADD_ENTRIES, *zip(*moved, strict=True))


def _account(row: asyncpg.Record | None) -> AccountRow | None:
    return AccountRow(str(row[0]), str(row[1]), *row[2:]) if row is not None else None


def _lot(row: asyncpg.Record) -> LotRow:
    return LotRow._make((str(row[0]), str(row[1]), *row[2:18], str(row[18])))


def _combo(row: asyncpg.Record) -> ComboRow:
    return ComboRow._make((*map(str, row[:5]), *row[5:]))


async def _keep(_: asyncpg.Connection) -> None:
    """Give a connection back as it is: asyncpg's own reset is one more trip, which nothing here needs."""
