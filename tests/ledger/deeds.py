"""
Small deeds over tables of their own: what the tests of the ledger have the journal do.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast
from uuid import UUID

from largesse.errors import EarningsInsufficient, InsufficientCoins, NotFound, RoomNotOpen, WalletFrozen
from largesse.ledger import holds
from largesse.ledger.account import Account, AccountClass, AccountMode, person_account, platform_account
from largesse.ledger.deed import Decision, Deed, Event, Posting, Write
from largesse.ledger.holds import HOLDS
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.ledger.table import Id, Mode, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from largesse.errors import Refusal
    from largesse.ledger.deed import Needs, State
    from largesse.ledger.table import AnyTable

CALLER = str(UUID(int=77))
_keys = itertools.count(1)


class BadgeRow(NamedTuple):
    """Guarded by a version of its own."""

    id: Id
    label: str
    level: int
    version: int


class PermitRow(NamedTuple):
    """Guarded by its wallet's version; no row allows."""

    account_id: Id
    allowed: bool
    note: str


class DoorRow(NamedTuple):
    """Guarded by its stream's version."""

    stream_id: Id
    open: bool


class VoucherRow(NamedTuple):
    """Read by the range of a wallet, in the order of `place`."""

    id: Id
    account_id: Id
    quantity: int
    used: int
    open: bool
    place: int


class TallyRow(NamedTuple):
    """Only added to."""

    id: Id
    label: str
    many: int
    total: int


class BudgetRow(NamedTuple):
    """Taken from, down to zero."""

    id: Id
    label: str
    rest: int


class MarkRow(NamedTuple):
    """Appended; the database takes no number from 1,000 on."""

    id: Id
    note: str
    number: int


BADGES = Table(name="badges", row=BadgeRow, mode=Mode.GUARD, rank=15, mutable=("level",))
PERMITS = Table(
    name="permits", row=PermitRow, mode=Mode.GUARD, rank=20, mutable=("allowed", "note"), covered_by="account_id"
)
VOUCHERS = Table(
    name="vouchers",
    row=VoucherRow,
    mode=Mode.GUARD,
    rank=30,
    mutable=("used", "open"),
    covered_by="account_id",
    range_owner="account_id",
    range_open="open",
    range_order=("place", "id"),
)
BUDGETS = Table(name="budgets", row=BudgetRow, mode=Mode.TAKE, rank=50, mutable=("rest",))
TALLIES = Table(name="tallies", row=TallyRow, mode=Mode.ADD, rank=70, mutable=("many", "total"))
DOORS = Table(name="doors", row=DoorRow, mode=Mode.GUARD, rank=790, mutable=("open",), covered_by="stream_id")
MARKS = Table(name="marks", row=MarkRow, mode=Mode.APPEND, rank=930)
_BADGES, _PERMITS, _VOUCHERS = cast("AnyTable", BADGES), cast("AnyTable", PERMITS), cast("AnyTable", VOUCHERS)
_BUDGETS, _TALLIES, _DOORS = cast("AnyTable", BUDGETS), cast("AnyTable", TALLIES), cast("AnyTable", DOORS)
_MARKS, _HOLDS = cast("AnyTable", MARKS), cast("AnyTable", HOLDS)
OWN_TABLES: tuple[AnyTable, ...] = (_BADGES, _PERMITS, _VOUCHERS, _BUDGETS, _TALLIES, _DOORS, _MARKS)
TABLES: tuple[AnyTable, ...] = (*OWN_TABLES, _HOLDS)

ISSUED = platform_account("issued", "COIN", AccountClass.ASSET)
FEES = platform_account("fees", "COIN", AccountClass.INCOME)


def wallet(person: str) -> Account:
    return person_account(person, "wallet", "COIN", AccountMode.WALLET)


def held(person: str) -> Account:
    return person_account(person, "held", "COIN", AccountMode.WALLET)


