"""
Deeds over holds: set aside, post, post a part, void, expire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.ledger import holds
from largesse.ledger.deed import Decision
from largesse.ledger.holds import HOLDS
from tests.ledger.deeds import does, held, paid, wallet
from tests.ledger.tables import PERMITS

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from largesse.ledger.account import Account
    from largesse.ledger.deed import Needs, State
    from tests.ledger.deeds import Does, Fields


def set_aside(
    person: str, amount: int, expires_at: int | None = None, hold_id: str | None = None, **fields: Unpack[Fields]
) -> Does:
    """Hold coins of a wallet; the hold takes the deed's identifier unless it is given one."""
    account, waits = wallet(person), held(person)

    def names(needs: Needs) -> None:
        needs.wallet(account)
        needs.wallet(waits)
        needs.row(PERMITS, account.id)

    def decides(state: State, deed_id: str) -> Decision:
        paid(state, account, amount)
        step = holds.set_aside(hold_id or deed_id, account, waits, amount, expires_at)
        return Decision(postings=step.postings, writes=(step.write,), result={"hold_id": hold_id or deed_id})

    return does("setAside", (person, amount, expires_at), names, decides, **fields)


def post(hold_id: str, person: str, target: str, amount: int, **fields: Unpack[Fields]) -> Does:
    """Give what was held, or a part of it, and let the rest go back."""

    def step(hold: holds.HoldRow | None, account: Account, waits: Account, _: State) -> holds.Step:
        return holds.post(hold, account, waits, wallet(target), amount)

    return _hold_step("post", hold_id, person, step, target, amount, **fields)


def post_part(hold_id: str, person: str, target: str, amount: int, **fields: Unpack[Fields]) -> Does:
    """Give a part of what is held, and keep the rest."""

    def step(hold: holds.HoldRow | None, _: Account, waits: Account, __: State) -> holds.Step:
        return holds.post_part(hold, waits, wallet(target), amount)

    return _hold_step("postPart", hold_id, person, step, target, amount, **fields)


def void(hold_id: str, person: str, **fields: Unpack[Fields]) -> Does:
    """Call a hold off."""

    def step(hold: holds.HoldRow | None, account: Account, waits: Account, _: State) -> holds.Step:
        return holds.void(hold, account, waits)

    return _hold_step("void", hold_id, person, step, **fields)


def expire(hold_id: str, person: str, **fields: Unpack[Fields]) -> Does:
    """End a hold whose time has passed."""

    def step(hold: holds.HoldRow | None, account: Account, waits: Account, state: State) -> holds.Step:
        return holds.expire(hold, account, waits, state.now)

    return _hold_step("expire", hold_id, person, step, **fields)


def _hold_step(
    operation: str,
    hold_id: str,
    person: str,
    step: Callable[[holds.HoldRow | None, Account, Account, State], holds.Step],
    *rest: object,
    **fields: Unpack[Fields],
) -> Does:
    account, waits = wallet(person), held(person)

    def names(needs: Needs) -> None:
        needs.wallet(account)
        needs.wallet(waits)
        if rest:
            needs.wallet(wallet(str(rest[0])))
        needs.row(HOLDS, hold_id)

    def decides(state: State, _: str) -> Decision:
        done = step(state.get(HOLDS, hold_id), account, waits, state)
        return Decision(postings=done.postings, writes=(done.write,))

    return does(operation, (hold_id, person, *rest), names, decides, **fields)
