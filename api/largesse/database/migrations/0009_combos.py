"""
Combos of gifts.
"""

from tortoise.migrations.migration import Migration as Base

from largesse.database.definition import definitions_beside


class Migration(Base):
    """The ninth one."""

    dependencies = [("largesse", "0008_messages")]  # noqa: RUF012  # tortoise's runner reads this list of the class
    operations = [definitions_beside(__file__)]  # noqa: RUF012  # as above
