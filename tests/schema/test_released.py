"""
Nothing breaks that was not deprecated in the last release, whose graph is kept in `released.graphql`.

At a release, `largesse schema print > tests/schema/released.graphql` renews it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from largesse.schema.build import printed

from .breaking import breaks

HERE = Path(__file__).parent
TOY = (HERE / "toy.graphql").read_text("utf-8")
MAKE = '  """Its names; none if left out."""\n  names: [String!]\n'
KIND = '  """Its kinds, three at most."""\n  kinds: [Kind!]!\n'


def test_nothing_breaks_that_was_not_deprecated_in_the_last_release() -> None:
    assert breaks((HERE / "released.graphql").read_text("utf-8"), printed()) == []


def test_a_graph_breaks_nothing_of_itself() -> None:
    assert breaks(TOY, TOY) == []


BREAKING = [
    (KIND, "", "Field Thing.kinds was removed."),
    ("priceCoins: Number!", "priceCoins: Number", "Field Thing.priceCoins changed type from Number! to Number."),
    ("names: [String!]", "names: [String!]!", "Field ThingMakeInput.names changed type from [String!] to [String!]!."),
    (MAKE, "", "Field ThingMakeInput.names was removed."),
    ("TooLargeError | TooSmallError", "TooLargeError", "TooSmallError was removed from union type ThingMakeError."),
    ('  """A small one."""\n  SMALL\n', "", "Enum value Kind.SMALL was removed."),
    ("Thing implements Node", "Thing", "Thing no longer implements interface Node."),
    ("OwnerSelector @oneOf", "OwnerSelector", "Input OwnerSelector is no longer @oneOf."),
    ("input ThingMakeInput", "input ThingMakeInput @oneOf", "Input ThingMakeInput has become @oneOf."),
    ("https://number.example", "https://another.example", "Scalar Number is specified by something else."),
    ("names: [String!]", "names: [String!] = []", "ThingMakeInput.names has another default value."),
    ("first: Int", "first: Int = 5", "Query.things(first) has another default value."),
]


@pytest.mark.parametrize(("before", "after", "message"), BREAKING, ids=[each[2] for each in BREAKING])
def test_a_change_that_breaks_clients_is_told(before: str, after: str, message: str) -> None:
    assert before in TOY
    assert breaks(TOY, TOY.replace(before, after)) == [message]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (KIND, KIND + '  """How many; null if unknown."""\n  count: Int\n'),
        ("name: String\n\n", "name: String!\n\n"),
        ("idempotencyKey: String!", "idempotencyKey: String"),
        ("  LARGE\n", '  LARGE\n\n  """A huge one."""\n  HUGE\n'),
    ],
)
def test_a_change_that_clients_do_not_notice_breaks_nothing(before: str, after: str) -> None:
    assert before in TOY
    assert breaks(TOY, TOY.replace(before, after)) == []


def test_what_was_deprecated_may_go_with_all_that_only_it_led_to() -> None:
    deprecated = TOY.replace("kinds: [Kind!]!\n", 'kinds: [Kind!]! @deprecated(reason: "Use `name` until 2.0")\n')
    without = TOY.replace(KIND, "")
    assert breaks(deprecated, without) == []
    gone = without[: without.index('"""A kind of thing."""')] + without[without.index('"""A whole number."""') :]
    assert breaks(deprecated, gone) == []
    assert breaks(TOY, gone) == ["Kind was removed.", "Field Thing.kinds was removed."]
