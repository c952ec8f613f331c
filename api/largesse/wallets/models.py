"""
Wallets as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

from largesse.wallets.rows import LIMITS, LOTS, WALLETS, LotRow

if TYPE_CHECKING:
    from largesse.clock import Instant


class Wallet(Model):
    """See `WalletRow`."""

    id = fields.CharField(36, primary_key=True)
    owner_id = fields.CharField(36)
    frozen = fields.BooleanField()
    frozen_reason = fields.TextField()

    class Meta:
        """Where it is kept."""

        table = WALLETS.name


class Lot(Model):
    """See `LotRow`."""

    id = fields.CharField(36, primary_key=True)
    wallet_id = fields.CharField(36)
    origin = fields.TextField()
    channel = fields.TextField()
    quantity = fields.BigIntField()
    used = fields.BigIntField()
    open = fields.BooleanField()
    paid_units = fields.BigIntField()
    tax_units = fields.BigIntField()
    fee_units = fields.BigIntField()
    currency = fields.TextField()
    earns = fields.TextField()
    rank_paid = fields.BigIntField()
    issued_at = fields.BigIntField()
    expires_at = fields.BigIntField()
    region = fields.TextField()
    card_version = fields.BigIntField()
    card_hash = fields.TextField()
    cause_id = fields.CharField(36)

    class Meta:
        """Where it is kept."""

        table = LOTS.name


class Limit(Model):
    """See `LimitRow`; the key in the database is wallet, scope and period, of which the ORM takes one column."""

    wallet_id = fields.CharField(36, primary_key=True)
    scope = fields.TextField()
    period = fields.TextField()
    cap_coins = fields.BigIntField(null=True)
    next_cap_coins = fields.BigIntField(null=True)
    next_from = fields.BigIntField(null=True)
    time_zone = fields.TextField()
    starts_at = fields.BigIntField()
    ends_at = fields.BigIntField()
    spent = fields.BigIntField()

    class Meta:
        """Where it is kept."""

        table = LIMITS.name


async def open_lots(wallet_id: str) -> list[LotRow]:
    """Return the lots of a wallet that have coins left, in the order in which they are spent."""
    lots = Lot.filter(wallet_id=wallet_id, open=True).order_by(*LOTS.range_order)
    return [LotRow(*row) for row in await lots.values_list(*LotRow._fields)]


async def due_lots(now: Instant, limit: int) -> list[LotRow]:
    """Return lots that have expired with coins left, the oldest expiry first, as many as the limit at most."""
    lots = Lot.filter(open=True, expires_at__lte=now).order_by("expires_at", "id").limit(limit)
    return [LotRow(*row) for row in await lots.values_list(*LotRow._fields)]
