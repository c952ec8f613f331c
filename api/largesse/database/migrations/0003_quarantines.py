"""
Quarantines of plugins, and the stream that puts them in order for every node.
"""

from tortoise.migrations.migration import Migration as Base

from largesse.database.definition import definitions_beside


class Migration(Base):
    """The third one."""

    dependencies = [("largesse", "0002_revocations")]  # noqa: RUF012  # tortoise's runner reads this list of the class
    operations = [definitions_beside(__file__)]  # noqa: RUF012  # as above
