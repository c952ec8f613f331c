"""
Small deeds over tables of their own: what the tests of the ledger have the journal do.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING, ClassVar, TypedDict
from uuid import UUID

from largesse.errors import EarningsInsufficient, InsufficientCoins, NotFound, RoomNotOpen, WalletFrozen
from largesse.ledger.account import Account, AccountClass, AccountMode, person_account, platform_account
from largesse.ledger.deed import Decision, Deed, Event, Posting, Write
from largesse.ledger.identifiers import fingerprint, new_id
from tests.ledger.tables import BADGES, DOORS, MARKS, PERMITS, BadgeRow, DoorRow, MarkRow, PermitRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from largesse.errors import Refusal
    from largesse.ledger.deed import Needs, State

CALLER = str(UUID(int=77))
_keys = itertools.count(1)


ISSUED = platform_account("issued", "COIN", AccountClass.ASSET)
FEES = platform_account("fees", "COIN", AccountClass.INCOME)


def wallet(person: str) -> Account:
    return person_account(person, "wallet", "COIN", AccountMode.WALLET)


def held(person: str) -> Account:
    return person_account(person, "held", "COIN", AccountMode.WALLET)


def earned(person: str) -> Account:
    return person_account(person, "earned", "COIN", AccountMode.EARNINGS)


class Fields(TypedDict, total=False):
    """What any deed may be given besides what it does."""

    key: str
    caller: str
    failure: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Does(Deed):
    """A deed that is told what it names and how it decides."""

    names: Callable[[Needs], object]
    decides: Callable[[State, str], Decision]

    def needs(self, needs: Needs) -> None:
        self.names(needs)

    def decide(self, state: State) -> Decision:
        return self.decides(state, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Yields(Does):
    """The same, where others go first."""

    yields: ClassVar[bool] = True


def yielding(deed: Does) -> Yields:
    """Return a deed that does the same, and lets others go first."""
    return Yields(**{field.name: getattr(deed, field.name) for field in dataclass_fields(deed)})


def does(
    operation: str,
    content: Sequence[object],
    names: Callable[[Needs], object],
    decides: Callable[[State, str], Decision],
    **fields: Unpack[Fields],
) -> Does:
    """Return a deed with an identifier of its own, under a key that nobody has used unless one is given."""
    return Does(
        id=new_id(),
        caller_id=fields.get("caller", CALLER),
        key=fields.get("key") or f"key {next(_keys)}",
        operation=operation,
        fingerprint=fingerprint(operation, {"content": [repr(part) for part in content]}),
        failure=fields.get("failure"),
        names=names,
        decides=decides,
    )


def nothing(_: Needs) -> None:
    """Name nothing."""


def grant(person: str, amount: int, **fields: Unpack[Fields]) -> Does:
    """Issue coins to a wallet."""
    account = wallet(person)

    def decides(state: State, _: str) -> Decision:
        row = state.account(account)
        after = (row.balance if row else 0) + amount
        return Decision(postings=(Posting(account, amount), Posting(ISSUED, -amount)), result={"after": after})

    return does("grant", (person, amount), lambda needs: needs.wallet(account), decides, **fields)


def move(source: str, target: str, amount: int, **fields: Unpack[Fields]) -> Does:
    """Move coins between wallets, if the source's permit does not forbid it."""
    payer, payee = wallet(source), wallet(target)

    def names(needs: Needs) -> None:
        needs.wallet(payer)
        needs.wallet(payee)
        needs.row(PERMITS, payer.id)

    def decides(state: State, _: str) -> Decision:
        after = paid(state, payer, amount)
        return Decision(postings=(Posting(payer, -amount), Posting(payee, amount)), result={"after": after})

    return does("move", (source, target, amount), names, decides, **fields)


def gift(
    source: str, creator: str, amount: int, fee: int = 0, room: str | None = None, **fields: Unpack[Fields]
) -> Does:
    """Pay a creator's earnings and a fee, and tell a room, if its door is open."""
    payer, payee = wallet(source), earned(creator)

    def names(needs: Needs) -> None:
        needs.wallet(payer)
        needs.row(PERMITS, payer.id)
        if room is not None:
            needs.stream(room)
            needs.row(DOORS, room)

    def decides(state: State, deed_id: str) -> Decision:
        if room is not None:
            door = state.get(DOORS, room)
            if door is None or not door.open:
                raise RoomNotOpen(room, "PAUSED")
        after = paid(state, payer, amount)
        legs = [Posting(payer, -amount), Posting(payee, amount - fee), Posting(FEES, fee)]
        legs = [leg for leg in legs if leg.amount]
        events = (Event(room, "gift", f'{{"gift_id":"{deed_id}"}}'),) if room is not None else ()
        return Decision(postings=legs, events=events, result={"after": after})

    return does("gift", (source, creator, amount, fee, room), names, decides, **fields)


