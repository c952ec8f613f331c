"""
One SQLite transaction a gift, in a thread, durable: synchronous FULL, as the journal's.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from bench.journal.contender import Contender
from bench.journal.gift import ReadRows, decided
from largesse.clock import SystemClock
from largesse.combos.rows import ComboRow
from largesse.database.file import open_writer
from largesse.ledger.account import AccountRow
from largesse.ledger.verification import verify_sqlite
from largesse.rooms.rows import RoomBlockRow, RoomRow
from largesse.wallets.rows import LimitRow, LotRow, WalletRow

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from bench.journal.gift import Written
    from bench.journal.world import World
    from largesse.gifts.send import GiftSend
    from largesse.ledger.verification import Report

_LOTS = "SELECT * FROM lots WHERE wallet_id = ? AND open ORDER BY expires_at, rank_paid, issued_at, id LIMIT 4"
_COMBOS = "SELECT * FROM combos WHERE wallet_id = ? AND running = 1 ORDER BY started_at, id LIMIT 4"
_SET_COMBO = """
INSERT INTO combos VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
SET quantity = excluded.quantity, total_coins = excluded.total_coins, total_diamonds = excluded.total_diamonds,
  running = excluded.running, reason = excluded.reason, ends_at = excluded.ends_at, ended_at = excluded.ended_at
"""
_SET_LIMIT = """
INSERT INTO limits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (wallet_id, scope, period) DO UPDATE
SET cap_coins = excluded.cap_coins, next_cap_coins = excluded.next_cap_coins, next_from = excluded.next_from,
  time_zone = excluded.time_zone, starts_at = excluded.starts_at, ends_at = excluded.ends_at, spent = excluded.spent
"""
_ADD_BUCKET = """
INSERT INTO buckets VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, region, card_version, matures_at)
DO UPDATE SET diamonds = diamonds + excluded.diamonds, payable_units = payable_units + excluded.payable_units
"""
_NEW_ACCOUNT = "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_MOVE = """
UPDATE accounts SET balance = balance + ?2, entries = entries + 1, posted_at = max(posted_at, ?3),
  version = version + (mode = 'wallet') WHERE id = ?1 RETURNING id, entries, ?4, ?2, balance, posted_at
"""
_SETTINGS = ("cache_size = -65536", "wal_autocheckpoint = 4000")
"""What the journal's own connection is given as well."""


class NaiveSqlite(Contender):
    """A transaction a gift, one after another in one thread, since SQLite has one writer."""

    def __init__(self, name: str, world: World, path: Path) -> None:
        super().__init__(name, world)
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="bench")
        self._connection = open_writer(path)
        for setting in _SETTINGS:
            self._connection.execute(f"PRAGMA {setting}")
        self._clock = SystemClock()
        self._known: set[str] = set()

    async def give(self, deed: GiftSend) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._give, deed)

    async def verify(self) -> Report:
        return await verify_sqlite(self._path)

    async def close(self) -> None:
        self._thread.shutdown()
        self._connection.close()

    def _give(self, deed: GiftSend) -> None:
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        wallet_id, room_id = deed.wallet.id, deed.order.room_id
        rows: dict[str, tuple[object, ...]] = {}
        wallet = execute("SELECT * FROM accounts WHERE id = ?", (wallet_id,)).fetchone()
        limit = execute(
            "SELECT * FROM limits WHERE wallet_id = ? AND scope = 'wallet' AND period = 'day'", (wallet_id,)
        ).fetchone()
        if limit is not None:
            rows["limits"] = LimitRow(*limit)
        frozen = execute("SELECT * FROM wallets WHERE id = ?", (wallet_id,)).fetchone()
        if frozen is not None:
            rows["wallets"] = WalletRow(*frozen)
        lots = [LotRow(*lot) for lot in execute(_LOTS, (wallet_id,))]
        combos = [ComboRow(*combo) for combo in execute(_COMBOS, (wallet_id,))]
        room = execute("SELECT * FROM rooms WHERE id = ?", (room_id,)).fetchone()
        rows["rooms"] = RoomRow(*room)
        block = execute(
            "SELECT * FROM room_blocks WHERE room_id = ? AND person_id = ?", (room_id, deed.caller_id)
        ).fetchone()
        if block is not None:
            rows["room_blocks"] = RoomBlockRow(*block)
        state = ReadRows(self._clock.now(), AccountRow(*wallet), lots, combos, rows)
        self._write(self._connection, decided(deed, state, slot=0))
        execute("COMMIT")

    def _write(self, connection: sqlite3.Connection, written: Written) -> None:
        execute = connection.execute
        deed_id, now = written.key.deed_id, written.key.decided_at
        for lot in written.lots:
            execute("UPDATE lots SET used = ?, open = ? WHERE id = ?", (lot.used, lot.open, lot.id))
        execute(_SET_LIMIT, written.limit)
        for combo in written.combos:
            execute(_SET_COMBO, combo)
        execute("INSERT INTO transfers VALUES (?, ?, ?, ?, ?, ?, ?)", written.transfer)
        execute("INSERT INTO gifts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", written.gift)
        execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?)", written.key)
        execute(_ADD_BUCKET, written.bucket)
        for row, delta in written.moves:
            if row.id not in self._known:
                execute(_NEW_ACCOUNT, row)
                self._known.add(row.id)
            moved = execute(_MOVE, (row.id, delta, now, deed_id)).fetchall()
            execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", moved[0])
        for event in written.events:
            (head,) = execute(
                "UPDATE streams SET head = head + 1 WHERE id = ? RETURNING head", (event.stream_id,)
            ).fetchall()[0]
            execute(
                "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)",
                (event.stream_id, head, event.kind, deed_id, event.payload, now),
            )
