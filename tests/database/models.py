"""
Models of a library, for tests alone.
"""

from tortoise import fields
from tortoise.models import Model


class Shelf(Model):
    id = fields.CharField(max_length=36, primary_key=True)
    name = fields.TextField()
    width = fields.BigIntField()
    colour = fields.TextField(null=True)
    open = fields.BooleanField()

    class Meta:
        table = "shelf"
