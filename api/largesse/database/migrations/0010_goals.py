"""
What rooms want to reach, who wants no goals, and how far each goal has got.
"""

from tortoise.migrations.migration import Migration as Base

from largesse.database.definition import definitions_beside


class Migration(Base):
    """The tenth one."""

    dependencies = [("largesse", "0009_combos")]  # noqa: RUF012  # tortoise's runner reads this list of the class
    operations = [definitions_beside(__file__)]  # noqa: RUF012  # as above
