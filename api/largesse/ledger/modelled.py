"""
Modelling: how tortoise-orm reads a table that was declared for the journal to write.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from tortoise import fields
from tortoise.models import Model

from largesse.ledger.table import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from largesse.ledger.table import R_co, Table

ID_LENGTH = 36
"""Characters of a uuid in canonical text."""
NAME_LENGTH = 255
"""Characters of a name that rows are found by, as far as the ORM wants to know: it never checks what it reads."""
_FIELDS: Mapping[Kind, Callable[..., fields.Field[Any]]] = {
    Kind.ID: partial(fields.CharField, ID_LENGTH),
    Kind.INT: fields.BigIntField,
    Kind.TEXT: fields.TextField,
    Kind.BOOL: fields.BooleanField,
}


def modelled(table: Table[R_co]) -> type[Model]:
    """
    Return the model of a table, named as its row is: a `WalletRow` is read through a `Wallet`.

    Where a key has several columns, the ORM is told of the first: such rows are read by `filter` and `values_list`,
    never compared as instances of the model, which the ORM would hold to be one.
    """
    described: dict[str, object] = {
        column.name: _FIELDS[column.kind](null=column.nullable) for column in table.columns[1:]
    }
    first = table.key[0]
    keyed = _FIELDS[first.kind] if first.kind is not Kind.TEXT else partial(fields.CharField, NAME_LENGTH)
    described = {first.name: keyed(primary_key=True), **described}
    described |= {"Meta": type("Meta", (), {"table": table.name}), "__module__": table.row.__module__}
    return cast("type[Model]", type(table.row.__name__.removesuffix("Row"), (Model,), described))