def earned(person: str) -> Account:
    return person_account(person, "earned", "COIN", AccountMode.EARNINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Does(Deed):
    """A deed that is told what it names and how it decides."""

    names: Callable[[Needs], object]
    decides: Callable[[State, str], Decision]

    def needs(self, needs: Needs) -> None:
        self.names(needs)

    def decide(self, state: State) -> Decision:
        return self.decides(state, self.id)


def does(
    operation: str,
    content: Sequence[object],
    names: Callable[[Needs], object],
    decides: Callable[[State, str], Decision],
    *,
    key: str | None = None,
    caller: str = CALLER,
    failure: Refusal | None = None,
) -> Does:
    """Return a deed with an identifier of its own, under a key that nobody has used unless one is given."""
    return Does(
        id=new_id(),
        caller_id=caller,
        key=key or f"key {next(_keys)}",
        operation=operation,
        fingerprint=fingerprint(operation, {"content": [repr(part) for part in content]}),
        failure=failure,
        names=names,
        decides=decides,
    )


def nothing(_: Needs) -> None:
    """Name nothing."""


def grant(person: str, amount: int, **fields: object) -> Does:
    """Issue coins to a wallet."""
    account = wallet(person)

    def decides(state: State, _: str) -> Decision:
        row = state.account(account)
        after = (row.balance if row else 0) + amount
        return Decision(postings=(Posting(account, amount), Posting(ISSUED, -amount)), result={"after": after})

    return does("grant", (person, amount), lambda needs: needs.wallet(account), decides, **fields)  # type: ignore[arg-type]  # a key, a caller or a failure


def move(source: str, target: str, amount: int, **fields: object) -> Does:
    """Move coins between wallets, if the source's permit does not forbid it."""
    payer, payee = wallet(source), wallet(target)

    def names(needs: Needs) -> None:
        needs.wallet(payer)
        needs.wallet(payee)
        needs.row(_PERMITS, payer.id)

    def decides(state: State, _: str) -> Decision:
        after = _paid(state, payer, amount)
        return Decision(postings=(Posting(payer, -amount), Posting(payee, amount)), result={"after": after})

    return does("move", (source, target, amount), names, decides, **fields)  # type: ignore[arg-type]  # as above


def gift(source: str, creator: str, amount: int, fee: int = 0, room: str | None = None, **fields: object) -> Does:
    """Pay a creator's earnings and a fee, and tell a room, if its door is open."""
    payer, payee = wallet(source), earned(creator)

    def names(needs: Needs) -> None:
        needs.wallet(payer)
        needs.row(_PERMITS, payer.id)
        if room is not None:
            needs.stream(room)
            needs.row(_DOORS, room)

    def decides(state: State, deed_id: str) -> Decision:
        if room is not None:
            door = state.get(DOORS, room)
            if door is None or not door.open:
                raise RoomNotOpen(room, "PAUSED")
        after = _paid(state, payer, amount)
        legs = [Posting(payer, -amount), Posting(payee, amount - fee), Posting(FEES, fee)]
        legs = [leg for leg in legs if leg.amount]
        events = (Event(room, "gift", f'{{"gift_id":"{deed_id}"}}'),) if room is not None else ()
        return Decision(postings=legs, events=events, result={"after": after})

    return does("gift", (source, creator, amount, fee, room), names, decides, **fields)  # type: ignore[arg-type]  # as above


def take_back(creator: str, target: str, amount: int, **fields: object) -> Does:
    """Return earnings to a wallet; the answer is what was earned before."""
    payer, payee = earned(creator), wallet(target)

    def names(needs: Needs) -> None:
        needs.wallet(payer)
        needs.wallet(payee)

    def decides(state: State, _: str) -> Decision:
        row = state.account(payer)
        available = row.balance if row else 0
        if available < amount:
            raise EarningsInsufficient(amount, available)
        return Decision(postings=(Posting(payer, -amount), Posting(payee, amount)), result={"before": available})

    return does("takeBack", (creator, target, amount), names, decides, **fields)  # type: ignore[arg-type]  # as above


def reverse(applied_id: str, postings: Sequence[Posting], **fields: object) -> Does:
    """Undo a transfer by its opposite, once: its mark is a badge."""

    def names(needs: Needs) -> None:
        needs.row(_BADGES, applied_id)
        for posting in postings:
            if posting.account.mode != AccountMode.PLATFORM.value:
                needs.wallet(posting.account)

    def decides(state: State, _: str) -> Decision:
        if state.get(BADGES, applied_id) is not None:
            raise NotFound("transfer to reverse", applied_id)
        return Decision(
            postings=[Posting(account, -amount) for account, amount in postings],
            writes=(Write(_BADGES, BadgeRow(applied_id, "reversed", 1, 1)),),
            reverses_id=applied_id,
        )

    return does("reverse", (applied_id,), names, decides, **fields)  # type: ignore[arg-type]  # as above


def permit(person: str, *, allowed: bool, **fields: object) -> Does:
    """Allow or forbid a wallet to pay."""
    account = wallet(person)

    def names(needs: Needs) -> None:
        needs.wallet(account)
        needs.row(_PERMITS, account.id)

    def decides(_: State, __: str) -> Decision:
        row = PermitRow(account.id, allowed, "said so")
        return Decision(writes=(Write(_PERMITS, row),), touches=(account,))

    return does("permit", (person, allowed), names, decides, **fields)  # type: ignore[arg-type]  # as above


def open_room(room: str, **fields: object) -> Does:
    """Begin a stream, with its door open."""

    def decides(_: State, __: str) -> Decision:
        return Decision(
            writes=(Write(_DOORS, DoorRow(room, open=True)),),
            opens=((room, "room"),),
            events=(Event(room, "opened", "{}"),),
        )

    return does("openRoom", (room,), nothing, decides, **fields)  # type: ignore[arg-type]  # as above


def set_door(room: str, *, is_open: bool, **fields: object) -> Does:
    """Open or shut the door of a stream."""

    def names(needs: Needs) -> None:
        needs.stream(room)
        needs.row(_DOORS, room)

    def decides(state: State, _: str) -> Decision:
        if state.get(DOORS, room) is None:
            raise NotFound("room", room)
        return Decision(
            writes=(Write(_DOORS, DoorRow(room, is_open)),),
            touches=(room,),
            events=(Event(room, "door", "{}"),),
        )

    return does("setDoor", (room, is_open), names, decides, **fields)  # type: ignore[arg-type]  # as above


def say(room: str, *words: str, **fields: object) -> Does:
    """Append events to a stream, without reading it."""

    def decides(_: State, __: str) -> Decision:
        return Decision(events=[Event(room, "said", f'{{"word":"{word}"}}') for word in words])

    return does("say", (room, *words), nothing, decides, **fields)  # type: ignore[arg-type]  # as above


def look_in(room: str, **fields: object) -> Does:
    """Leave a mark if the door is open, without writing anything that the door guards."""

    def names(needs: Needs) -> None:
        needs.stream(room)
        needs.row(_DOORS, room)

    def decides(state: State, deed_id: str) -> Decision:
        door = state.get(DOORS, room)
        if door is None or not door.open:
            raise RoomNotOpen(room, "PAUSED")
        return Decision(writes=(Write(_MARKS, MarkRow(deed_id, "looked in", 1)),))

    return does("lookIn", (room,), names, decides, **fields)  # type: ignore[arg-type]  # as above


def look_at(person: str, **fields: object) -> Does:
    """Leave a mark that says how much is in a wallet, without moving it, if its permit does not forbid it."""
    account = wallet(person)

    def names(needs: Needs) -> None:
        needs.wallet(account)
        needs.row(_PERMITS, account.id)

    def decides(state: State, deed_id: str) -> Decision:
        balance = _allowed_balance(state, account)
        writes = (Write(_MARKS, MarkRow(deed_id, f"{balance}", 1)),)
        return Decision(writes=writes, result={"balance": balance})

    return does("lookAt", (person,), names, decides, **fields)  # type: ignore[arg-type]  # as above


def voucher(person: str, quantity: int, place: int, **fields: object) -> Does:
    """Give a wallet a voucher."""
    account = wallet(person)

    def decides(_: State, deed_id: str) -> Decision:
        row = VoucherRow(deed_id, account.id, quantity, 0, open=True, place=place)
        return Decision(writes=(Write(_VOUCHERS, row),), touches=(account,))

    return does("voucher", (person, quantity, place), lambda needs: needs.wallet(account), decides, **fields)  # type: ignore[arg-type]  # as above


def redeem(person: str, quantity: int, **fields: object) -> Does:
    """Use vouchers in their order; the result says how much of which place."""
    account = wallet(person)

    def names(needs: Needs) -> None:
        needs.wallet(account)
        needs.range(_VOUCHERS, account.id)

    def decides(state: State, _: str) -> Decision:
        missing, writes, used = quantity, [], []
        for row in state.range(VOUCHERS, account.id):
            taken = min(missing, row.quantity - row.used)
            if taken:
                missing -= taken
                after = row.used + taken
                writes.append(Write(_VOUCHERS, row._replace(used=after, open=after < row.quantity)))
                used.append([row.place, taken])
        if missing:
            state.more(_VOUCHERS, account.id)
            raise InsufficientCoins(quantity, quantity - missing)
        return Decision(writes=writes, touches=(account,), result={"used": used})

    return does("redeem", (person, quantity), names, decides, **fields)  # type: ignore[arg-type]  # as above


def badge(badge_id: str, level: int | None = None, **fields: object) -> Does:
    """Set a badge's level; one more than it was, if none is given."""

    def decides(state: State, _: str) -> Decision:
        row = state.get(BADGES, badge_id)
        before = row.level if row else 0
        after = before + 1 if level is None else level
        written = row._replace(level=after) if row else BadgeRow(badge_id, "badge", after, 1)
        return Decision(writes=(Write(_BADGES, written),), result={"level": after})

    return does("badge", (badge_id, level), lambda needs: needs.row(_BADGES, badge_id), decides, **fields)  # type: ignore[arg-type]  # as above


def mark_by_badge(badge_id: str, level: int, **fields: object) -> Does:
    """Leave a mark if a badge that is only consulted has a level."""

    def decides(state: State, deed_id: str) -> Decision:
        row = state.get(BADGES, badge_id)
        if row is None or row.level != level:
            raise NotFound("badge", badge_id)
        return Decision(writes=(Write(_MARKS, MarkRow(deed_id, "by badge", level)),))

    return does("markByBadge", (badge_id, level), lambda needs: needs.row(_BADGES, badge_id), decides, **fields)  # type: ignore[arg-type]  # as above


def mark(number: int, note: str = "", **fields: object) -> Does:
    """Append a mark; the database refuses a number from 1,000 on."""

    def decides(_: State, deed_id: str) -> Decision:
        return Decision(writes=(Write(_MARKS, MarkRow(deed_id, note, number)),))

    return does("mark", (number, note), nothing, decides, **fields)  # type: ignore[arg-type]  # as above


def tally(tally_id: str, amount: int, **fields: object) -> Does:
    """Add to a tally."""

    def decides(_: State, __: str) -> Decision:
        return Decision(writes=(Write(_TALLIES, TallyRow(tally_id, "tally", 1, amount)),))

    return does("tally", (tally_id, amount), nothing, decides, **fields)  # type: ignore[arg-type]  # as above


def fund(budget_id: str, amount: int, **fields: object) -> Does:
    """Put something into a budget."""

    def decides(_: State, __: str) -> Decision:
        return Decision(writes=(Write(_BUDGETS, BudgetRow(budget_id, "budget", amount)),))

    return does("fund", (budget_id, amount), nothing, decides, **fields)  # type: ignore[arg-type]  # as above


def draw_on(budget_id: str, amount: int, **fields: object) -> Does:
    """Take something from a budget, if it suffices; the result says what the deed saw there."""

    def decides(state: State, _: str) -> Decision:
        row = state.get(BUDGETS, budget_id)
        available = row.rest if row else 0
        if available < amount:
            raise InsufficientCoins(amount, available)
        return Decision(writes=(Write(_BUDGETS, BudgetRow(budget_id, "budget", -amount)),), result={"saw": available})

    return does("drawOn", (budget_id, amount), lambda needs: needs.row(_BUDGETS, budget_id), decides, **fields)  # type: ignore[arg-type]  # as above


def set_aside(
    person: str, amount: int, expires_at: int | None = None, hold_id: str | None = None, **fields: object
) -> Does:
    """Hold coins of a wallet; the hold takes the deed's identifier unless it is given one."""
    account, waits = wallet(person), held(person)

    def names(needs: Needs) -> None:
        needs.wallet(account)
        needs.wallet(waits)
        needs.row(_PERMITS, account.id)

    def decides(state: State, deed_id: str) -> Decision:
        _paid(state, account, amount)
        step = holds.set_aside(hold_id or deed_id, account, waits, amount, expires_at)
        return Decision(postings=step.postings, writes=(step.write,), result={"hold_id": hold_id or deed_id})

    return does("setAside", (person, amount, expires_at), names, decides, **fields)  # type: ignore[arg-type]  # as above


def post(hold_id: str, person: str, target: str, amount: int, **fields: object) -> Does:
    """Give what was held, or a part of it, and let the rest go back."""
    step = partial(_post, amount=amount, target=target)
    return _hold_step("post", hold_id, person, step, (target, amount), target=target, **fields)


def post_part(hold_id: str, person: str, target: str, amount: int, **fields: object) -> Does:
    """Give a part of what is held, and keep the rest."""

    def step(hold: holds.HoldRow | None, _: Account, waits: Account, __: State) -> holds.Step:
        return holds.post_part(hold, waits, wallet(target), amount)

    return _hold_step("postPart", hold_id, person, step, (target, amount), target=target, **fields)


def void(hold_id: str, person: str, **fields: object) -> Does:
    """Call a hold off."""

    def step(hold: holds.HoldRow | None, account: Account, waits: Account, _: State) -> holds.Step:
        return holds.void(hold, account, waits)

    return _hold_step("void", hold_id, person, step, (), **fields)


def expire(hold_id: str, person: str, **fields: object) -> Does:
    """End a hold whose time has passed."""

    def step(hold: holds.HoldRow | None, account: Account, waits: Account, state: State) -> holds.Step:
        return holds.expire(hold, account, waits, state.now)

    return _hold_step("expire", hold_id, person, step, (), **fields)


def _hold_step(
    operation: str,
    hold_id: str,
    person: str,
    step: Callable[[holds.HoldRow | None, Account, Account, State], holds.Step],
    content: Sequence[object],
    *,
    target: str | None = None,
    **fields: object,
) -> Does:
    account, waits = wallet(person), held(person)

    def names(needs: Needs) -> None:
        needs.wallet(account)
        needs.wallet(waits)
        if target is not None:
            needs.wallet(wallet(target))
        needs.row(_HOLDS, hold_id)

    def decides(state: State, _: str) -> Decision:
        done = step(state.get(HOLDS, hold_id), account, waits, state)
        return Decision(postings=done.postings, writes=(done.write,))

    return does(operation, (hold_id, person, *content), names, decides, **fields)  # type: ignore[arg-type]  # as above


def _post(
    hold: holds.HoldRow | None, account: Account, waits: Account, _: State, *, amount: int, target: str
) -> holds.Step:
    return holds.post(hold, account, waits, wallet(target), amount)


def _paid(state: State, account: Account, amount: int) -> int:
    balance = _allowed_balance(state, account)
    if balance < amount:
        raise InsufficientCoins(amount, balance)
    return balance - amount


def _allowed_balance(state: State, account: Account) -> int:
    allowed = state.get(PERMITS, account.id)
    if allowed is not None and not allowed.allowed:
        raise WalletFrozen(allowed.note)
    row = state.account(account)
    return row.balance if row else 0
