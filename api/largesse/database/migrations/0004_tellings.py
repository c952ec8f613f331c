"""
Whose turn it is to tell a plugin, and how far each was told of each room.
"""

from tortoise.migrations.migration import Migration as Base

from largesse.database.definition import definitions_beside


class Migration(Base):
    """The fourth one."""

    dependencies = [("largesse", "0003_quarantines")]  # noqa: RUF012  # tortoise's runner reads this list of the class
    operations = [definitions_beside(__file__)]  # noqa: RUF012  # as above
