"""
What is wrong with prices that a plugin works out: asked as a room would ask.
"""

from __future__ import annotations

from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING

from largesse.clock import DAY, SystemClock
from largesse.offers import Price, PriceQuestion
from largesse.plugins.doctor.finding import Finding
from largesse.plugins.rejection import described
from largesse.plugins.shape import deviation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from largesse.clock import Instant
    from largesse.offers import GiftType

SLOW_SECONDS = 0.025
"""Half of the time that a price may take: what takes that long here may take all of it on a busy node."""
_ROOM = "00000000-0000-7000-8000-000000000000"


def pricing_findings(gift_types: Sequence[GiftType]) -> Iterator[Finding]:
    """Yield what is wrong with the prices of those gift types that price themselves, one finding for each at most."""
    now = SystemClock().now()
    for gift_type in gift_types:
        if gift_type.pricing is not None:
            pricing = gift_type.pricing
            found = (each for question in _questions(gift_type, now) for each in _findings(pricing, question))
            yield from islice(found, 1)


def _questions(gift_type: GiftType, now: Instant) -> Iterator[PriceQuestion]:
    for variant in gift_type.variants or (None,):
        price = variant.price_coins if variant and variant.price_coins else gift_type.price_at(now)
        for quantity in sorted({1, min(2, gift_type.quantity_max), gift_type.quantity_max}):
            for opened_at in (now, now - DAY):
                yield PriceQuestion(
                    gift_type=gift_type.key,
                    variant=variant.key if variant else None,
                    quantity=quantity,
                    price_coins=price,
                    room_id=_ROOM,
                    room_opened_at=opened_at,
                    recipient_region=None,
                    now=now,
                )


def _findings(pricing: Callable[[PriceQuestion], Price], question: PriceQuestion) -> Iterator[Finding]:
    called = f"the price of {question.quantity} x {question.gift_type!r}"
    started = perf_counter()
    try:
        answers = [pricing(question), pricing(question)]
    except BaseException as error:  # noqa: BLE001 - it is a plugin's
        yield Finding.error(
            f"{called}: asking for it raised {described(error)}", "answer a Price to every PriceQuestion"
        )
        return
    seconds = (perf_counter() - started) / len(answers)
    for answer in answers:
        if wrong := deviation(answer, Price, "it"):
            yield Finding.error(f"{called}: {wrong}", "answer a Price, made anew for each question")
        elif answer.holds_until <= question.now:
            yield Finding.error(
                f"{called} holds no longer when it is told", "choose a holds_until that lies ahead of now"
            )
    if answers[0] != answers[1]:
        yield Finding.warning(
            f"{called} is another when it is asked for again",
            "work it out from the question alone: no clock, no chance",
        )
    if seconds > SLOW_SECONDS:
        yield Finding.warning(
            f"{called} took {seconds * 1_000:.0f} of the 50 ms that there are",
            "work out beforehand what does not depend on the question",
        )
