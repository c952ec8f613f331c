"""
`largesse token`: what it signs is what the server verifies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.clock import MICROSECONDS, SystemClock
from largesse.people.caller import Role, person_id
from largesse.people.tokens import TokenRules, TokenVerifier

from .conftest import SECRET

if TYPE_CHECKING:
    from .conftest import Run


async def test_a_token_says_what_was_asked_for(run: Run) -> None:
    done = run(
        *("token", "ann", "--role", "viewer", "--role", "creator", "--region", "US-CA", "--age-min", "21"),
        *("--level", "7"),
        *("--name", "Ann", "--locale", "en", "--id", "9f2c", "--seconds", "60"),
        LARGESSE_TOKEN_SECRET=SECRET,
        LARGESSE_TOKEN_ISSUER="host",
    )
    assert done.returncode == 0, done.stderr
    caller = await TokenVerifier(TokenRules(SECRET, issuer="host"), SystemClock()).verify(done.stdout.strip())
    assert caller.id == person_id("ann", "host")
    assert caller.roles == {Role.VIEWER, Role.CREATOR}
    assert (caller.region, caller.age_min, caller.level, caller.name, caller.locale) == ("US-CA", 21, 7, "Ann", "en")
    assert caller.token_id == "9f2c"
    assert 0 < caller.expires_at - SystemClock().now() <= 60 * MICROSECONDS


async def test_a_token_is_a_viewers_for_an_hour_unless_said_otherwise(run: Run) -> None:
    done = run("token", "ann", LARGESSE_TOKEN_SECRET=SECRET)
    caller = await TokenVerifier(TokenRules(SECRET), SystemClock()).verify(done.stdout.strip())
    assert caller.roles == {Role.VIEWER}
    assert caller.region is None
    assert caller.expires_at - SystemClock().now() > 3_500 * MICROSECONDS


def test_without_a_secret_nothing_is_signed(run: Run) -> None:
    done = run("token", "ann")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("largesse: LARGESSE_TOKEN_SECRET must be set")
    assert done.stderr.count("\n") == 1


def test_an_unknown_role_is_refused(run: Run) -> None:
    done = run("token", "ann", "--role", "king", LARGESSE_TOKEN_SECRET=SECRET)
    assert done.returncode == 2
    assert "king" in done.stderr
    assert "Traceback" not in done.stderr
