"""
Tables that the journal writes: declared by their rows, written without being understood.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Annotated, Generic, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

Key = tuple[object, ...]


class Kind(Enum):
    """What a column holds, in both dialects."""

    ID = "id"
    """A uuid in canonical text: uuid on PostgreSQL, TEXT on SQLite."""
    INT = "int"
    """A signed 64-bit integer: amounts, counts and instants."""
    TEXT = "text"
    """Text, JSON included."""
    BOOL = "bool"
    """True or false: INTEGER 0 or 1 on SQLite."""


Id = Annotated[str, Kind.ID]


class Mode(Enum):
    """How rows of a table may be written."""

    APPEND = "append"
    """Written once; neither updated nor deleted, which the database refuses as well."""
    GUARD = "guard"
    """Read at a version, and written only if it still has that version."""
    ADD = "add"
    """Summed: columns only grow by what is added, so that writers never conflict."""
    TAKE = "take"
    """Summed as well, and may shrink down to zero: a conflict only if it would fall below."""


class Column(NamedTuple):
    """A column: its name, its kind, and whether it may be null."""

    name: str
    kind: Kind
    nullable: bool


R_co = TypeVar("R_co", bound=tuple[object, ...], covariant=True)


@dataclass(frozen=True, kw_only=True, eq=False)
class Table(Generic[R_co]):
    """
    A table of rows of one NamedTuple, whose fields are its columns in their order.

    Args:
        name: the table's name in the database.
        row: the NamedTuple; its first `key_length` fields are the primary key.
        mode: how it is written. A GUARD table without `covered_by` has a last field `version`, 1 at first.
        rank: where its rows stand in the one order in which locks are taken; unique among tables.
        key_length: how many leading fields make the key.
        mutable: the fields that a later write of the row may change (GUARD), or that are summed (ADD, TAKE).
        covered_by: the field with the identifier of the account or stream whose version guards these rows too:
            whoever writes such a row moves that version, so one check serves for all.
        range_order: the fields by which a range of rows of one owner is read in order.
        range_open: the boolean field that says whether a row still belongs to its range.
        range_owner: the field that names a range's owner.
        erasable: rows may be deleted by hand of the operator: personal data, never books.
    """

    name: str
    row: type[R_co]
    mode: Mode
    rank: int
    key_length: int = 1
    mutable: tuple[str, ...] = ()
    covered_by: str | None = None
    range_owner: str | None = None
    range_open: str | None = None
    range_order: tuple[str, ...] = ()
    erasable: bool = False
    indexes: dict[str, int] = field(init=False, repr=False)
    versioned: bool = field(init=False, repr=False)
    """Whether the rows carry a version of their own."""
    mutable_indexes: tuple[int, ...] = field(init=False, repr=False)
    """Where the mutable fields stand in a row."""
    cover_index: int | None = field(init=False, repr=False)
    """Where the field that names the guarding account or stream stands in a row."""

    def __post_init__(self) -> None:
        """Find where each field stands, once."""
        object.__setattr__(self, "indexes", {column.name: index for index, column in enumerate(self.columns)})
        object.__setattr__(self, "mutable_indexes", tuple(self.indexes[name] for name in self.mutable))
        object.__setattr__(self, "cover_index", self.indexes[self.covered_by] if self.covered_by else None)
        object.__setattr__(self, "versioned", self.mode is Mode.GUARD and self.covered_by is None)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of the row's fields."""
        hints = get_type_hints(self.row, include_extras=True)
        return tuple(_column(name, hint) for name, hint in hints.items())

    @cached_property
    def key(self) -> tuple[Column, ...]:
        """The columns of the primary key."""
        return self.columns[: self.key_length]

    @cached_property
    def mutable_columns(self) -> tuple[Column, ...]:
        """The columns that an update changes, without the version."""
        return tuple(self.columns[self.indexes[name]] for name in self.mutable)

    def key_of(self, row: tuple[object, ...]) -> Key:
        """Return the primary key of a row."""
        return row[: self.key_length]

    def value(self, row: tuple[object, ...], name: str) -> object:
        """Return one field of a row by its name."""
        return row[self.indexes[name]]


AnyTable = Table[tuple[object, ...]]
AnyRows = Mapping[AnyTable, Sequence[tuple[object, ...]]]
"""Rows of several tables."""


def _column(name: str, hint: object) -> Column:
    alternatives = [part for part in get_args(hint) if part is not type(None)]
    nullable = type(None) in get_args(hint) and get_origin(hint) is not Annotated
    inner = alternatives[0] if nullable else hint
    if get_origin(inner) is Annotated:
        return Column(name, get_args(inner)[1], nullable)
    return Column(name, {int: Kind.INT, str: Kind.TEXT, bool: Kind.BOOL}[inner], nullable)  # type: ignore[index]  # the three plain types a row may have; another is a mistake that must stop the import
