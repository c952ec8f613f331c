"""
What is printed, and what it is printed from.
"""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from graphql import build_schema, validate_schema

from largesse import errors
from largesse.errors import ConfigurationError, LargesseError, Refusal
from largesse.schema.build import graph, printed
from largesse.schema.errors import ErrorCode, members_of, shown, told, typed
from largesse.schema.unions import GiftSendError, RoomOpenError

ROOT = Path(__file__).parents[2]


def test_the_file_at_the_root_is_what_the_code_prints() -> None:
    kept = (ROOT / "schema.graphql").read_text(encoding="utf-8")
    assert kept == printed(), "run `largesse schema print > schema.graphql`"


def test_the_schema_is_valid_and_built_once() -> None:
    assert validate_schema(build_schema(printed())) == []
    assert graph() is graph()


def test_introspection_knows_that_a_selector_takes_one_way() -> None:
    answer = graph().execute_sync('{ __type(name: "PersonSelector") { isOneOf } }')
    assert answer.data == {"__type": {"isOneOf": True}}


def test_every_error_that_a_client_may_meet_has_a_type_and_a_code_of_its_own() -> None:
    # An answer that cannot be read is told as an outcome that is unknown: a client does the same about both.
    not_told = {LargesseError, ConfigurationError, Refusal, errors.AnswerUnread}
    told_of = {
        each
        for _, each in inspect.getmembers(errors, inspect.isclass)
        if issubclass(each, LargesseError) and each not in not_told
    }
    assert shown().keys() == told_of
    assert {code.value for code in ErrorCode} == {each.code for each in told_of}
    assert len(set(shown().values())) == len(told_of)


def test_an_error_is_shown_with_its_values_and_where_it_stems_from() -> None:
    error = told(errors.NotEligible("rose", "recipient", "AGE", "an age of 18 or more"), GiftSendError)
    assert {name: getattr(error, name) for name in ("path", "gift_type", "required")} == {
        "path": ["input", "giftType"],
        "gift_type": "rose",
        "required": "an age of 18 or more",
    }
    assert error.code is ErrorCode.NOT_ELIGIBLE
    assert told(errors.InvalidInput("owner.id", "no"), RoomOpenError).path == ["input", "owner", "id"]


def test_an_error_of_a_kind_below_a_known_one_is_shown_as_that() -> None:
    class TokenExpired(errors.Unauthenticated):
        """A kind of its own."""

    assert told(TokenExpired(), GiftSendError).code is ErrorCode.UNAUTHENTICATED


@pytest.mark.parametrize("error", [errors.GiftToSelf(), ConfigurationError("no")])
def test_an_error_that_the_union_does_not_have_stays_an_error(error: LargesseError) -> None:
    with pytest.raises(type(error)):
        told(error, RoomOpenError)


def test_an_error_that_no_type_shows_stays_an_error() -> None:
    assert typed(errors.GiftToSelf()).code is ErrorCode.GIFT_TO_SELF
    with pytest.raises(ConfigurationError):
        typed(ConfigurationError("no"))


def test_a_union_names_its_members() -> None:
    assert len(members_of(RoomOpenError)) == 8
