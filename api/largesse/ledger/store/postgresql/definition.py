"""
The function that writes a batch, generated from the declared tables: VOLATILE PL/pgSQL at READ COMMITTED.

Each statement of it sees what was committed before that statement, locks rows in the order of the sections
and of its sorted rows, and raises if a row has moved: then nothing of the call is left.
"""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from largesse.ledger.store.sections import Action, Section, sections_of
from largesse.ledger.table import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from largesse.ledger.table import AnyTable, Column

CONFLICT = "LG001"
"""The SQLSTATE of a row that has moved."""
LATE = "LG002"
"""The SQLSTATE of a call that came after its deadline by the database's clock."""
PROBED = "LG003"
"""The SQLSTATE by which a probe takes its own keys away again; it never leaves the function."""
NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"

_TYPES = {Kind.ID: "uuid", Kind.INT: "bigint", Kind.TEXT: "text", Kind.BOOL: "boolean"}


class Definition:
    """
    What the store needs in the database beside the tables: types of rows, and the function.

    Its name carries a hash of its text, so that two releases can serve one database at a time.

    Args:
        tables: those that floors above declare.
    """

    def __init__(self, tables: Sequence[AnyTable]) -> None:
        self.tables = tuple(tables)
        self.sections = sections_of(tables)

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits of a hash over the generated text."""
        return sha256(self._text("?").encode()).hexdigest()[:12]

    @property
    def function(self) -> str:
        """The function's name."""
        return f"largesse_write_{self.version}"

    def statements(self) -> list[str]:
        """Return the statements that create what is missing; they may run again and again."""
        types = [
            _create_type(f"{self.type_of(section)}", section.columns)
            for section in self.sections
            if section.columns != section.table.columns
        ]
        keys = [_create_type(self.key_type_of(table), table.key) for table in self.read_tables if len(table.key) > 1]
        return [*types, *keys, self._text(self.version)]

    @cached_property
    def read_tables(self) -> tuple[AnyTable, ...]:
        """Every table whose rows a deed may name: all but the ledger's own history."""
        own = {section.table for section in self.sections} - set(self.tables)
        return tuple(
            sorted(
                {*self.tables, *(table for table in own if table.name in {"keys", "accounts", "streams"})},
                key=lambda table: table.rank,
            )
        )

    def type_of(self, section: Section, version: str | None = None) -> str:
        """Return the type of a section's rows: the table's own, or one that was made for it."""
        if section.columns == section.table.columns:
            return section.table.name
        return f"largesse_{section.name}_{version or self.version}"

    def key_type_of(self, table: AnyTable) -> str:
        """Return the type of a table's keys."""
        return f"largesse_{table.name}_key_{self.version}" if len(table.key) > 1 else _TYPES[table.key[0].kind]

    def _text(self, version: str) -> str:
        parameters = ",\n  ".join(
            ["p_deadline bigint", *(f"p_{s.name} {self.type_of(s, version)}[]" for s in self.sections)]
        )
        columns = "\n".join(
            f"-- {s.name}: {', '.join(f'{c.name} {c.kind.value}' for c in s.columns)}" for s in self.sections
        )
        body = "\n".join(_STATEMENTS[section.action](section) for section in self.sections)
        return f"""\
CREATE OR REPLACE FUNCTION largesse_write_{version}(
  {parameters}
) RETURNS bigint[] LANGUAGE plpgsql VOLATILE
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan
AS $largesse$
{columns}
#variable_conflict use_column
DECLARE
  v_now bigint := {NOW};
  v_rows bigint;
  v_heads bigint[] := '{{}}';
BEGIN
IF v_now > p_deadline THEN
  RAISE EXCEPTION 'past the deadline' USING ERRCODE = '{LATE}';
END IF;
{body}
IF {NOW} > p_deadline THEN
  RAISE EXCEPTION 'past the deadline' USING ERRCODE = '{LATE}';
END IF;
RETURN v_heads;
END
$largesse$"""


def _create_type(name: str, columns: Sequence[Column]) -> str:
    fields = ", ".join(f"{column.name} {_TYPES[column.kind]}" for column in columns)
    return (
        f"DO $largesse$ BEGIN IF to_regtype('{name}') IS NULL THEN"
        f" CREATE TYPE {name} AS ({fields}); END IF; END $largesse$"
    )


def _guarded(section: Section, statement: str, *, counted: bool = True) -> str:
    check = ""
    if counted:
        check = f"""
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  IF v_rows <> cardinality(p_{section.name}) THEN
    RAISE EXCEPTION '{section.name}' USING ERRCODE = '{CONFLICT}';
  END IF;"""
    return f"IF p_{section.name} IS NOT NULL THEN\n  {statement};{check}\nEND IF;"


def _join(section: Section) -> str:
    return " AND ".join(f"t.{column.name} = u.{column.name}" for column in section.table.key)


