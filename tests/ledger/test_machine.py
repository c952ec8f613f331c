"""
The journal against an independent model: whatever is done in whatever order, both say the same.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from largesse.errors import Refusal
from largesse.ledger.deed import Applied
from largesse.ledger.identifiers import new_id
from tests.ledger import deeds as d
from tests.ledger import hold_deeds, row_deeds
from tests.ledger.books import ALL_TABLES, SqliteBooks
from tests.ledger.model import Command, Model, Told

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from largesse.ledger.deed import Deed
    from tests.ledger.books import Books

T = TypeVar("T")
CRASH_TURNS = 12
"""Turns of the loop after which a batch has surely begun to be written."""
KEYS_MANY = 1_000
"""From how many keys on a shared database is emptied, since it is verified as a whole after each run."""
PEOPLE = 3
RUNS, STEPS = 200, 50
people = st.integers(0, PEOPLE - 1)
amounts = st.integers(1, 12)
choices = st.integers(0, 2**16)
asked = st.one_of(
    st.tuples(st.just("grant"), people, amounts),
    st.tuples(st.just("move"), people, people, amounts).filter(lambda each: each[1] != each[2]),
    st.tuples(st.just("gift"), people, people, amounts, st.just(1)),
    st.tuples(st.just("take_back"), people, people, amounts),
    st.tuples(st.just("permit"), people, st.sampled_from([True, True, False])),
    st.tuples(st.just("set_door"), st.sampled_from([True, True, False])),
    st.tuples(st.just("voucher"), people, amounts),
    st.tuples(st.just("redeem"), people, amounts),
    st.tuples(st.just("set_aside"), people, amounts),
    st.tuples(st.sampled_from(["post", "post_part"]), choices, people, amounts),
    st.tuples(st.just("void"), choices),
    st.tuples(st.just("badge")),
    st.tuples(st.just("fund"), amounts),
    st.tuples(st.just("draw_on"), amounts),
)
batches = st.lists(asked, min_size=1, max_size=4)


class Machine(RuleBasedStateMachine):
    """One run: people, a room and keys of its own, in a file of its own or a database that all runs share."""

    made: ClassVar[Callable[[], Books]]
    runner: ClassVar[asyncio.Runner]

    @initialize()
    def begin(self) -> None:
        self.books = type(self).made()
        # A machine that stands still for seconds is no difference between the journal and the model.
        self.books.deadline_seconds = 30.0
        self.people = [new_id() for _ in range(PEOPLE)]
        self.room, self.thing, self.caller = new_id(), new_id(), new_id()
        self.model = Model(PEOPLE)
        self.commands: list[Command] = []
        self.holds: dict[str, tuple[int, str]] = {}
        self.places = 0
        self._wait(self.books.do(d.open_room(self.room, caller=self.caller)))

    @rule(batch=batches)
    def ask(self, batch: list[tuple[object, ...]]) -> None:
        self._ask([self._command(each) for each in batch])

    @rule(batch=batches, which=choices)
    def ask_again_among_others(self, batch: list[tuple[object, ...]], which: int) -> None:
        commands = [self._command(each) for each in batch]
        if self.commands:
            commands.append(self.commands[which % len(self.commands)])
        self._ask([*commands, commands[which % len(commands)]])

    @rule(each=asked, which=choices)
    def ask_for_something_else_under_a_used_key(self, each: tuple[object, ...], which: int) -> None:
        command = self._command(each)
        if command.kind != "set_aside":
            key = self.commands[which % len(self.commands)].key
            self._ask([command._replace(key=key)])

    @rule(batch=batches, turns=st.integers(0, 40))
    def crash(self, batch: list[tuple[object, ...]], turns: int) -> None:
        commands = [self._command(each) for each in batch]
        if turns > CRASH_TURNS:
            # Ends are rarer than deeds, and most of them are crashes.
            if turns > CRASH_TURNS * 3:
                self._wait(self.books.restart())
            self._ask(commands)
            return
        deeds = [self._deed(command) for command in commands]
        self._wait(self._crash(deeds, turns))
        # What was done of it is what some first part of it would have done; what is asked for again goes on there.
        done = self._wait(self._keys({command.key for command in commands}))
        for command in commands:
            if done <= self.model.keys.keys():
                break
            self.model.do(command)
        assert done == {command.key for command in commands if command.key in self.model.keys}, commands
        self._ask(commands)

    def teardown(self) -> None:
        if not hasattr(self, "model"):
            return
        model = self.model

        async def compare() -> None:
            for person, name in enumerate(self.people):
                found = [await self.books.balance(kind(name)) for kind in (d.wallet, d.held, d.earned)]
                assert found == [model.coins[person], model.held[person], model.earned[person]]
            heads = await self.books.rows("SELECT head FROM streams WHERE id = $1", self.room)
            assert heads == [(model.events,)]
            keys = await self.books.rows("SELECT key FROM keys WHERE caller_id = $1", self.caller)
            assert {key for (key,) in keys if key in model.keys} == set(model.keys)
            assert len(keys) == len(model.keys) + 1
            left = await self.books.rows("SELECT rest FROM budgets WHERE id = $1", self.thing)
            assert sum(cast("int", row[0]) for row in left) == model.budget
            for hold_id, rest in await self.books.rows("SELECT id, remaining FROM holds"):
                key = next((key for key, (_, made) in self.holds.items() if made == hold_id), None)
                assert key is None or model.holds[key][1] == rest
            report = await self.books.verify()
            assert report.clean, report.first

        self._wait(compare())
        self._wait(self._end())

    def _ask(self, commands: Sequence[Command]) -> None:
        told = [self.model.do(command) for command in commands]
        found = self._wait(self.books.outcomes(*(self._deed(command) for command in commands)))
        assert [_told(each) for each in found] == told, commands

    def _command(self, each: tuple[object, ...]) -> Command:
        kind, *arguments = each
        if kind in {"post", "post_part", "void"}:
            holds = list(self.holds)
            if not holds:
                return self._command(("set_aside", 0, 1))
            arguments[0] = holds[cast("int", arguments[0]) % len(holds)]
        if kind == "voucher":
            self.places += 1
            arguments.append(self.places * 7 % 11 * 1_000 + self.places)
        command = Command(cast("str", kind), f"asked {len(self.commands)}", tuple(arguments))
        self.commands.append(command)
        if kind == "set_aside":
            self.holds[command.key] = (cast("int", arguments[0]), new_id())
        return command

    def _deed(self, command: Command) -> Deed:
        """Return a deed for a command: a new one each time, as for a caller who asks again."""
        kind, arguments = command.kind, command.arguments
        fields: dict[str, object] = {"key": command.key, "caller": self.caller}
        make: Callable[..., Deed] = {**vars(d), **vars(row_deeds), **vars(hold_deeds)}[kind]
        if kind in {"badge", "fund", "draw_on"}:
            return make(self.thing, *arguments, **fields)
        if kind == "set_door":
            return make(self.room, is_open=arguments[0], **fields)
        if kind == "permit":
            return make(self.people[cast("int", arguments[0])], allowed=arguments[1], **fields)
        if kind in {"post", "post_part", "void"}:
            person, hold_id = self.holds[cast("str", arguments[0])]
            rest = [self.people[cast("int", arguments[1])], arguments[2]] if len(arguments) > 1 else []
            return make(hold_id, self.people[person], *rest, **fields)
        if kind in {"move", "gift", "take_back"}:
            source, target, *amounts_asked = cast("Sequence[int]", arguments)
            if kind == "gift":
                fields["room"] = self.room
            return make(self.people[source], self.people[target], *amounts_asked, **fields)
        if kind == "set_aside":
            fields["hold_id"] = self.holds[command.key][1]
        return make(self.people[cast("int", arguments[0])], *arguments[1:], **fields)

    async def _crash(self, deeds: Sequence[Deed], turns: int) -> None:
        pending = [asyncio.create_task(self.books.journal.submit(deed)) for deed in deeds]
        for _ in range(turns):
            await asyncio.sleep(0)
        await self.books.crash()
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    async def _end(self) -> None:
        if isinstance(self.books, SqliteBooks):
            await self.books.close()
        elif await self.books.count("keys") > KEYS_MANY:
            await self.books.restart()
            for table in ALL_TABLES:
                await self.books.rows(f"DELETE FROM {table.name}")  # noqa: S608  # declared names

    async def _keys(self, keys: set[str]) -> set[str]:
        rows = await self.books.rows("SELECT key FROM keys WHERE caller_id = $1", self.caller)
        return {cast("str", key) for (key,) in rows} & keys

    def _wait(self, work: Coroutine[object, object, T]) -> T:
        return self.runner.run(work)


def _told(outcome: Applied | BaseException) -> Told:
    if isinstance(outcome, Applied):
        result = {name: value for name, value in outcome.result.items() if name != "hold_id"}
        return Told("replayed" if outcome.replayed else "applied", result)
    assert isinstance(outcome, Refusal), outcome
    return Told("refused", type(outcome).__name__)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql-remembering"])
def test_the_journal_says_what_the_model_says(kind: str, bound: Callable[[str], Books]) -> None:
    with asyncio.Runner() as runner:
        shared = bound(kind)
        made = staticmethod(partial(bound, kind) if kind == "sqlite" else lambda: shared)
        machine = type("BoundMachine", (Machine,), {"made": made, "runner": runner})
        try:
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=RUNS,
                    stateful_step_count=STEPS,
                    deadline=None,
                    derandomize=True,
                    database=None,
                    phases=[Phase.generate, Phase.shrink],
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(shared.close())
