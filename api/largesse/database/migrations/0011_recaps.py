"""
What became of each room.
"""

from tortoise.migrations.migration import Migration as Base

from largesse.database.definition import definitions_beside


class Migration(Base):
    """The eleventh one."""

    dependencies = [("largesse", "0010_goals")]  # noqa: RUF012  # tortoise's runner reads this list of the class
    operations = [definitions_beside(__file__)]  # noqa: RUF012  # as above
