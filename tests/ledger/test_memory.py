"""
What a node remembers: bounded, forgotten with the version that guards it, and never more than what was written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from largesse.errors import InsufficientCoins
from largesse.ledger.account import ACCOUNTS
from largesse.ledger.batch import Batch
from largesse.ledger.deed import Decision
from largesse.ledger.identifiers import new_id
from largesse.ledger.rows import KEYS, STREAMS, StreamRow
from largesse.ledger.state import BatchState, NeedMore
from largesse.ledger.store import memory as remembering
from largesse.ledger.store.memory import Memory
from tests.ledger import deeds as d
from tests.ledger import row_deeds as r
from tests.ledger.tables import DOORS, VOUCHERS, DoorRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from largesse.ledger.batch import Verdict
    from largesse.ledger.deed import Deed
    from largesse.ledger.state import BatchNeeds
    from largesse.ledger.table import AnyTable, Key

Row = tuple[object, ...]


class Truth:
    """Rows as a database has them: read by need, and written as a plan says, versions moved."""

    def __init__(self) -> None:
        self.rows: dict[tuple[AnyTable, Key], Row] = {}

    def read(self, needs: BatchNeeds, state: BatchState) -> None:
        for table, keys in needs.rows.items():
            for key in keys:
                row = self.rows.get((table, key))
                if row is not None:
                    state.remember(table, row)
        for table, limits in needs.ranges.items():
            owner, is_open = table.indexes[table.range_owner or ""], table.indexes[table.range_open or ""]
            order = [table.indexes[name] for name in table.range_order]
            mine = [row for (kind, _), row in self.rows.items() if kind is table and row[owner] in limits]
            mine = sorted((row for row in mine if row[is_open]), key=lambda row: [row[index] for index in order])
            rows = [row for name, limit in limits.items() for row in [r for r in mine if r[owner] == name][:limit]]
            state.remember_range(table, rows, limits)

    def write(self, verdict: Verdict) -> None:
        plan = verdict.plan
        for movement in plan.movements.values():
            account = movement.account
            before = self.rows.get((ACCOUNTS, (account.id,)))
            row = before or (*account, 0, 0, 0, 0, 0, 0)
            step = int(account.mode == "wallet")
            moved = (*row[:8], int(str(row[8])) + movement.delta, *row[9:11], int(str(row[11])) + step)
            self.rows[ACCOUNTS, (account.id,)] = ACCOUNTS.row._make(moved)
        for table, keys in plan.guarded.items():
            for key in keys:
                self.rows[table, key] = plan.state.rows[table][key]


def decide(memory: Memory, truth: Truth, *deeds: Deed) -> tuple[Verdict, BatchNeeds]:
    """Decide a batch as a store does, over what is remembered and the rest of the truth."""
    batch = Batch(deeds, new_id(), 0)
    while True:
        state = BatchState(1, batch.needs())
        missing = memory.recall(state)
        truth.read(missing, state)
        try:
            return batch.decide(state), missing
        except NeedMore as need:
            batch.widen(need)


def done(memory: Memory, truth: Truth, *deeds: Deed) -> BatchNeeds:
    """Decide and write a batch, and return what had to be read for it."""
    verdict, missing = decide(memory, truth, *deeds)
    assert not [outcome for outcome in verdict.outcomes if isinstance(outcome, Exception)]
    memory.learn(verdict.plan)
    truth.write(verdict)
    return missing


def read(missing: BatchNeeds) -> set[str]:
    """Return the tables of which something had to be read, keys apart."""
    tables = {table.name for table, keys in missing.rows.items() if keys and table is not KEYS}
    return tables | {table.name for table, limits in missing.ranges.items() if limits}


def test_what_was_written_is_remembered_with_what_its_wallet_guards() -> None:
    memory, truth, ann, bob = Memory(), Truth(), new_id(), new_id()
    assert read(done(memory, truth, d.grant(ann, 10))) == {"accounts"}
    assert read(done(memory, truth, d.move(ann, bob, 1))) == {"accounts", "permits"}
    assert read(done(memory, truth, d.move(ann, bob, 1))) == set()
    assert read(done(memory, truth, r.voucher(ann, 5, place=1))) == set()
    assert read(done(memory, truth, r.redeem(ann, 1))) == {"vouchers"}
    assert read(done(memory, truth, r.redeem(ann, 1))) == set()


def test_a_voucher_that_joins_a_range_unseen_has_the_range_read_again() -> None:
    memory, truth, ann = Memory(), Truth(), new_id()
    done(memory, truth, d.grant(ann, 1), r.voucher(ann, 5, place=2))
    done(memory, truth, r.redeem(ann, 1))
    done(memory, truth, r.voucher(ann, 5, place=1))
    verdict, missing = decide(memory, truth, r.redeem(ann, 6))
    assert read(missing) == {"vouchers"}
    assert verdict.outcomes[0].result == {"used": [[1, 5], [2, 1]]}  # type: ignore[union-attr]  # it was applied


def test_what_has_left_its_range_is_let_go_of() -> None:
    memory, truth, ann = Memory(), Truth(), new_id()
    done(memory, truth, d.grant(ann, 1))
    for place in range(20):
        done(memory, truth, r.voucher(ann, 2, place=place))
        done(memory, truth, r.redeem(ann, 1))
        done(memory, truth, r.redeem(ann, 1))
    kept = [table for table, _ in memory._young[d.wallet(ann).id].rows]
    assert VOUCHERS not in kept
    assert read(decide(memory, truth, r.redeem(ann, 0))[1]) == set()


def test_what_a_batch_names_is_forgotten_as_a_whole() -> None:
    memory, truth, ann, bob = Memory(), Truth(), new_id(), new_id()
    done(memory, truth, d.grant(ann, 10), d.grant(bob, 10), r.voucher(ann, 5, place=1))
    done(memory, truth, d.move(ann, bob, 1))
    done(memory, truth, r.redeem(ann, 1))
    memory.forget(Batch([d.look_at(ann)], new_id(), 0).needs())
    assert read(decide(memory, truth, r.redeem(ann, 1))[1]) == {"accounts", "vouchers"}
    assert read(decide(memory, truth, d.look_at(bob))[1]) == {"permits"}


def test_a_stream_that_is_touched_unseen_is_forgotten() -> None:
    memory, truth, room = Memory(), Truth(), new_id()
    stream = ("room", 1, 1, 1)
    truth.rows[STREAMS, (room,)] = StreamRow(room, *stream)
    truth.rows[DOORS, (room,)] = DoorRow(room, open=True)
    done(memory, truth, d.look_in(room))
    assert read(decide(memory, truth, d.look_in(room))[1]) == set()
    done(memory, truth, d.set_door(room, is_open=True))
    verdict, missing = decide(memory, truth, d.look_in(room))
    assert read(missing) == set()
    assert verdict.plan.state.rows[STREAMS][(room,)] == StreamRow(room, "room", 1, 1, 2)
    done(memory, truth, d.does("touch", (), d.nothing, lambda _, __: Decision(touches=(room,))))
    assert read(decide(memory, truth, d.look_in(room))[1]) == {"streams", "doors"}


def test_earnings_and_what_is_absent_are_not_remembered() -> None:
    memory, truth, ann, eve = Memory(), Truth(), new_id(), new_id()
    done(memory, truth, d.look_at(ann))
    assert read(decide(memory, truth, d.look_at(ann))[1]) == {"accounts", "permits"}
    done(memory, truth, d.grant(ann, 10), d.gift(ann, eve, 10))
    done(memory, truth, d.take_back(eve, ann, 1))
    assert read(decide(memory, truth, d.take_back(eve, ann, 1))[1]) == {"accounts"}


def test_two_generations_bound_what_is_remembered() -> None:
    memory, truth = Memory(size=10), Truth()
    people = [new_id() for _ in range(100)]
    for person in people:
        done(memory, truth, d.grant(person, 1))
        assert len(memory._young) <= 10
        assert len(memory._old) <= 10
    kept = [person for person in people if not read(decide(memory, truth, d.grant(person, 1))[1])]
    assert people[-1] in kept
    assert len(kept) <= 20
    assert not set(people[:70]) & set(kept)


def test_what_is_used_again_and_again_is_kept() -> None:
    memory, truth, ann = Memory(size=10), Truth(), new_id()
    done(memory, truth, d.grant(ann, 1))
    for _ in range(100):
        done(memory, truth, d.grant(new_id(), 1))
        assert read(done(memory, truth, d.grant(ann, 1))) == set()


def test_a_group_that_is_too_large_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "GROUP_ROWS", 5)
    memory, truth, ann = Memory(), Truth(), new_id()
    done(memory, truth, d.grant(ann, 1), *(r.voucher(ann, 5, place=place) for place in range(3)))
    assert read(decide(memory, truth, r.redeem(ann, 1))[1]) == {"vouchers"}
    done(memory, truth, *(r.voucher(ann, 5, place=place) for place in range(3)))
    assert read(decide(memory, truth, d.look_at(ann))[1]) == {"accounts", "permits"}


people = st.integers(0, 3)
amounts = st.integers(1, 5)
asked = st.one_of(
    st.tuples(st.just("grant"), people, amounts),
    st.tuples(st.just("look_at"), people),
    st.tuples(st.just("move"), people, people, amounts).filter(lambda each: each[1] != each[2]),
    st.tuples(st.just("voucher"), people, amounts, st.integers(0, 9)),
    st.tuples(st.just("redeem"), people, amounts),
    st.tuples(st.just("take_back"), people, people, amounts),
    st.tuples(st.just("gift"), people, people, amounts),
)


@settings(max_examples=150, deadline=None)
@given(
    batches=st.lists(st.tuples(st.booleans(), st.lists(asked, min_size=1, max_size=4)), max_size=40),
    size=st.integers(1, 6),
)
def test_whatever_is_remembered_is_true_unless_a_version_tells(
    batches: list[tuple[bool, list[tuple[object, ...]]]], size: int
) -> None:
    memory, truth = Memory(size=size), Truth()
    names = [new_id() for _ in range(4)]
    for elsewhere, batch in batches:
        deeds = [_deed(names, each) for each in batch]
        # What another node writes, this one does not hear of.
        mine = Memory() if elsewhere else memory
        verdict, _ = decide(mine, truth, *deeds)
        if not elsewhere and _moved(verdict, truth):
            memory.forget(verdict.plan.state.needs)
            verdict, _ = decide(memory, truth, *deeds)
            assert not _moved(verdict, truth)
        fresh, _ = decide(Memory(), truth, *deeds)
        if any(isinstance(outcome, InsufficientCoins) for outcome in verdict.outcomes):
            continue  # a refusal is decided on the database's own rows
        assert [_told(outcome) for outcome in verdict.outcomes] == [_told(outcome) for outcome in fresh.outcomes]
        if not elsewhere:
            memory.learn(verdict.plan)
        truth.write(verdict)


def _deed(names: Sequence[str], each: tuple[object, ...]) -> Deed:
    kind, *arguments = each
    places = {"move": 2, "gift": 2, "take_back": 2}.get(str(kind), 1)
    given_names = [names[int(str(place))] for place in arguments[:places]]
    made: Deed = {**vars(d), **vars(r)}[str(kind)](*given_names, *arguments[places:])
    return made


def _moved(verdict: Verdict, truth: Truth) -> bool:
    """Return whether the write would find a version that is not the one that was read."""
    plan = verdict.plan
    checked = {key for table, key in plan.consulted if table is ACCOUNTS} | {
        (account_id,) for account_id, movement in plan.movements.items() if movement.account.mode == "wallet"
    }
    for key in checked:
        there, seen = truth.rows.get((ACCOUNTS, key)), plan.state.read[ACCOUNTS].get(key)
        if (there or (0,))[-1] != (seen or (0,))[-1]:
            return True
    return False


def _told(outcome: object) -> object:
    return getattr(outcome, "result", None) or (type(outcome), str(outcome))
