"""
The ledger's models: their fields are the columns that the journal writes, and are read alike from both databases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from tortoise import fields

from largesse.database.address import Address, Dialect, address_of, sqlite_at
from largesse.database.executor import open_executor
from largesse.database.migration import migrate
from largesse.database.reads import open_reads
from largesse.ledger.account import ACCOUNTS
from largesse.ledger.holds import HOLDS
from largesse.ledger.identifiers import new_id
from largesse.ledger.models import (
    AccountModel,
    EntryModel,
    EventModel,
    HoldModel,
    KeyModel,
    StreamModel,
    TransferModel,
)
from largesse.ledger.rows import ENTRIES, EVENTS, KEYS, STREAMS, TRANSFERS
from largesse.ledger.table import Kind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tortoise.models import Model

    from largesse.ledger.table import AnyTable, Column

PAIRS = [
    (AccountModel, cast("AnyTable", ACCOUNTS)),
    (TransferModel, cast("AnyTable", TRANSFERS)),
    (EntryModel, cast("AnyTable", ENTRIES)),
    (KeyModel, cast("AnyTable", KEYS)),
    (StreamModel, cast("AnyTable", STREAMS)),
    (EventModel, cast("AnyTable", EVENTS)),
    (HoldModel, cast("AnyTable", HOLDS)),
]
FIELDS = {Kind.ID: fields.CharField, Kind.INT: fields.BigIntField, Kind.TEXT: fields.TextField}
SAMPLES: dict[str, object] = {"account_class": "liability", "mode": "wallet", "status": "open", "balance": 5}
"""What some columns must hold for the database to take a row; the others take anything of their kind."""


@pytest.mark.parametrize(("model", "table"), PAIRS, ids=[table.name for _, table in PAIRS])
def test_the_fields_of_a_model_are_the_columns_of_its_table(model: type[Model], table: AnyTable) -> None:
    meta = model._meta
    assert meta.db_table == table.name
    assert list(meta.fields_map) == [column.name for column in table.columns]
    assert meta.pk_attr == table.key[0].name
    for column in table.columns:
        field = meta.fields_map[column.name]
        assert type(field) is FIELDS[column.kind], column
        assert field.null is column.nullable, column


@pytest.fixture(params=["sqlite", "postgresql"])
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Address]:
    """A migrated database of the test's own, once on SQLite and once on PostgreSQL, read by the ledger's models."""
    where = (
        sqlite_at(tmp_path / "largesse.db")
        if request.param == "sqlite"
        else address_of(request.getfixturevalue("postgresql_dsn"))
    )
    await migrate(where)
    async with open_reads(where, ["largesse.ledger.models"]):
        yield where


@pytest.mark.parametrize(("model", "table"), PAIRS, ids=[table.name for _, table in PAIRS])
async def test_a_row_is_read_as_it_was_written(address: Address, model: type[Model], table: AnyTable) -> None:
    row = table.row(*(_sample(column) for column in table.columns))
    mark = "$" if address.dialect is Dialect.POSTGRESQL else "?"
    places = ", ".join(f"{mark}{place}" for place in range(1, len(row) + 1))
    async with open_executor(address) as executor:
        await executor.rows(f"INSERT INTO {table.name} VALUES ({places})", *row)  # noqa: S608  # placeholders
    names = [column.name for column in table.columns]
    assert await model.filter(**{names[0]: row[0]}).values_list(*names) == [row]
    found = await model.get(**{names[0]: row[0]})
    assert tuple(getattr(found, name) for name in names) == row
    for column in table.columns:
        assert type(getattr(found, column.name)) is (int if column.kind is Kind.INT else str)


def _sample(column: Column) -> object:
    if column.name in SAMPLES:
        return SAMPLES[column.name]
    return {Kind.ID: new_id(), Kind.INT: 5, Kind.TEXT: "COIN"}[column.kind]
