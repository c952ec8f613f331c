"""
Accounts, transfers, entries, streams, keys, and the tables of gifts, rooms, wallets, earnings and people.
"""

from tortoise.migrations.migration import Migration as Base

from largesse.database.definition import definitions_beside


class Migration(Base):
    """The first one."""

    operations = [definitions_beside(__file__)]  # noqa: RUF012  # tortoise's runner reads this list of the class
