"""
Boards: totals, entries, who agreed to be listed, and who wants none.
"""

from tortoise.migrations.migration import Migration as Base

from largesse.database.definition import definitions_beside


class Migration(Base):
    """The seventh one."""

    dependencies = [("largesse", "0006_folds")]  # noqa: RUF012  # tortoise's runner reads this list of the class
    operations = [definitions_beside(__file__)]  # noqa: RUF012  # as above
