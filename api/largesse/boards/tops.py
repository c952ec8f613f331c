"""
Tops: the heads of many rooms' boards, read together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from largesse.boards.boards import BoardOf, Top
from largesse.boards.period import STREAM
from largesse.boards.rows import BoardEntryRow, BoardRow
from largesse.boards.tally import FOLD
from largesse.people.models import find_people

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from largesse.database.reads import Reads

ENTRIES = 10
"""How many of a board are shown to all who follow its room; one more is read, which tells whether there are more."""
_HEADS = """
SELECT r.id AS room_id, c.folded AS folded, b.total_coins AS total_coins, b.reversed_coins AS reversed_coins,
  (SELECT COUNT(*) FROM board_refusals AS f WHERE f.owner_id IN (r.id, r.host_id) AND f.refused) AS refusing
FROM rooms AS r
LEFT JOIN fold_cursors AS c ON c.stream_id = r.id AND c.fold = $1
LEFT JOIN boards AS b ON b.owner_id = r.id AND b.period = $2 AND b.starts_at = $3
WHERE r.id IN ({places})
"""
_FIRST = f"""
SELECT * FROM (
  SELECT {", ".join(f"e.{name}" for name in BoardEntryRow._fields)}
  FROM board_entries AS e JOIN standings AS s ON s.person_id = e.person_id AND s.shown
  WHERE e.owner_id = {{place}} AND e.period = $1 AND e.starts_at = $2 AND e.coins > 0
  ORDER BY e.coins DESC, e.reached_at, e.person_id LIMIT {ENTRIES + 1}
) AS first_{{number}}
"""  # noqa: S608 - names and places of ours
_FOLDED = "SELECT stream_id AS room_id, folded FROM fold_cursors WHERE fold = $1 AND stream_id IN ({places})"
_WITH = """
SELECT owner_id AS room_id FROM board_entries
WHERE person_id = $1 AND period = $2 AND starts_at = $3 AND owner_id IN ({places})
"""
_OF_HOST = "SELECT id AS room_id FROM rooms WHERE host_id = $1 AND id IN ({places})"


async def tops_of(reads: Reads, room_ids: Sequence[str]) -> dict[str, Top]:
    """
    Return the heads of rooms' boards, in three reads however many rooms there are.

    Args:
        reads: the database.
        room_ids: the rooms; those that are not there are left out.

    Raises:
        Unavailable: the database does not answer.
    """
    places = ", ".join(f"${number}" for number in range(4, 4 + len(room_ids)))
    # The cursors first: what is folded between the reads is among the entries, and not in the offset yet.
    heads = await reads.rows(_HEADS.format(places=places), FOLD, STREAM.period.value, STREAM.starts_at, *room_ids)
    shown = [cast("str", head["room_id"]) for head in heads if not head["refusing"]]
    entries = await _first_of(reads, shown)
    people = await find_people({entry.person_id for first in entries.values() for entry in first})
    tops: dict[str, Top] = {}
    for head in heads:
        room_id = cast("str", head["room_id"])
        first = entries.get(room_id, [])
        seen = {each.person_id: people[each.person_id] for each in first if each.person_id in people}
        tops[room_id] = Top(None) if head["refusing"] else Top(_board(head), first, seen)
    return tops


async def folded_in(reads: Reads, room_ids: Sequence[str]) -> dict[str, int]:
    """
    Return the offsets of the last events that are on rooms' boards, by room.

    Raises:
        Unavailable: the database does not answer.
    """
    places = ", ".join(f"${number}" for number in range(2, 2 + len(room_ids)))
    rows = await reads.rows(_FOLDED.format(places=places), FOLD, *room_ids)
    return {cast("str", row["room_id"]): cast("int", row["folded"]) for row in rows}


async def rooms_showing(
    reads: Reads, room_ids: Sequence[str], people: Collection[str], hosts: Collection[str]
) -> list[str]:
    """
    Return those of some rooms that are somebody's, or on whose boards somebody has an entry.

    Args:
        reads: the database.
        room_ids: the rooms.
        people: who may have an entry.
        hosts: whose room it may be.

    Raises:
        Unavailable: the database does not answer.
    """
    found: dict[str, None] = {}
    for person_id in people:
        places = ", ".join(f"${number}" for number in range(4, 4 + len(room_ids)))
        key = (STREAM.period.value, STREAM.starts_at)
        rows = await reads.rows(_WITH.format(places=places), person_id, *key, *room_ids)
        found.update(dict.fromkeys(cast("str", row["room_id"]) for row in rows))
    for host_id in hosts:
        places = ", ".join(f"${number}" for number in range(2, 2 + len(room_ids)))
        rows = await reads.rows(_OF_HOST.format(places=places), host_id, *room_ids)
        found.update(dict.fromkeys(cast("str", row["room_id"]) for row in rows))
    return list(found)


async def _first_of(reads: Reads, room_ids: Sequence[str]) -> dict[str, list[BoardEntryRow]]:
    if not room_ids:
        return {}
    parts = [_FIRST.format(place=f"${number}", number=number) for number in range(3, 3 + len(room_ids))]
    rows = await reads.rows(" UNION ALL ".join(parts), STREAM.period.value, STREAM.starts_at, *room_ids)
    first: dict[str, list[BoardEntryRow]] = {}
    for row in rows:
        entry = BoardEntryRow(**row)  # type: ignore[arg-type]  # the columns are the row's fields
        first.setdefault(entry.owner_id, []).append(entry)
    return first


def _board(head: dict[str, object]) -> BoardOf:
    room_id = cast("str", head["room_id"])
    total, taken_back = (cast("int", head[name] or 0) for name in ("total_coins", "reversed_coins"))
    row = BoardRow(room_id, STREAM.period.value, STREAM.starts_at, STREAM.ends_at, total, taken_back, 0)
    return BoardOf(room_id, STREAM, row, cast("int", head["folded"] or 0))