def take_back(creator: str, target: str, amount: int, **fields: Unpack[Fields]) -> Does:
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

    return does("takeBack", (creator, target, amount), names, decides, **fields)


def reverse(applied_id: str, postings: Sequence[Posting], **fields: Unpack[Fields]) -> Does:
    """Undo a transfer by its opposite, once: its mark is a badge."""

    def names(needs: Needs) -> None:
        needs.row(BADGES, applied_id)
        for posting in postings:
            if posting.account.mode != AccountMode.PLATFORM.value:
                needs.wallet(posting.account)

    def decides(state: State, _: str) -> Decision:
        if state.get(BADGES, applied_id) is not None:
            raise NotFound("transfer to reverse", applied_id)
        return Decision(
            postings=[Posting(account, -amount) for account, amount in postings],
            writes=(Write(BADGES, BadgeRow(applied_id, "reversed", 1, 1)),),
            reverses_id=applied_id,
        )

    return does("reverse", (applied_id,), names, decides, **fields)


def permit(person: str, *, allowed: bool, **fields: Unpack[Fields]) -> Does:
    """Allow or forbid a wallet to pay."""
    account = wallet(person)

    def names(needs: Needs) -> None:
        needs.wallet(account)
        needs.row(PERMITS, account.id)

    def decides(_: State, __: str) -> Decision:
        return Decision(writes=(Write(PERMITS, PermitRow(account.id, allowed, "said so")),), touches=(account,))

    return does("permit", (person, allowed), names, decides, **fields)


def open_room(room: str, **fields: Unpack[Fields]) -> Does:
    """Begin a stream, with its door open."""

    def decides(_: State, __: str) -> Decision:
        return Decision(
            writes=(Write(DOORS, DoorRow(room, open=True)),),
            opens=((room, "room"),),
            events=(Event(room, "opened", "{}"),),
        )

    return does("openRoom", (room,), nothing, decides, **fields)


def set_door(room: str, *, is_open: bool, **fields: Unpack[Fields]) -> Does:
    """Open or shut the door of a stream."""

    def names(needs: Needs) -> None:
        needs.stream(room)
        needs.row(DOORS, room)

    def decides(state: State, _: str) -> Decision:
        if state.get(DOORS, room) is None:
            raise NotFound("room", room)
        return Decision(
            writes=(Write(DOORS, DoorRow(room, is_open)),),
            touches=(room,),
            events=(Event(room, "door", "{}"),),
        )

    return does("setDoor", (room, is_open), names, decides, **fields)


def say(room: str, *words: str, **fields: Unpack[Fields]) -> Does:
    """Append events to a stream, without reading it."""

    def decides(_: State, __: str) -> Decision:
        return Decision(events=[Event(room, "said", f'{{"word":"{word}"}}') for word in words])

    return does("say", (room, *words), nothing, decides, **fields)


def look_in(room: str, **fields: Unpack[Fields]) -> Does:
    """Leave a mark if the door is open, without writing anything that the door guards."""

    def names(needs: Needs) -> None:
        needs.stream(room)
        needs.row(DOORS, room)

    def decides(state: State, deed_id: str) -> Decision:
        door = state.get(DOORS, room)
        if door is None or not door.open:
            raise RoomNotOpen(room, "PAUSED")
        return Decision(writes=(Write(MARKS, MarkRow(deed_id, "looked in", 1)),))

    return does("lookIn", (room,), names, decides, **fields)


def look_at(person: str, **fields: Unpack[Fields]) -> Does:
    """Leave a mark that says how much is in a wallet, without moving it, if its permit does not forbid it."""
    account = wallet(person)

    def names(needs: Needs) -> None:
        needs.wallet(account)
        needs.row(PERMITS, account.id)

    def decides(state: State, deed_id: str) -> Decision:
        balance = allowed_balance(state, account)
        return Decision(writes=(Write(MARKS, MarkRow(deed_id, f"{balance}", 1)),), result={"balance": balance})

    return does("lookAt", (person,), names, decides, **fields)


def paid(state: State, account: Account, amount: int) -> int:
    balance = allowed_balance(state, account)
    if balance < amount:
        raise InsufficientCoins(amount, balance)
    return balance - amount


def allowed_balance(state: State, account: Account) -> int:
    allowed = state.get(PERMITS, account.id)
    if allowed is not None and not allowed.allowed:
        raise WalletFrozen(allowed.note)
    row = state.account(account)
    return row.balance if row else 0