def _probe(section: Section) -> str:
    return f"""\
IF p_{section.name} IS NOT NULL THEN
  BEGIN
    INSERT INTO keys SELECT u.caller_id, u.key, '', '', u.caller_id, '', 0
      FROM unnest(p_{section.name}) u ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    IF v_rows <> cardinality(p_{section.name}) THEN
      RAISE EXCEPTION '{section.name}' USING ERRCODE = '{CONFLICT}';
    END IF;
    RAISE EXCEPTION 'probed' USING ERRCODE = '{PROBED}';
  EXCEPTION WHEN SQLSTATE '{PROBED}' THEN NULL;
  END;
END IF;"""


def _new(section: Section) -> str:
    return _guarded(
        section,
        f"INSERT INTO {section.table.name} SELECT u.* FROM unnest(p_{section.name}) u ON CONFLICT DO NOTHING",
    )


def _ensure(section: Section) -> str:
    return _guarded(
        section,
        f"INSERT INTO {section.table.name} SELECT u.* FROM unnest(p_{section.name}) u ON CONFLICT DO NOTHING",
        counted=False,
    )


def _set(section: Section) -> str:
    table = section.table
    sets = [f"{column.name} = u.{column.name}" for column in table.mutable_columns]
    version = ""
    if table.versioned:
        sets.append("version = t.version + 1")
        version = " AND t.version = u.version"
    return _guarded(
        section,
        f"UPDATE {table.name} t SET {', '.join(sets)} FROM unnest(p_{section.name}) u WHERE {_join(section)}{version}",
    )


def _check(section: Section) -> str:
    version = "state_version" if section.table.name == "streams" else "version"
    return _guarded(
        section,
        f"PERFORM 1 FROM unnest(p_{section.name}) u JOIN {section.table.name} t ON {_join(section)}"
        f" AND t.{version} = u.version FOR SHARE OF t",
    )


def _sum(section: Section) -> str:
    names = [column.name for column in section.table.mutable_columns]
    sets = ", ".join(f"{name} = t.{name} + u.{name}" for name in names)
    lows = [column.name for column in section.columns if column.name.endswith("_low")]
    floors = "".join(f" AND t.{low.removesuffix('_low')} + u.{low} >= 0" for low in lows)
    return _guarded(
        section,
        f"UPDATE {section.table.name} t SET {sets} FROM unnest(p_{section.name}) u WHERE {_join(section)}{floors}",
    )


def _move(section: Section) -> str:
    if section.table.name == "streams":
        return f"""\
IF p_{section.name} IS NOT NULL THEN
  WITH moved AS (
    UPDATE streams t SET head = t.head + u.count, state_version = t.state_version + u.step
    FROM unnest(p_{section.name}) u
    WHERE t.id = u.id AND (u.version IS NULL OR t.state_version = u.version) RETURNING t.id, t.head
  ) SELECT array_agg(head ORDER BY id) INTO v_heads FROM moved;
  IF coalesce(cardinality(v_heads), 0) <> cardinality(p_{section.name}) THEN
    RAISE EXCEPTION '{section.name}' USING ERRCODE = '{CONFLICT}';
  END IF;
END IF;"""
    return _guarded(
        section,
        "UPDATE accounts t SET balance = t.balance + u.delta, entries = t.entries + u.count,"
        " posted_at = CASE WHEN u.count > 0 THEN greatest(t.posted_at, v_now) ELSE t.posted_at END,"
        " version = t.version + u.step"
        f" FROM unnest(p_{section.name}) u WHERE t.id = u.id AND (u.version IS NULL OR t.version = u.version)"
        " AND (t.floor IS NULL OR u.low >= 0 OR t.balance + u.low >= t.floor)",
    )


def _entries(section: Section) -> str:
    return _guarded(
        section,
        "INSERT INTO entries SELECT u.account_id, t.entries - u.after_count, u.cause_id, u.amount,"
        f" t.balance - u.after_sum, t.posted_at FROM unnest(p_{section.name}) u"
        " JOIN accounts t ON t.id = u.account_id",
    )


def _events(section: Section) -> str:
    return _guarded(
        section,
        "INSERT INTO events SELECT u.stream_id, t.head - u.after_count, u.kind, u.cause_id, u.payload, u.decided_at"
        f" FROM unnest(p_{section.name}) u JOIN streams t ON t.id = u.stream_id",
    )


def _append(section: Section) -> str:
    return _guarded(
        section,
        f"INSERT INTO {section.table.name} SELECT u.* FROM unnest(p_{section.name}) u",
        counted=False,
    )


_STATEMENTS: dict[Action, Callable[[Section], str]] = {
    Action.PROBE: _probe,
    Action.NEW: _new,
    Action.SET: _set,
    Action.CHECK: _check,
    Action.ENSURE: _ensure,
    Action.SUM: _sum,
    Action.MOVE: _move,
    Action.APPEND: _append,
    Action.ENTRIES: _entries,
    Action.EVENTS: _events,
}
