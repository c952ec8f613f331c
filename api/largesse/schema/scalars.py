"""
Scalars: whole numbers past 2^53, and instants.
"""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NewType

import strawberry
from graphql import IntValueNode, StringValueNode, ValueNode, print_ast

from largesse.clock import Instant, instant_of, iso_of
from largesse.money import INT64_MAX

if TYPE_CHECKING:
    from strawberry.types.scalar import ScalarDefinition

    BigInt = int
    DateTime = Instant
else:
    # To Python both are plain integers; to the graph they are names of their own.
    BigInt = NewType("BigInt", int)
    DateTime = NewType("DateTime", int)

SAFE_MAX = 2**53 - 1
"""The largest integer that a JSON number carries exactly to every client (ECMA-262, MAX_SAFE_INTEGER)."""
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)")
_MOMENT_LENGTH_MAX = 40


def big_int(value: object) -> int:
    """
    Return the integer that a client sent.

    Raises:
        ValueError: it is no whole number, may have lost digits on its way, or does not fit 64 bits.
    """
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        number = int(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
        if abs(number) > SAFE_MAX:
            raise ValueError("BigInt takes whole numbers past 2^53 - 1 as strings only.")
    else:
        raise ValueError("BigInt takes whole numbers, as strings or as numbers up to 2^53 - 1.")
    if abs(number) > INT64_MAX:
        raise ValueError("BigInt takes numbers of 64 bits with a sign.")
    return number


def moment(value: object) -> Instant:
    """
    Return the instant that a client sent.

    Raises:
        ValueError: it is no date and time of RFC 3339 with a zone, between the years 1970 and 9999.
    """
    if isinstance(value, str) and len(value) <= _MOMENT_LENGTH_MAX and _MOMENT.fullmatch(value):
        try:
            # What is past the year 9999 in UTC overflows here, rather than on its way out.
            instant = instant_of(datetime.fromisoformat(value).astimezone(UTC))
        except (ValueError, OverflowError):
            instant = -1
        if instant >= 0:
            return instant
    raise ValueError("DateTime takes RFC 3339 with a zone, such as 2026-01-31T12:00:00Z.")


def _big_int_literal(node: ValueNode, _variables: object = None) -> int:
    # The length is looked at first: Python refuses to read 5,000 digits in words of its own.
    if isinstance(node, IntValueNode) and len(node.value) <= len(str(-INT64_MAX)):
        return big_int(int(node.value))
    if isinstance(node, StringValueNode):
        return big_int(node.value)
    return big_int(None)


def _moment_literal(node: ValueNode, _variables: object = None) -> Instant:
    return moment(node.value if isinstance(node, StringValueNode) else print_ast(node))


SCALARS: "dict[object, ScalarDefinition]" = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number of 64 bits with a sign. Always a string in answers; taken as a string, or as a"
        " number up to 2^53 - 1. Never a float.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259#section-6",
        serialize=str,
        parse_value=big_int,
        parse_literal=_big_int_literal,
    ),
    DateTime: strawberry.scalar(
        name="DateTime",
        description="An instant as RFC 3339 text, in UTC, such as `2026-01-31T12:00:00Z`; to the microsecond.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=iso_of,
        parse_value=moment,
        parse_literal=_moment_literal,
    ),
}
"""The scalars of our own, by the Python types that stand for them."""
