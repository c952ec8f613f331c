"""
What a database's own catalogue says of its tables, as a value that is equal where two databases mean the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from largesse.database.address import Address, Dialect
from largesse.database.executor import Executor, open_executor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

_KINDS = {"uuid": "text", "bigint": "integer", "integer": "integer", "boolean": "integer", "text": "text"}
"""SQLite has neither uuid nor boolean; what has no kind here is compared as it is declared."""


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    nullable: bool
    declared: str = field(compare=False)


@dataclass(frozen=True)
class Index:
    """`columns` in their order, with ` desc` where they fall; `where` is normalised, empty if it is not partial."""

    columns: tuple[str, ...]
    unique: bool
    where: str = ""


@dataclass(frozen=True)
class ForeignKey:
    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class TableStructure:
    """Checks are normalised expressions; the primary key is no index here; triggers go by name."""

    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    checks: frozenset[str]
    indexes: frozenset[Index]
    foreign_keys: frozenset[ForeignKey]
    triggers: frozenset[str]


async def structure_of(address: Address) -> dict[str, TableStructure]:
    """Return the structure of every table of a database, by its name."""
    async with open_executor(address, read_only=True) as executor:
        read = _of_sqlite if address.dialect is Dialect.SQLITE else _of_postgresql
        return await read(executor)


def normalised(expression: str, booleans: frozenset[str] = frozenset()) -> str:
    """
    Return an expression without what the two dialects write differently: spaces, brackets, casts, lists, ranges.

    Args:
        expression: as the catalogue has it.
        booleans: columns that hold 0 or 1 and mean false or true.
    """
    text = re.sub(r"::[a-z]+(\[\])?", "", expression.lower().replace('"', ""))
    text = re.sub(r"=\s*any\s*\(+array\[([^\]]*)\]\)*", r" in \1", text)
    text = re.sub(r"[\s()]+", " ", text.replace("!=", "<>")).replace(" ,", ",").replace(", ", ",").strip()
    text = re.sub(r"(\w+) between (\w+) and (\w+)", r"\1 >= \2 and \1 <= \3", text)
    text = re.sub(r" in ('[^']*')(?!,)", r" = \1", text)
    text = re.sub(r"'(\d+)'", r"\1", text)
    for name in booleans:
        text = re.sub(rf"\b{name} = 1\b", name, re.sub(rf"\b{name} = 0\b", f"not {name}", text))
    return text


_POSTGRESQL_TABLES = """
SELECT c.oid::bigint, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY c.relname
"""
_POSTGRESQL_COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod), NOT attnotnull FROM pg_attribute
WHERE attrelid = $1::bigint::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_POSTGRESQL_INDEXES = """
SELECT i.indisprimary, i.indisunique, coalesce(pg_get_expr(i.indpred, i.indrelid), ''),
    array(SELECT pg_get_indexdef(i.indexrelid, k, true) FROM generate_series(1, i.indnkeyatts) AS k ORDER BY k),
    i.indoption::int2[]
FROM pg_index i WHERE i.indrelid = $1::bigint::oid
"""
_POSTGRESQL_CHECKS = """
SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conrelid = $1::bigint::oid AND contype = 'c'
"""
_POSTGRESQL_FOREIGN_KEYS = """
SELECT f.relname,
    array(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k(n, o)
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY o),
    array(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY AS k(n, o)
          JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY o)
