"""
Room tokens: they lend their owner's eyes for one room and a while, and are no bearer tokens.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.clock import MICROSECONDS
from largesse.people.caller import Caller, Role, person_id
from largesse.people.claims import TokenFault, TokenRefused
from largesse.people.room_tokens import RoomTokens, no_room_token
from largesse.people.tokens import TokenRules, TokenVerifier, sign
from largesse.testing import TurnedClock

NOW = 1_800_000_000 * MICROSECONDS
SECRET = "a secret that is long enough for HS256"
ROOM = "01890000-0000-7000-8000-000000000001"
OWNER = Caller(
    id=person_id("ann"),
    subject="ann",
    roles=frozenset({Role.OPERATOR}),
    expires_at=NOW + 7_200 * MICROSECONDS,
    issued_at=NOW - 5 * MICROSECONDS,
    region="US",
    age_min=30,
    name="Ann",
    token_id="t1",
)


def tokens(clock: TurnedClock, secret: str = SECRET) -> RoomTokens:
    return RoomTokens(secret, 3_600, 60, clock)


async def fault_of(text: str, clock: TurnedClock, secret: str = SECRET) -> TokenFault:
    with pytest.raises(TokenRefused) as caught:
        await tokens(clock, secret).verify(text)
    return caught.value.fault


async def test_a_room_token_stands_for_its_owner_without_roles_and_claims() -> None:
    clock = TurnedClock(NOW - 1)
    text, expires_at = tokens(clock).issue(OWNER, ROOM)
    assert expires_at == NOW + 3_600 * MICROSECONDS
    assert await tokens(clock).verify(text) == Caller(
        id=OWNER.id,
        subject="",
        roles=frozenset(),
        expires_at=expires_at,
        issued_at=OWNER.issued_at,
        token_id="t1",
        room_id=ROOM,
    )


async def test_it_ends_with_the_token_it_was_asked_for_with() -> None:
    clock = TurnedClock(NOW + 7_000 * MICROSECONDS)
    text, expires_at = tokens(clock).issue(OWNER, ROOM)
    assert expires_at == OWNER.expires_at
    clock.turn_to(OWNER.expires_at + 60 * MICROSECONDS - 1)
    assert (await tokens(clock).verify(text)).expires_at == OWNER.expires_at
    assert await fault_of(text, clock) is TokenFault.EXPIRED


async def test_a_bearer_token_is_no_room_token_and_the_other_way_round() -> None:
    clock = TurnedClock(NOW)
    rules = TokenRules(SECRET)
    assert await fault_of(sign(OWNER, rules, NOW), clock) is TokenFault.FORGED
    with pytest.raises(TokenRefused) as caught:
        await TokenVerifier(rules, clock).verify(tokens(clock).issue(OWNER, ROOM).text)
    assert caught.value.fault is TokenFault.FORGED


async def test_another_servers_room_token_is_forged() -> None:
    clock = TurnedClock(NOW)
    assert await fault_of(tokens(clock).issue(OWNER, ROOM).text, clock, SECRET[::-1]) is TokenFault.FORGED
    with pytest.raises(TokenRefused) as caught:
        await no_room_token(tokens(clock).issue(OWNER, ROOM).text)
    assert caught.value.fault is TokenFault.FORGED


@given(st.text())
async def test_any_text_is_refused_and_nothing_else_is_raised(text: str) -> None:
    assert await fault_of(text, TurnedClock(NOW)) in TokenFault


def test_what_issues_them_does_not_show_the_secret() -> None:
    assert SECRET not in repr(tokens(TurnedClock(NOW)))
