"""
The journal itself: batches without a timer, cancelled callers, its limits, its end, and what it tells.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from largesse.errors import InsufficientCoins, Overloaded, Unavailable
from largesse.ledger.deed import Applied, Decision, Posting, Write
from largesse.ledger.identifiers import new_id
from largesse.ledger.journal import JournalLimits
from tests.ledger.deeds import ISSUED, does, gift, grant, move, open_room, say, wallet, yielding
from tests.ledger.row_deeds import mark
from tests.ledger.tables import BADGES, MARKS

if TYPE_CHECKING:
    from largesse.ledger.deed import Deed, Needs
    from tests.ledger.books import Books, PostgresqlBooks


async def test_a_batch_is_one_when_idle_and_grows_with_load(books: Books) -> None:
    ann = new_id()
    await books.do(grant(ann, 1))
    await books.do(grant(ann, 1))
    assert books.batches == [(1, 0), (1, 0)]
    await books.do(*(grant(ann, 1) for _ in range(40)))
    assert books.batches[2:] == [(40, 0)]


async def test_a_batch_has_a_most(books: Books) -> None:
    ann = new_id()
    journal = books.node(limits=JournalLimits(batch_max=7, slot=1))
    await books.do(*(grant(ann, 1) for _ in range(30)), journal=journal)
    assert max(deeds for deeds, _ in books.batches) == 7
    assert sum(deeds for deeds, _ in books.batches) == 30
    assert await books.balances(ann) == [30]


async def test_deeds_that_yield_wait_until_no_other_does_and_each_is_done_once(books: Books) -> None:
    room, ann = new_id(), new_id()
    journal = books.node(limits=JournalLimits(batch_max=4, slot=1))
    await books.do(open_room(room), journal=journal)
    order: list[str] = []

    async def done(name: str, deed: Deed) -> None:
        await journal.submit(deed)
        order.append(name)

    chat = [done("message", yielding(say(room, f"message {number}"))) for number in range(12)]
    gifts = [done("gift", grant(ann, 1)) for _ in range(12)]
    await asyncio.gather(*chat, *gifts)
    assert order == ["gift"] * 12 + ["message"] * 12
    assert await books.balances(ann) == [12]


async def test_a_cancelled_caller_leaves_a_deed_that_goes_on(books: Books) -> None:
    ann = new_id()
    deed = grant(ann, 5, key="k")
    caller = asyncio.create_task(books.journal.submit(deed))
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    (told,) = await books.do(grant(ann, 5, key="k"))
    assert told == Applied(deed.id, {"after": 5}, replayed=True, answer=None)
    assert await books.balances(ann) == [5]


async def test_callers_who_are_cancelled_in_a_crowd_disturb_nobody(books: Books) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 1_000))
    tasks = [asyncio.create_task(books.journal.submit(move(ann, bob, 1, key=f"k{n}"))) for n in range(200)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [asyncio.CancelledError, Applied] * 100
    replays = await books.do(*(move(ann, bob, 1, key=f"k{n}") for n in range(200)))
    assert all(replay.replayed for replay in replays)
    assert await books.balances(ann, bob) == [800, 200]


async def test_one_deed_more_than_may_wait_is_overloaded_and_leaves_nothing(books: Books) -> None:
    ann = new_id()
    journal = books.node(limits=JournalLimits(queue_max=3))
    outcomes = await books.outcomes(*(grant(ann, 1) for _ in range(5)), journal=journal)
    assert [type(outcome) for outcome in outcomes] == [Applied] * 3 + [Overloaded] * 2
    assert await books.balances(ann) == [3]
    await books.do(grant(ann, 1), journal=journal)
    assert journal.waiting == 0


async def test_closing_commits_what_waits_and_takes_no_more(books: Books) -> None:
    ann = new_id()
    journal = books.node()
    await books.do(grant(ann, 1), journal=journal)
    pending = [asyncio.create_task(journal.submit(grant(ann, 1))) for _ in range(300)]
    await asyncio.sleep(0)
    await journal.close()
    books.journals.remove(journal)
    assert {type(outcome) for outcome in await asyncio.gather(*pending)} == {Applied}
    (refused,) = await books.outcomes(grant(ann, 1), journal=journal)
    assert isinstance(refused, Unavailable)
    assert await books.balances(ann) == [301]


async def test_a_journal_that_never_worked_closes(books: Books) -> None:
    journal = books.node()
    await journal.check()
    await journal.close()
    books.journals.remove(journal)


async def test_rows_that_were_appended_are_handed_on_before_the_events_as_they_are_stored(books: Books) -> None:
    room, journal = new_id(), books.journal
    handed: list[object] = []
    journal._on_appended = lambda rows: handed.append(dict(rows))
    journal._on_commit = handed.append
    marked = await journal.submit(mark(7, "seven"))
    await journal.submit(open_room(room))
    marks, events = handed[0], handed[-1]
    assert marks == {MARKS: [(marked.deed_id, "seven", 7)]}
    assert await books.rows("SELECT * FROM marks") == [(marked.deed_id, "seven", 7)]
    assert handed[1:] == [{}, events]
    assert list(events) == [room]  # type: ignore[call-overload]  # events by stream


async def test_what_is_refused_hands_on_no_rows(books: Books) -> None:
    handed: list[object] = []
    books.journal._on_appended = handed.append
    with pytest.raises(InsufficientCoins):
        await books.journal.submit(move(new_id(), new_id(), 1))
    assert not any(handed)


async def test_events_are_handed_on_after_their_commit_and_before_the_callers(books: Books) -> None:
    room = new_id()
    await books.do(open_room(room))
    order: list[str] = []
    journal = books.journal
    heard = journal._on_commit

    def hear(events: object) -> None:
        order.append("heard")
        assert heard is not None
        heard(events)  # type: ignore[arg-type]  # what the journal hands on

    journal._on_commit = hear
    task = asyncio.create_task(books.do(say(room, "a", "b")))
    task.add_done_callback(lambda _: order.append("answered"))
    await task
    assert order == ["heard", "answered"]
    rows = books.heard[-1][room]
    assert [(row.stream_offset, row.kind, row.payload) for row in rows] == [
        (2, "said", '{"word":"a"}'),
        (3, "said", '{"word":"b"}'),
    ]
    stored = await books.rows("SELECT * FROM events WHERE stream_id = $1 ORDER BY stream_offset", room)
    assert stored[1:] == [tuple(row) for row in rows]


async def test_offsets_of_a_stream_have_no_gap_over_batches_and_refusals(books: Books) -> None:
    ann, eve, room = new_id(), new_id(), new_id()
    await books.do(open_room(room), grant(ann, 50))
    outcomes = await books.outcomes(*(gift(ann, eve, 3, room=room) for _ in range(30)))
    applied = [outcome for outcome in outcomes if isinstance(outcome, Applied)]
    assert len(applied) == 16
    rows = await books.rows("SELECT stream_offset, cause_id FROM events WHERE stream_id = $1 ORDER BY 1", room)
    assert [row[0] for row in rows] == list(range(1, 18))
    assert [row[1] for row in rows[1:]] == [each.deed_id for each in applied]
    assert await books.rows("SELECT head, state_version, epoch FROM streams WHERE id = $1", room) == [(17, 1, 1)]
    offsets = [row.stream_offset for heard in books.heard for row in heard[room]]
    assert offsets == list(range(1, 18))


async def test_two_nodes_tell_a_stream_without_gap_or_double(shared: PostgresqlBooks) -> None:
    room = new_id()
    await shared.do(open_room(room))
    other = shared.node()
    await asyncio.gather(
        *(shared.do(say(room, f"{n}"), journal=node) for n in range(50) for node in (shared.journal, other))
    )
    offsets = sorted(row.stream_offset for heard in shared.heard for row in heard[room])
    assert offsets == list(range(1, 102))
    assert await shared.rows("SELECT count(*), max(stream_offset) FROM events") == [(101, 101)]


async def test_a_deed_that_breaks_while_the_batch_before_is_written_harms_nobody(books: Books) -> None:
    ann, bob = new_id(), new_id()
    await books.do(grant(ann, 1_000))

    def breaks(_: Needs) -> None:
        raise ZeroDivisionError

    def never(_: object, __: str) -> Decision:
        raise AssertionError

    deeds = [move(ann, bob, 1) for _ in range(199)]
    deeds.insert(150, does("breaks", (), breaks, never))
    outcomes = await books.outcomes(*deeds)
    assert [type(outcome) for outcome in outcomes] == [*[Applied] * 150, ZeroDivisionError, *[Applied] * 49]
    await books.journal.check()
    assert await books.balances(ann, bob) == [801, 199]


async def test_a_decision_that_breaks_halfway_leaves_nothing_and_harms_no_mate(books: Books) -> None:
    ann, bob = new_id(), new_id()

    def decides(_: object, __: str) -> Decision:
        legs = (Posting(wallet(ann), 5), Posting(ISSUED, -5))
        return Decision(postings=legs, writes=(Write(BADGES, None),))  # type: ignore[arg-type]  # a mistake of ours

    torn = does("torn", (), lambda needs: needs.wallet(wallet(ann)), decides)
    outcomes = await books.outcomes(grant(bob, 1), torn, grant(bob, 2))
    assert [isinstance(outcome, Applied) for outcome in outcomes] == [True, False, True]
    assert await books.balances(ann, bob) == [0, 3]
    assert await books.count("accounts") == 2


async def test_the_next_batch_is_sent_before_the_callers_of_the_last_are_answered(remembering: PostgresqlBooks) -> None:
    people = [new_id() for _ in range(200)]
    await remembering.do(*(grant(person, 1) for person in people))
    journal = remembering.journal
    order: list[str] = []
    written = journal._store._written  # type: ignore[attr-defined]  # a store on PostgreSQL

    async def noted(*arguments: object) -> object:
        order.append("sent")
        return await written(*arguments)

    async def ask(person: str) -> None:
        await journal.submit(grant(person, 1))
        order.append("answered")

    journal._store._written = noted  # type: ignore[attr-defined]  # the same
    await asyncio.gather(*(ask(person) for person in people))
    sent = [place for place, what in enumerate(order) if what == "sent"]
    # The second batch follows the first at once, ahead of all who wait for the first.
    assert sent[:2] == [0, 1]
    assert order.count("answered") == len(people)
