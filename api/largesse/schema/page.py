"""
Connections: pages of lists that may grow, cut by keys and never by counting.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import strawberry

from largesse.errors import InvalidInput
from largesse.ledger.table import Kind
from largesse.money import INT64_MAX
from largesse.schema.ids import is_uuid, opened, sealed

if TYPE_CHECKING:
    from largesse.ledger.table import Key, Table
    from largesse.schema.rows import Rows

PAGE_SIZE = 20
PAGE_SIZE_MAX = 100
N = TypeVar("N")
R = TypeVar("R", bound=tuple[object, ...])
S = TypeVar("S")
_WHOLE = re.compile(r"-?[0-9]{1,19}")


@strawberry.type
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool
    """Whether more comes after it."""
    has_previous_page: bool
    """Whether more comes before it."""
    start_cursor: str | None
    """The cursor of its first edge; null if the page is empty."""
    end_cursor: str | None
    """The cursor of its last edge; null if the page is empty."""


@strawberry.type
class Edge(Generic[N]):
    """A place in a list."""

    node: N
    """What stands there."""
    cursor: str
    """The place, to continue from; to be handed back unread."""


@strawberry.type
class Connection(Generic[N]):
    """A page of a list."""

    edges: list[Edge[N]]
    """What is on the page, each with its cursor."""
    page_info: PageInfo
    """Where the page stands."""

    @strawberry.field
    def nodes(self) -> list[N]:
        """Return what is on the page, without cursors."""
        return [edge.node for edge in self.edges]


@dataclass(frozen=True, slots=True)
class Cut:
    """
    Which page is wanted.

    Args:
        size: how many at most.
        place: the cursor to begin at; None for the end of the list.
        backward: whether the page lies before the place.
    """

    size: int
    place: str | None
    backward: bool

    @property
    def path(self) -> str:
        """The argument that the place stands in."""
        return "before" if self.backward else "after"


def cut_of(first: int | None, after: str | None, last: int | None, before: str | None) -> Cut:
    """
    Return the page that a connection's arguments ask for.

    Raises:
        InvalidInput: a size is out of range, or both directions are asked for.
    """
    backward = last is not None or (before is not None and first is None)
    if backward and (first is not None or after is not None):
        raise InvalidInput("last", "ask for `first` and `after`, or for `last` and `before`, not both")
    if not backward and before is not None:
        raise InvalidInput("before", "it goes with `last`")
    size = last if backward else first
    if size is None:
        size = PAGE_SIZE
    # A page of none is one (Relay's specification, 4.4): it tells whether there is anything.
    if not 0 <= size <= PAGE_SIZE_MAX:
        raise InvalidInput("last" if backward else "first", f"it must be from 0 to {PAGE_SIZE_MAX}")
    return Cut(size, before if backward else after, backward)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[R]):
    """
    A list of rows.

    Args:
        table: where they are.
        where: what their columns must be.
        order: the columns that order them, together unique; cursors hold their values.
        descending: whether the newest or greatest comes first.
    """

    table: "Table[R]"
    where: Mapping[str, object]
    order: Sequence[str]
    descending: bool = False

    async def page(self, rows: "Rows", cut: Cut) -> "Slice[R]":
        """
        Return a page.

        Raises:
            InvalidInput: the cursor is not one of this list.
        """
        found = await rows.page(
            self.table,
            self.where,
            self.order,
            cut.size + 1,
            after=None if cut.place is None else self._place(cut.place, cut.path),
            descending=self.descending != cut.backward,
        )
        return sliced(found, cut, self.cursor)

    def cursor(self, row: R) -> str:
        """Return the cursor of a row."""
        values = (str(self.table.value(row, name)) for name in self.order)
        return sealed(self.table.name, ":".join(values))

    def _place(self, cursor: str, path: str) -> "Key":
        found = opened(cursor)
        values = found[1].split(":") if found and found[0] == self.table.name else []
        kinds = [self.table.columns[self.table.indexes[name]].kind for name in self.order]
        if len(values) != len(kinds) or not all(map(_fits, values, kinds)):
            raise not_a_cursor(path)
        return tuple(int(value) if kind is Kind.INT else value for value, kind in zip(values, kinds, strict=True))


@dataclass(frozen=True, slots=True)
class Slice(Generic[S]):
    """What stands on a page, and where the page stands."""

    items: Sequence[tuple[S, str]]
    page_info: PageInfo

    def of(self, node_of: Callable[[S], N]) -> Connection[N]:
        """Return the page with a node for each item."""
        edges = [Edge(node=node_of(item), cursor=cursor) for item, cursor in self.items]
        return Connection(edges=edges, page_info=self.page_info)


def sliced(found: Sequence[S], cut: Cut, cursor_of: Callable[[S], str]) -> Slice[S]:
    """
    Return a page of what was found from its place on, in the direction that was asked for.

    Args:
        found: up to one item more than the page takes.
        cut: which page is wanted.
        cursor_of: tells the cursor of an item.
    """
    more, begun = len(found) > cut.size, cut.place is not None
    taken = list(found[: cut.size])
    if cut.backward:
        taken.reverse()
    items = [(item, cursor_of(item)) for item in taken]
    page_info = PageInfo(
        has_next_page=begun if cut.backward else more,
        has_previous_page=more if cut.backward else begun,
        start_cursor=items[0][1] if items else None,
        end_cursor=items[-1][1] if items else None,
    )
    return Slice(items, page_info)


def page_of(listing: Sequence[S], name: str, key_of: Callable[[S], str], cut: Cut) -> Slice[S]:
    """
    Return a page of a list that is in memory.

    Args:
        listing: all of it.
        name: which list it is, so that no other list's cursor fits.
        key_of: tells the unique key of an item.
        cut: which page is wanted.

    Raises:
        InvalidInput: the cursor is not one of this list.
    """
    ahead = list(reversed(listing)) if cut.backward else list(listing)
    start = 0
    if cut.place is not None:
        found = opened(cut.place)
        keys = [key_of(item) for item in ahead]
        if found is None or found[0] != name or found[1] not in keys:
            raise not_a_cursor(cut.path)
        start = keys.index(found[1]) + 1
    return sliced(ahead[start : start + cut.size + 1], cut, lambda item: sealed(name, key_of(item)))


def not_a_cursor(path: str) -> InvalidInput:
    """Return what is said of a cursor that is not one of the list."""
    return InvalidInput(path, "it is not a cursor of this list")


def _fits(value: str, kind: Kind) -> bool:
    if kind is Kind.INT:
        return _WHOLE.fullmatch(value) is not None and abs(int(value)) <= INT64_MAX
    return is_uuid(value) if kind is Kind.ID else True
