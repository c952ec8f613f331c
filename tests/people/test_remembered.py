"""
Remembered tokens: verified once in a while, and never longer than they are good.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from largesse.clock import MICROSECONDS
from largesse.people.caller import Caller, person_id
from largesse.people.claims import TokenFault, TokenRefused
from largesse.people.remembered import SECONDS, RememberedTokens
from largesse.people.tokens import TokenRules, TokenVerifier, sign

NOW = 1_800_000_000 * MICROSECONDS
RULES = TokenRules("a secret that is long enough for HS256", leeway_seconds=2)


@dataclass
class Turned:
    """A verifier that counts, and a clock that is turned."""

    at: int = NOW
    verified: list[str] = field(default_factory=list)

    def now(self) -> int:
        return self.at

    async def verify(self, token: str) -> Caller:
        self.verified.append(token)
        return await TokenVerifier(RULES, self).verify(token)


def token(subject: str, seconds: float = 3_600) -> str:
    expires_at = NOW + int(seconds * MICROSECONDS)
    caller = Caller(id=person_id(subject), subject=subject, roles=frozenset(), expires_at=expires_at)
    return sign(caller, RULES, NOW)


async def test_a_token_is_verified_once_within_the_seconds_that_it_is_remembered() -> None:
    turned = Turned()
    tokens = RememberedTokens(turned.verify, turned, 2)
    ann, ben = token("ann"), token("ben")
    callers = [await tokens.verify(each) for each in (ann, ben, ann, ben)]
    assert [caller.subject for caller in callers] == ["ann", "ben", "ann", "ben"]
    assert turned.verified == [ann, ben]
    turned.at += SECONDS * MICROSECONDS - 1
    await tokens.verify(ann)
    assert turned.verified == [ann, ben]
    turned.at += 1
    await tokens.verify(ann)
    assert turned.verified == [ann, ben, ann]


async def test_a_token_ends_at_its_time_though_it_is_remembered() -> None:
    turned = Turned()
    tokens = RememberedTokens(turned.verify, turned, 2)
    short = token("ann", 5)
    turned.at += 7 * MICROSECONDS - 1
    assert (await tokens.verify(short)).subject == "ann"
    turned.at += 1
    with pytest.raises(TokenRefused) as caught:
        await tokens.verify(short)
    assert caught.value.fault is TokenFault.EXPIRED
    turned.at -= 1
    await tokens.verify(short)
    assert turned.verified == [short] * 3


async def test_a_clock_that_is_set_back_makes_no_token_younger() -> None:
    turned = Turned()
    tokens = RememberedTokens(turned.verify, turned, 2)
    ann = token("ann")
    await tokens.verify(ann)
    turned.at -= 1
    await tokens.verify(ann)
    assert turned.verified == [ann, ann]


@pytest.mark.parametrize("forged", ["", "a.b.c", "\ud800.b.c", "\0", "x" * 10_000])
async def test_a_refusal_is_not_remembered(forged: str) -> None:
    turned = Turned()
    tokens = RememberedTokens(turned.verify, turned, 2)
    for _ in range(2):
        with pytest.raises(TokenRefused):
            await tokens.verify(forged)
    assert turned.verified == [forged, forged]
    assert not tokens._remembered


async def test_so_many_are_remembered_and_none_of_them_is_kept_as_it_was_sent() -> None:
    turned = Turned()
    tokens = RememberedTokens(turned.verify, turned, 2, remembered_max=2)
    ann, ben, cat = (token(name) for name in ("ann", "ben", "cat"))
    for each in (ann, ben, cat, cat, ben, ann):
        await tokens.verify(each)
    assert turned.verified == [ann, ben, cat, ann]
    assert [len(digest) for digest in tokens._remembered] == [32, 32]
