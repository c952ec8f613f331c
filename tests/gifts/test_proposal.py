"""
What a plugin answers for a price is used only if it is one: of the exact type, in range, good for a while, printable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.clock import DAY
from largesse.errors import PluginFailed
from largesse.gifts.proposal import Proposal, asked, problem_of
from largesse.offers import Price, PriceQuestion
from tests.gifts.scene import NOW, offer

if TYPE_CHECKING:
    from collections.abc import Callable

QUESTION = PriceQuestion(
    gift_type="rose",
    variant=None,
    quantity=1,
    price_coins=10,
    room_id="00000000-0000-0000-0000-000000000001",
    room_opened_at=NOW,
    recipient_region="US",
    now=NOW,
)


class Discount(Price):
    """A price of a class of the plugin's own, which could answer another number each time."""


def made(**fields: object) -> Price:
    """Return a price as one makes it who goes around its checks."""
    price = object.__new__(Price)
    for name, value in {"coins": 1, "holds_until": NOW + 1, "reason": "", **fields}.items():
        object.__setattr__(price, name, value)
    return price


async def later() -> None:
    """What a pricing function answers that is `async def`."""


ANSWERS: dict[str, tuple[Callable[[], object], str]] = {
    "nothing": (lambda: None, "it is of type NoneType, not Price"),
    "text": (lambda: "10", "it is of type str, not Price"),
    "a number": (lambda: 10, "it is of type int, not Price"),
    "a number that is none": (lambda: float("nan"), "it is of type float, not Price"),
    "a coroutine": (later, "it is of type coroutine, not Price"),
    "a class of its own": (lambda: Discount(coins=1, holds_until=NOW + 1), "it is of type Discount, not Price"),
    "a fraction": (lambda: made(coins=1.5), "it.coins is of type float, not int"),
    "a truth": (lambda: made(coins=True), "it.coins is of type bool, not int"),
    "a price below nothing": (lambda: made(coins=-1), "its coins must be from 1 to 1000000, not -1"),
    "a price of nothing": (lambda: made(coins=0), "its coins must be from 1 to 1000000, not 0"),
    "a price past all": (lambda: made(coins=1_000_001), "its coins must be from 1 to 1000000, not 1000001"),
    "a price past 64 bits": (lambda: made(coins=10**30), "it.coins does not fit a signed 64-bit integer"),
    "a price of before": (lambda: made(holds_until=NOW), "it does not hold even when it is asked"),
    "a price for ever": (lambda: made(holds_until=NOW + DAY + 1), "it holds for more than a day"),
    "a long reason": (lambda: made(reason="x" * 201), "its reason must be 200 printable characters at most"),
    "a reason on two lines": (lambda: made(reason="a\nb"), "its reason must be 200 printable characters at most"),
    "a reason for no database": (lambda: made(reason="\0"), "it.reason has characters that no database stores"),
    "half of a character": (lambda: made(reason="\ud800"), "it.reason has characters that no database stores"),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_is_no_good_price_is_refused_in_words(answer: str) -> None:
    make, problem = ANSWERS[answer]
    rose = offer(more={"pricing": lambda _question: make()})
    with pytest.raises(PluginFailed) as failed:
        asked(rose, QUESTION)
    assert failed.value.plugin == "classics"
    assert failed.value.reason == f"the price of 'rose' cannot be used: {problem}"


@given(
    coins=st.integers(1, 1_000_000),
    length=st.integers(1, DAY),
    reason=st.text(st.characters(categories=("L", "N", "P", "S")), max_size=200),
)
def test_any_price_in_range_that_holds_for_a_while_is_taken(coins: int, length: int, reason: str) -> None:
    price = Price(coins=coins, holds_until=NOW + length, reason=reason)
    assert problem_of(price, NOW) is None


@given(coins=st.integers(), holds_until=st.integers(), reason=st.text())
def test_whatever_is_taken_is_in_range_and_whatever_is_not_is_told_in_one_line(
    coins: int, holds_until: int, reason: str
) -> None:
    problem = problem_of(made(coins=coins, holds_until=holds_until, reason=reason), NOW)
    if problem is None:
        assert 1 <= coins <= 1_000_000
        assert NOW < holds_until <= NOW + DAY
        assert reason.isprintable()
    else:
        assert problem.isprintable()


def test_a_gift_type_is_asked_what_it_may_depend_on_and_nothing_else() -> None:
    questions = []

    def price(question: PriceQuestion) -> Price:
        questions.append(question)
        return Price(coins=2 * question.price_coins, holds_until=question.now + 1, reason="twice")

    assert asked(offer(more={"pricing": price}), QUESTION) == Price(coins=20, holds_until=NOW + 1, reason="twice")
    assert questions == [QUESTION]


def test_a_gift_type_of_a_fixed_price_is_not_asked() -> None:
    with pytest.raises(TypeError, match="'rose' does not price itself"):
        asked(offer(), QUESTION)


def test_a_proposal_holds_before_its_end_and_for_the_region_it_was_asked_for() -> None:
    proposal = Proposal(1, NOW + 10, "", "classics", "1.0", "US", NOW)
    assert [proposal.holds(now, "US") for now in (NOW, NOW + 9, NOW + 10)] == [True, True, False]
    assert not proposal.holds(NOW, "JP")
