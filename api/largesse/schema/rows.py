"""
Reading: rows of declared tables by key and by page, in the columns' own order.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from tortoise.expressions import Q

from largesse.boards.models import BoardRefusal, Standing
from largesse.combos.models import Combo
from largesse.earnings.models import Bucket
from largesse.gifts.models import Gift, GiftRemainder, GiftText, GiftThanks
from largesse.goals.models import Goal, GoalRefusal, GoalTallies, GoalText, RoomGoals
from largesse.ledger.models import AccountModel, EntryModel, EventModel, StreamModel, TransferModel
from largesse.ledger.table import Kind
from largesse.messages.models import Message, MessageText
from largesse.people.models import Person
from largesse.recaps.models import Recap
from largesse.rooms.models import Room, RoomBlock, RoomText
from largesse.wallets.models import Limit, Lot, Wallet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tortoise.models import Model
    from tortoise.queryset import QuerySet

    from largesse.database.client import ReadingClient
    from largesse.database.reads import Reads
    from largesse.ledger.table import AnyTable, Key, Table

R = TypeVar("R", bound=tuple[object, ...])
MODELS: tuple[type[Model], ...] = (
    AccountModel,
    EntryModel,
    EventModel,
    StreamModel,
    TransferModel,
    Wallet,
    Lot,
    Limit,
    Bucket,
    Person,
    Room,
    RoomText,
    RoomBlock,
    Combo,
    Gift,
    GiftText,
    GiftRemainder,
    GiftThanks,
    Standing,
    BoardRefusal,
    Message,
    MessageText,
    Goal,
    GoalText,
    RoomGoals,
    GoalRefusal,
    GoalTallies,
    Recap,
)
"""What the graph reads."""
_SQLITE = "sqlite"


class Rows(Protocol):
    """Whoever reads the tables that the journal writes."""

    def at(self, reads: Reads) -> Rows:
        """Return whoever reads the same tables through something else, such as the reads of a moment."""
        ...

    async def by_keys(self, table: Table[R], keys: Sequence[Key]) -> Mapping[Key, R]:
        """Return the rows of a table that have one of the keys."""
        ...

    async def page(  # noqa: PLR0913 - what a page is made of
        self,
        table: Table[R],
        where: Mapping[str, object],
        order: Sequence[str],
        limit: int,
        *,
        after: Key | None = None,
        descending: bool = False,
    ) -> list[R]:
        """
        Return rows in an order, from after a place in it.

        Args:
            table: which table.
            where: what columns must be; a column's name may end in `__lte` or `__in`.
            order: the columns it is ordered by, together unique among the rows that fit.
            limit: how many rows at most.
            after: the values of the order's columns after which to begin; the beginning if None.
            descending: whether the order runs backwards.
        """
        ...


class TortoiseRows:
    """
    Reads through models, from wherever they are open to be read.

    Args:
        models: a model for each table that is read.
        client: what they are read through, if not through whatever is open.
    """

    def __init__(self, models: Iterable[type[Model]] = MODELS, client: ReadingClient | None = None) -> None:
        self._client = client
        self._models = {model._meta.db_table: model for model in models}  # noqa: SLF001 - a model tells its table nowhere else

    def at(self, reads: Reads) -> TortoiseRows:
        """Return what reads the same models through something else, such as the reads of a moment."""
        return TortoiseRows(self._models.values(), reads.client)

    async def by_keys(self, table: Table[R], keys: Sequence[Key]) -> Mapping[Key, R]:
        """Return the rows of a table that have one of the keys."""
        if not keys:
            return {}
        client = self._client or self._models[table.name]._meta.db  # noqa: SLF001 - as above
        dialect = client.capabilities.dialect
        values = [value for key in keys for value in key]
        _, found = await client.execute_query(_query_by_keys(table, len(keys), dialect), values)
        rows = _made(table, cast("Iterable[Iterable[object]]", found), dialect)
        return {table.key_of(row): row for row in rows}

    async def page(  # noqa: PLR0913 - what a page is made of
        self,
        table: Table[R],
        where: Mapping[str, object],
        order: Sequence[str],
        limit: int,
        *,
        after: Key | None = None,
        descending: bool = False,
    ) -> list[R]:
        """Return rows in an order, from after a place in it; see `Rows.page`."""
        found = self._models[table.name].filter(**where)
        if after is not None:
            found = found.filter(_beyond(order, after, "__lt" if descending else "__gt"))
        sign = "-" if descending else ""
        return await self._read(table, found.order_by(*(f"{sign}{name}" for name in order)).limit(limit))

    async def _read(self, table: Table[R], found: QuerySet[Model]) -> list[R]:
        # The columns are named: left alone, the ORM selects them in an order of its own.
        values = await found.using_db(self._client).values_list(*(column.name for column in table.columns))
        make = cast("Callable[..., R]", table.row)
        return [make(*row) for row in values]


@lru_cache(maxsize=256)
def _query_by_keys(table: AnyTable, count: int, dialect: str) -> str:
    """Return the query for so many keys, which the ORM would build anew each time, for longer than it takes to read."""
    marks = ["?" if dialect == _SQLITE else f"${number}" for number in range(1, count * table.key_length + 1)]
    names = [f'"{column.name}"' for column in table.columns]
    if table.key_length == 1:
        wanted = f"{names[0]} IN ({', '.join(marks)})"
    else:
        each = " AND ".join(f"{name} = {{}}" for name in names[: table.key_length])
        wanted = " OR ".join([f"({each})"] * count).format(*marks)
    return f'SELECT {", ".join(names)} FROM "{table.name}" WHERE {wanted}'  # noqa: S608 - names that we declared


def _made(table: Table[R], found: Iterable[Iterable[object]], dialect: str) -> list[R]:
    """Return rows of what was found; what is true or false is 1 or 0 on SQLite."""
    make = cast("Callable[..., R]", table.row)
    flags = [place for place, column in enumerate(table.columns) if column.kind is Kind.BOOL]
    if dialect != _SQLITE or not flags:
        return [make(*values) for values in found]
    rows = []
    for values in map(list, found):
        for place in flags:
            values[place] = values[place] if values[place] is None else bool(values[place])
        rows.append(make(*values))
    return rows


def _beyond(order: Sequence[str], after: Key, operator: str) -> Q:
    """Return what lies beyond a place: further in the first column, or as far there and further in the next."""
    steps = []
    for place, name in enumerate(order):
        same = [_q({earlier: value}) for earlier, value in zip(order[:place], after, strict=False)]
        steps.append(reduce(and_, [*same, _q({name + operator: after[place]})]))
    return reduce(or_, steps)


def _q(conditions: Mapping[str, object]) -> Q:
    # What Q takes by name are columns and their values, of any type.
    return Q(**cast("dict[str, Any]", conditions))
