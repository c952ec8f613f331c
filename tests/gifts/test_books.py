"""
The books over any sequence of grants, gifts, reversals, caps and expiries; `MemoryState` checks them after each.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from largesse.clock import MICROSECONDS
from largesse.errors import AlreadyReversed, EarningsInsufficient, InsufficientCoins, Refusal, SpendingCapReached
from largesse.gifts.detail import detail_of
from largesse.gifts.rows import GIFTS
from largesse.ledger.account import PLATFORM_ID
from largesse.ledger.identifiers import new_id
from largesse.money import DIAMONDS_PER_COIN, Ratio
from largesse.offers import Channel
from largesse.wallets.cap import CapOrder, WalletCapSet
from largesse.wallets.expire import LotExpire
from largesse.wallets.rows import LIMITS, LOTS, LotRow, Origin
from tests.gifts.scene import GUEST, HOST, SENDER, Scene, offer

STEP = 3_600 * MICROSECONDS
amounts = st.integers(0, 2_000)
steps = st.one_of(
    st.tuples(st.just("bonus"), st.integers(1, 60), st.integers(1, 60), st.sampled_from([0, 1, 2, 3])),
    st.tuples(st.just("purchase"), st.integers(1, 60), st.tuples(amounts, amounts, amounts), st.sampled_from(Channel)),
    st.tuples(st.just("send"), st.integers(1, 9), st.sampled_from([HOST, GUEST, None]), st.just(0)),
    st.tuples(st.just("reverse"), st.integers(0, 30), st.integers(0, 4), st.just(0)),
    st.tuples(st.just("cap"), st.one_of(st.none(), st.integers(0, 120)), st.just(0), st.just(0)),
    st.tuples(st.just("wait"), st.integers(1, 40), st.just(0), st.just(0)),
    st.tuples(st.just("expire"), st.just(0), st.just(0), st.just(0)),
)


class Story:
    """A scene to which steps happen, refused or not."""

    def __init__(self) -> None:
        self.scene = Scene(offer("rose", 7))
        self.keys = 0

    def bonus(self, coins: int, hours: int, part: int) -> None:
        expires_at = self.scene.state.now + hours * STEP
        self.scene.grant(coins, earns=Ratio(part, 3), expires_at=expires_at if hours % 2 else None)

    def purchase(self, coins: int, money: tuple[int, int, int], channel: Channel) -> None:
        net, tax, fee = money
        paid = net + tax + fee
        self.scene.grant(
            coins,
            Origin.PURCHASED,
            channel=channel,
            paid_units=paid,
            tax_units=tax,
            fee_units=fee,
            currency=("USD", "JPY")[coins % 2] if paid else "",
        )

    def send(self, quantity: int, recipient_id: str | None, _: int) -> None:
        known = {lot.id: lot for lot in self.scene.state.rows(LOTS)}
        now = self.scene.state.now
        available = sum(lot.left(now) for lot in known.values())
        spent_before = self._spent()
        needed = 7 * quantity
        refusal: Refusal | None = None
        try:
            gift = self.scene.send(quantity, recipient_id=recipient_id).answer.gift
        except Refusal as refused:
            refusal = refused
        if refusal is None:
            assert self._spent() == spent_before + gift.total_coins
            self._check_draws(gift.detail, gift.total_coins, known, now)
        elif isinstance(refusal, InsufficientCoins):
            assert (refusal.needed, refusal.available) == (needed, available)
            assert available < needed
        else:
            assert isinstance(refusal, SpendingCapReached)
            assert (refusal.spent, refusal.needed) == (spent_before, needed)
            assert spent_before + needed > refusal.limit

    def _spent(self) -> int:
        return sum(limit.spent for limit in self.scene.state.rows(LIMITS) if self.scene.state.now < limit.ends_at)

    def _check_draws(self, text: str, total: int, known: dict[str, LotRow], now: int) -> None:
        draws = detail_of(text)["draws"]
        assert sum(draw["coins"] for draw in draws) == total
        lots = [known[draw["lot"]] for draw in draws]
        assert all(now < lot.expires_at for lot in lots)
        order = [(lot.expires_at, lot.rank_paid, lot.issued_at, lot.id) for lot in lots]
        assert order == sorted(order)
        spendable = sorted(
            (lot.expires_at, lot.rank_paid, lot.issued_at, lot.id) for lot in known.values() if lot.left(now)
        )
        assert order == spendable[: len(order)]
        for draw, lot in zip(draws, lots, strict=True):
            assert draw["used_before"] == lot.used
            assert draw["used_after"] - draw["used_before"] == draw["coins"]
            gross = sum(draw.get(name, 0) for name in ("diamonds", "platform_diamonds", "residue"))
            assert gross == draw["coins"] * DIAMONDS_PER_COIN
            assert draw.get("residue", 0) in {0, 1}
        assert all(draw["used_after"] == lot.quantity for draw, lot in list(zip(draws, lots, strict=True))[:-1])

    def reverse(self, place: int, units: int, _: int) -> None:
        gifts = self.scene.state.rows(GIFTS)
        if not gifts:
            return
        snapshot = self.scene.state.snapshot()
        try:
            self.scene.reverse(gifts[place % len(gifts)], units or None)
        except (AlreadyReversed, EarningsInsufficient):
            assert self.scene.state.snapshot() == snapshot

    def cap(self, coins: int | None, *_: int) -> None:
        self.keys += 1
        order = CapOrder(caller_id=SENDER, key=f"cap {self.keys}", content={}, cap_coins=coins, time_zone="Asia/Tokyo")
        self.scene.do(WalletCapSet, order)

    def wait(self, hours: int, *_: int) -> None:
        self.scene.state.now += hours * STEP

    def expire(self, *_: int) -> None:
        for lot in self.scene.state.rows(LOTS):
            if lot.expires_at <= self.scene.state.now:
                self.scene.state.do(
                    LotExpire(
                        id=new_id(),
                        caller_id=PLATFORM_ID,
                        key=f"lot/{lot.id}/expire",
                        operation="lotExpire",
                        fingerprint="0",
                        owner_id=SENDER,
                        lot_id=lot.id,
                    )
                )


@settings(max_examples=200, deadline=None)
@given(st.lists(steps, max_size=30))
def test_whatever_happens_the_books_hold(story: list[tuple[str, object, object, object]]) -> None:
    told = Story()
    for name, *values in story:
        getattr(told, name)(*values)
    told.wait(24 * 400)
    told.expire()
    told.scene.state.check_books()