FROM pg_constraint c JOIN pg_class f ON f.oid = c.confrelid WHERE c.conrelid = $1::bigint::oid AND c.contype = 'f'
"""
_POSTGRESQL_TRIGGERS = "SELECT tgname FROM pg_trigger WHERE tgrelid = $1::bigint::oid AND NOT tgisinternal"
_DESCENDING = 1
_BOOLEAN = " in 0,1"


async def _of_postgresql(executor: Executor) -> dict[str, TableStructure]:
    tables = {}
    for oid, name in await executor.rows(_POSTGRESQL_TABLES):
        columns = tuple(_column(*row) for row in await executor.rows(_POSTGRESQL_COLUMNS, oid))
        checks = {normalised(str(text)) for (text,) in await executor.rows(_POSTGRESQL_CHECKS, oid)}
        # What is a type here is a check on SQLite.
        checks |= {f"{column.name}{_BOOLEAN}" for column in columns if column.declared == "boolean"}
        primary: tuple[str, ...] = ()
        indexes = set()
        for is_primary, unique, where, parts, options in await executor.rows(_POSTGRESQL_INDEXES, oid):
            if is_primary:
                primary = tuple(parts)
                continue
            falling = (f"{c} desc" if o & _DESCENDING else c for c, o in zip(parts, options, strict=True))
            indexes.add(Index(tuple(falling), unique, normalised(where, _booleans(checks))))
        tables[str(name)] = TableStructure(
            columns=columns,
            primary_key=primary,
            checks=frozenset(checks),
            indexes=frozenset(indexes),
            foreign_keys=frozenset(
                ForeignKey(tuple(own), table, tuple(to))
                for table, own, to in await executor.rows(_POSTGRESQL_FOREIGN_KEYS, oid)
            ),
            triggers=frozenset(str(trigger) for (trigger,) in await executor.rows(_POSTGRESQL_TRIGGERS, oid)),
        )
    return tables


async def _of_sqlite(executor: Executor) -> dict[str, TableStructure]:
    tables = {}
    listed = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    for name, sql in await executor.rows(listed):
        columns = await executor.rows('SELECT name, lower(type), "notnull", pk FROM pragma_table_info(?1)', name)
        triggers = await executor.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1", name)
        checks = {normalised(text) for text in _checks(str(sql))}
        tables[str(name)] = TableStructure(
            # Of a primary key SQLite says NOT NULL only where it is written.
            columns=tuple(_column(column, declared, not (fixed or pk)) for column, declared, fixed, pk in columns),
            primary_key=tuple(str(column) for _, column in sorted((pk, column) for column, _, _, pk in columns if pk)),
            checks=frozenset(checks),
            indexes=frozenset([index async for index in _sqlite_indexes(executor, str(name), _booleans(checks))]),
            foreign_keys=frozenset(await _sqlite_foreign_keys(executor, str(name))),
            triggers=frozenset(str(trigger) for (trigger,) in triggers),
        )
    return tables


async def _sqlite_indexes(executor: Executor, table: str, booleans: frozenset[str]) -> AsyncIterator[Index]:
    listed = 'SELECT l.name, l."unique", s.sql FROM pragma_index_list(?1) l JOIN sqlite_schema s ON s.name = l.name'
    for name, unique, sql in await executor.rows(f"{listed} WHERE l.origin <> 'pk'", table):
        parts = await executor.rows('SELECT name, "desc" FROM pragma_index_xinfo(?1) WHERE key ORDER BY seqno', name)
        where = re.split(r"\bwhere\b", str(sql or ""), maxsplit=1, flags=re.IGNORECASE)[1:]
        columns = tuple(f"{column} desc" if falls else str(column) for column, falls in parts)
        yield Index(columns, bool(unique), normalised(where[0], booleans) if where else "")


async def _sqlite_foreign_keys(executor: Executor, table: str) -> list[ForeignKey]:
    query = 'SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?1) ORDER BY id, seq'
    gathered: dict[object, list[tuple[str, str, str]]] = {}
    for number, *parts in await executor.rows(query, table):
        gathered.setdefault(number, []).append(tuple(map(str, parts)))
    return [
        ForeignKey(tuple(part[1] for part in parts), parts[0][0], tuple(part[2] for part in parts))
        for parts in gathered.values()
    ]


def _column(name: object, declared: object, nullable: object) -> Column:
    return Column(str(name), _KINDS.get(str(declared), str(declared)), bool(nullable), str(declared))


def _booleans(checks: set[str]) -> frozenset[str]:
    return frozenset(check.removesuffix(_BOOLEAN) for check in checks if check.endswith(_BOOLEAN))


def _checks(sql: str) -> Iterator[str]:
    for found in re.finditer(r"\bCHECK\s*\(", sql, re.IGNORECASE):
        depth, end = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            end += 1
        yield sql[found.end() : end - 1]
