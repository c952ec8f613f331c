"""
The ledger as it is read; what is written goes through the journal.

Where a table's key has several columns, the ORM is told of the first: such rows are read by `filter` and
`values_list`, never compared as model instances, which the ORM would hold to be one.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from largesse.ledger.account import ACCOUNTS
from largesse.ledger.holds import HOLDS
from largesse.ledger.rows import ENTRIES, EVENTS, KEYS, STREAMS, TRANSFERS


class AccountModel(Model):
    """See `AccountRow`."""

    id = fields.CharField(36, primary_key=True)
    owner_id = fields.CharField(36)
    purpose = fields.TextField()
    asset = fields.TextField()
    account_class = fields.TextField()
    mode = fields.TextField()
    slot = fields.BigIntField()
    floor = fields.BigIntField(null=True)
    balance = fields.BigIntField()
    entries = fields.BigIntField()
    posted_at = fields.BigIntField()
    version = fields.BigIntField()

    class Meta:
        """Where it is kept."""

        table = ACCOUNTS.name


class TransferModel(Model):
    """See `TransferRow`."""

    id = fields.CharField(36, primary_key=True)
    batch_id = fields.CharField(36)
    caller_id = fields.CharField(36)
    operation = fields.TextField()
    reverses_id = fields.CharField(36, null=True)
    postings = fields.TextField()
    decided_at = fields.BigIntField()

    class Meta:
        """Where it is kept."""

        table = TRANSFERS.name


class EntryModel(Model):
    """See `EntryRow`; the key in the database is account and number."""

    account_id = fields.CharField(36, primary_key=True)
    number = fields.BigIntField()
    cause_id = fields.CharField(36)
    amount = fields.BigIntField()
    balance = fields.BigIntField()
    posted_at = fields.BigIntField()

    class Meta:
        """Where it is kept."""

        table = ENTRIES.name


class KeyModel(Model):
    """See `KeyRow`; the key in the database is caller and key."""

    caller_id = fields.CharField(36, primary_key=True)
    key = fields.TextField()
    fingerprint = fields.TextField()
    operation = fields.TextField()
    deed_id = fields.CharField(36)
    result = fields.TextField()
    decided_at = fields.BigIntField()

    class Meta:
        """Where it is kept."""

        table = KEYS.name


class StreamModel(Model):
    """See `StreamRow`."""

    id = fields.CharField(36, primary_key=True)
    kind = fields.TextField()
    epoch = fields.BigIntField()
    head = fields.BigIntField()
    state_version = fields.BigIntField()

    class Meta:
        """Where it is kept."""

        table = STREAMS.name


class EventModel(Model):
    """See `EventRow`; the key in the database is stream and offset."""

    stream_id = fields.CharField(36, primary_key=True)
    stream_offset = fields.BigIntField()
    kind = fields.TextField()
    cause_id = fields.CharField(36)
    payload = fields.TextField()
    decided_at = fields.BigIntField()

    class Meta:
        """Where it is kept."""

        table = EVENTS.name


class HoldModel(Model):
    """See `HoldRow`."""

    id = fields.CharField(36, primary_key=True)
    account_id = fields.CharField(36)
    held_account_id = fields.CharField(36)
    amount = fields.BigIntField()
    remaining = fields.BigIntField()
    status = fields.TextField()
    expires_at = fields.BigIntField(null=True)
    version = fields.BigIntField()

    class Meta:
        """Where it is kept."""

        table = HOLDS.name
