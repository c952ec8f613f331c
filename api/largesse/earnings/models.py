"""
Buckets as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from largesse.earnings.rows import BUCKETS


class Bucket(Model):
    """See `BucketRow`; the key in the database is its first four columns, of which the ORM takes one."""

    account_id = fields.CharField(36, primary_key=True)
    region = fields.TextField()
    card_version = fields.BigIntField()
    matures_at = fields.BigIntField()
    diamonds = fields.BigIntField()
    payable_units = fields.BigIntField()
    currency = fields.TextField()

    class Meta:
        """Where it is kept."""

        table = BUCKETS.name
