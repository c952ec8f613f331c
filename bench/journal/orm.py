"""
One transaction a gift through tortoise-orm's models, as an application without a journal is commonly written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from tortoise import Tortoise
from tortoise.expressions import F
from tortoise.transactions import in_transaction

from bench.journal.contender import Contender
from bench.journal.gift import ReadRows, decided
from largesse.clock import SystemClock
from largesse.combos.models import Combo
from largesse.combos.rows import COMBOS, ComboRow
from largesse.earnings.models import Bucket
from largesse.gifts.models import Gift
from largesse.ledger.account import AccountRow
from largesse.ledger.models import AccountModel, EntryModel, EventModel, KeyModel, StreamModel, TransferModel
from largesse.ledger.verification import verify_postgresql
from largesse.rooms.models import Room, RoomBlock
from largesse.rooms.rows import RoomBlockRow, RoomRow
from largesse.wallets.models import Limit, Lot, Wallet
from largesse.wallets.rows import LOTS, LimitRow, LotRow, WalletRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tortoise.backends.base.client import TransactionalDBClient

    from bench.journal.gift import Written
    from bench.journal.world import World
    from largesse.gifts.send import GiftSend
    from largesse.ledger.verification import Report

_MODELS = ("ledger", "wallets", "combos", "gifts", "rooms", "earnings")


class Orm(Contender):
    """A transaction a gift through models, on a pool of sixteen connections."""

    def __init__(self, name: str, world: World, dsn: str) -> None:
        super().__init__(name, world)
        self._dsn = dsn
        self._clock = SystemClock()
        self._known: set[str] = set()

    async def open(self) -> None:
        """Open the pool."""
        parts = urlsplit(self._dsn)
        credentials = {
            "host": parts.hostname,
            "port": parts.port,
            "user": parts.username,
            "password": None,
            "database": parts.path.lstrip("/"),
            "minsize": 16,
            "maxsize": 16,
        }
        await Tortoise.init(
            config={
                "connections": {"default": {"engine": "tortoise.backends.asyncpg", "credentials": credentials}},
                "apps": {"bench": {"models": [f"largesse.{each}.models" for each in _MODELS]}},
            }
        )

    async def give(self, deed: GiftSend) -> None:
        async with in_transaction() as connection:
            wallet_id, room_id = deed.wallet.id, deed.order.room_id
            rows: dict[str, tuple[object, ...]] = {}
            locked = AccountModel.filter(id=wallet_id).using_db(connection).select_for_update()
            wallet = AccountRow._make(_plain((await locked.values_list(*AccountRow._fields))[0]))
            limits = Limit.filter(wallet_id=wallet_id, scope="wallet", period="day").using_db(connection)
            for found in await limits.values_list(*LimitRow._fields):
                rows["limits"] = LimitRow._make(_plain(found))
            for found in await Wallet.filter(id=wallet_id).using_db(connection).values_list(*WalletRow._fields):
                rows["wallets"] = WalletRow._make(_plain(found))
            lots = Lot.filter(wallet_id=wallet_id, open=True).order_by(*LOTS.range_order).limit(4).using_db(connection)
            open_lots = [LotRow._make(_plain(found)) for found in await lots.values_list(*LotRow._fields)]
            running = Combo.filter(wallet_id=wallet_id, running=True).order_by(*COMBOS.range_order).limit(4)
            combos = [
                ComboRow._make(_plain(found))
                for found in await running.using_db(connection).values_list(*ComboRow._fields)
            ]
            room = await Room.filter(id=room_id).using_db(connection).values_list(*RoomRow._fields)
            rows["rooms"] = RoomRow._make(_plain(room[0]))
            blocks = RoomBlock.filter(room_id=room_id, person_id=deed.caller_id).using_db(connection)
            for found in await blocks.values_list(*RoomBlockRow._fields):
                rows["room_blocks"] = RoomBlockRow._make(_plain(found))
            state = ReadRows(self._clock.now(), wallet, open_lots, combos, rows)
            written = decided(deed, state, int(deed.id[-1], 16))
            await self._write(connection, written)
        # Others see these accounts from now on.
        self._known.update(move.row.id for move in written.moves)

    async def verify(self) -> Report:
        return await verify_postgresql(self._dsn)

    async def close(self) -> None:
        await Tortoise.close_connections()

    async def _write(self, connection: TransactionalDBClient, written: Written) -> None:
        for lot in written.lots:
            await Lot.filter(id=lot.id).using_db(connection).update(used=lot.used, open=lot.open)
        limit = written.limit
        kept = Limit.filter(wallet_id=limit.wallet_id, scope=limit.scope, period=limit.period).using_db(connection)
        if not await kept.update(spent=limit.spent, starts_at=limit.starts_at, ends_at=limit.ends_at):
            await Limit.create(using_db=connection, **limit._asdict())
        for combo in written.combos:
            changed = {name: combo[COMBOS.indexes[name]] for name in COMBOS.mutable}
            if not await Combo.filter(id=combo.id).using_db(connection).update(**changed):
                await Combo.create(using_db=connection, **combo._asdict())
        await TransferModel.create(using_db=connection, **written.transfer._asdict())
        await Gift.create(using_db=connection, **written.gift._asdict())
        await KeyModel.create(using_db=connection, **written.key._asdict())
        await self._earn(connection, written)
        key = written.key
        for event in written.events:
            await StreamModel.filter(id=event.stream_id).using_db(connection).update(head=F("head") + 1)
            heads = StreamModel.filter(id=event.stream_id).using_db(connection).values_list("head", flat=True)
            await EventModel.create(
                using_db=connection,
                stream_id=event.stream_id,
                stream_offset=(await heads)[0],
                kind=event.kind,
                cause_id=key.deed_id,
                payload=event.payload,
                decided_at=key.decided_at,
            )

    async def _earn(self, connection: TransactionalDBClient, written: Written) -> None:
        bucket, now = written.bucket, written.key.decided_at
        kept = Bucket.filter(
            account_id=bucket.account_id,
            region=bucket.region,
            card_version=bucket.card_version,
            matures_at=bucket.matures_at,
        ).using_db(connection)
        added = {
            "diamonds": F("diamonds") + bucket.diamonds,
            "payable_units": F("payable_units") + bucket.payable_units,
        }
        if not await kept.update(**added):
            empty = Bucket(**bucket._replace(diamonds=0, payable_units=0)._asdict())
            await Bucket.bulk_create([empty], ignore_conflicts=True, using_db=connection)
            await kept.update(**added)
        for row, delta in written.moves:
            if row.id not in self._known:
                new = AccountModel(**row._asdict())
                await AccountModel.bulk_create([new], ignore_conflicts=True, using_db=connection)
            account = await AccountModel.filter(id=row.id).using_db(connection).select_for_update().get()
            account.balance += delta
            account.entries += 1
            account.posted_at = max(account.posted_at, now)
            account.version += row.mode == "wallet"
            await account.save(using_db=connection, update_fields=["balance", "entries", "posted_at", "version"])
            await EntryModel.create(
                using_db=connection,
                account_id=row.id,
                number=account.entries,
                cause_id=written.key.deed_id,
                amount=delta,
                balance=account.balance,
                posted_at=account.posted_at,
            )


def _plain(row: Iterable[object]) -> tuple[object, ...]:
    """Return a row with identifiers as text, as the rest of the code has them."""
    return tuple(str(value) if isinstance(value, UUID) else value for value in row)
