"""
`walletGrant`: coins with their cost, booked as their channel demands.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.clock import DAY, FOREVER
from largesse.errors import AmountOutOfRange, InvalidInput
from largesse.money import INT64_MAX, ONE, Ratio
from largesse.offers import Channel
from largesse.wallets.grant import COINS_MAX, GrantOrder, grant, issue_postings, problem_of
from largesse.wallets.rows import LOTS, Origin, wallet_of
from tests.gifts.memory_state import MemoryState, assert_balanced
from tests.gifts.scene import NOW, OPERATOR, SENDER

MONEY = {"channel": Channel.WEB, "paid_units": 1_000, "tax_units": 160, "fee_units": 40, "currency": "JPY"}


def order(**fields: object) -> GrantOrder:
    values = {
        "caller_id": OPERATOR,
        "key": "k",
        "content": {"coins": 100},
        "owner_id": SENDER,
        "coins": 100,
        "origin": Origin.PURCHASED,
        "reason": "bought elsewhere",
        **fields,
    }
    return GrantOrder(**values)  # type: ignore[arg-type]  # named above


def legs(asked: GrantOrder) -> dict[tuple[str, str], int]:
    return {(leg.account.purpose, leg.account.asset): leg.amount for leg in issue_postings(asked)}


def test_coins_bought_on_the_web_are_owed_and_so_is_their_tax() -> None:
    assert legs(order(**MONEY)) == {
        ("wallet", "COIN"): 100,
        ("coins_issued", "COIN"): -100,
        ("purchases_receivable", "JPY"): -960,
        ("channel_fees", "JPY"): -40,
        ("coin_liability", "JPY"): 840,
        ("tax_payable", "JPY"): 160,
    }


@pytest.mark.parametrize("channel", [Channel.IOS, Channel.ANDROID])
def test_tax_that_a_store_remits_is_in_no_leg(channel: Channel) -> None:
    assert legs(order(**{**MONEY, "channel": channel})) == {
        ("wallet", "COIN"): 100,
        ("coins_issued", "COIN"): -100,
        ("purchases_receivable", "JPY"): -800,
        ("channel_fees", "JPY"): -40,
        ("coin_liability", "JPY"): 840,
    }


def test_free_coins_move_no_money() -> None:
    assert legs(order(origin=Origin.COMPENSATION)) == {("wallet", "COIN"): 100, ("coins_issued", "COIN"): -100}


@given(
    coins=st.integers(1, COINS_MAX),
    parts=st.tuples(*[st.integers(0, 3 * 10**14)] * 3),
    channel=st.one_of(st.none(), st.sampled_from(Channel)),
)
def test_every_grant_balances(coins: int, parts: tuple[int, int, int], channel: Channel | None) -> None:
    paid = sum(parts)
    money = {"paid_units": paid, "tax_units": parts[0], "fee_units": parts[1], "currency": "USD" if paid else ""}
    asked = order(coins=coins, channel=channel, **money)
    assert problem_of(asked) is None
    assert_balanced(issue_postings(asked))


async def test_the_lot_has_all_its_fields_from_the_first_day() -> None:
    state = MemoryState(NOW)
    applied = await grant(state, order(**MONEY))
    lot = state.rows(LOTS)[0]
    assert lot == applied.answer
    assert lot._asdict() == {
        "id": applied.deed_id,
        "wallet_id": wallet_of(SENDER).id,
        "origin": "PURCHASED",
        "channel": "WEB",
        "quantity": 100,
        "used": 0,
        "open": True,
        "paid_units": 1_000,
        "tax_units": 160,
        "fee_units": 40,
        "currency": "JPY",
        "earns": "1/1",
        "rank_paid": 1,
        "issued_at": NOW,
        "expires_at": FOREVER,
        "region": "",
        "card_version": 0,
        "card_hash": "",
        "cause_id": applied.deed_id,
    }
    assert lot.cost_units == 840
    assert applied.result == {"lot_id": lot.id, "balance_after": 100, "reason": "bought elsewhere"}


async def test_a_bonus_states_what_it_earns_and_when_it_ends() -> None:
    state = MemoryState(NOW)
    asked = order(origin=Origin.BONUS, earns=Ratio(1, 2), expires_at=NOW + DAY)
    lot = (await grant(state, asked)).answer
    assert (lot.earns, lot.rank_paid, lot.expires_at, lot.channel, lot.currency) == ("1/2", 0, NOW + DAY, "NONE", "")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("coins", {"coins": 0}),
        ("coins", {"coins": -5}),
        ("coins", {"coins": COINS_MAX + 1}),
        ("reason", {"reason": ""}),
        ("reason", {"reason": "  "}),
        ("reason", {"reason": "a" * 501}),
        ("channel", {"origin": Origin.BONUS, "channel": Channel.WEB}),
        ("paid.paidUnits", {"paid_units": -1}),
        ("paid.paidUnits", {"paid_units": 10**15 + 1, "currency": "USD"}),
        ("paid.paidUnits", {"origin": Origin.BONUS, "paid_units": 5, "currency": "USD"}),
        ("paid.paidUnits", {**MONEY, "fee_units": 841}),
        ("paid.paidUnits", {**MONEY, "tax_units": -1}),
        ("paid.currency", {**MONEY, "currency": ""}),
        ("paid.currency", {**MONEY, "currency": "COIN"}),
        ("paid.currency", {"currency": "USD"}),
        ("earns", {"origin": Origin.BONUS, "earns": Ratio(3, 2)}),
        ("earns", {"earns": Ratio(1, 2)}),
        ("expiresAt", {**MONEY, "channel": Channel.IOS, "expires_at": NOW + DAY}),
        ("expiresAt", {"expires_at": FOREVER}),
        ("expiresAt", {"expires_at": NOW}),
    ],
)
async def test_what_can_never_be_right_is_refused_and_nothing_moves(path: str, fields: dict[str, object]) -> None:
    state = MemoryState(NOW)
    with pytest.raises(InvalidInput) as refused:
        await grant(state, order(**fields))
    assert refused.value.path == path
    assert state.snapshot() == MemoryState(NOW).snapshot()


async def test_a_wallet_that_would_overflow_is_refused_and_nothing_moves() -> None:
    state = MemoryState(NOW)
    await grant(state, order(origin=Origin.BONUS, earns=ONE))
    wallet = wallet_of(SENDER)
    state.accounts[wallet.id] = state.accounts[wallet.id]._replace(balance=INT64_MAX - 99)
    snapshot = state.snapshot()
    with pytest.raises(AmountOutOfRange):
        await grant(state, order(key="other"))
    assert state.snapshot() == snapshot


async def test_a_replay_grants_nothing_more() -> None:
    state = MemoryState(NOW)
    first = await grant(state, order())
    again = await grant(state, order())
    assert (again.replayed, again.result) == (True, first.result)
    assert state.balance(wallet_of(SENDER)) == 100
