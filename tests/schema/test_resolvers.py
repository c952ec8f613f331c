"""
Resolvers that are called directly: they are given what strawberry would give them.
"""

from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003 - strawberry reads it
from enum import Enum
from typing import Annotated, Any

import pytest
import strawberry
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission

from largesse.schema.resolvers import call_directly

SEEN: list[object] = []


@strawberry.enum
class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@strawberry.input
class Part:
    size: int
    colour: Colour | None = strawberry.UNSET
    within: Part | None = None


@strawberry.input
class Order:
    id: strawberry.ID
    maybe: strawberry.Maybe[int]
    maybe_null: strawberry.Maybe[str | None]
    parts: list[Part] | None = strawberry.UNSET
    words: list[str] | None = None
    note: str | None
    colours: list[Colour] = strawberry.field(default_factory=list)
    count: int = 7


@strawberry.input(one_of=True)
class Chosen:
    id: strawberry.Maybe[str]
    part: strawberry.Maybe[Part]


class Nobody(BasePermission):
    message = "nobody may"

    def has_permission(self, source: Any, info: strawberry.Info, **_: Any) -> bool:  # noqa: ANN401, ARG002 - strawberry's
        return False


class Loud(FieldExtension):
    def resolve(self, next_: Any, source: Any, info: strawberry.Info, **given: Any) -> Any:  # noqa: ANN401 - as above
        return next_(source, info, **given).upper()


@strawberry.type
class Query:
    @strawberry.field
    def take(self, order: Order) -> bool:
        SEEN.append(order)
        return True

    @strawberry.field
    async def choose(self, info: strawberry.Info, by: Annotated[Chosen, strawberry.argument(name="input")]) -> str:
        SEEN.append((by, info.field_name, info.python_name, self))
        return info.path.key

    @strawberry.field
    def plain(self, number: int = 4, colour: Colour = Colour.RED, numbers: list[int] | None = None) -> bool:
        SEEN.append((number, colour, numbers))
        return True

    @strawberry.field
    def about(self, info: strawberry.Info) -> str:
        return info.field_name

    @strawberry.field(permission_classes=[Nobody])
    def secret(self) -> str | None:
        return "secret"

    @strawberry.field(extensions=[Loud()])
    def loud(self) -> str:
        return "loud"

    @strawberry.field
    @staticmethod
    def loose(root: object) -> str:
        return repr(root)


ASKED = [
    '{take(order:{id:"1", note:null})}',
    '{take(order:{id:"1", maybe:3, maybeNull:null, parts:[{size:1}, {size:2, colour:BLUE, within:{size:3}}]})}',
    '{take(order:{id:"1", parts:null, words:["a"], note:"n", colours:[RED, BLUE], count:1, maybeNull:"x"})}',
    '{a:choose(input:{id:"x"}) b:choose(input:{part:{size:1, colour:null}})}',
    "{plain a:plain(number:2, colour:BLUE, numbers:[1,2]) b:plain(numbers:null) c:plain(numbers:3)}",
    "{about x:about}",
    "{secret}",
    "{loud loose}",
]


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    SEEN.clear()
    yield
    SEEN.clear()


@pytest.mark.parametrize("text", ASKED)
async def test_a_resolver_is_given_what_strawberry_gives_it(text: str) -> None:
    wanted = await strawberry.Schema(query=Query).execute(text)
    given, _ = list(SEEN), SEEN.clear()
    direct = strawberry.Schema(query=Query)
    call_directly(direct)
    found = await direct.execute(text)
    assert found.data == wanted.data
    assert [str(error) for error in found.errors or []] == [str(error) for error in wanted.errors or []]
    assert given == SEEN


async def test_an_input_that_is_left_out_takes_the_defaults_of_each_call() -> None:
    direct = strawberry.Schema(query=Query)
    call_directly(direct)
    await direct.execute('{a:take(order:{id:"1", note:null}) b:take(order:{id:"2", note:null})}')
    first, second = SEEN
    assert isinstance(first, Order)
    assert isinstance(second, Order)
    assert (first.note, first.maybe, first.parts, first.colours) == (None, None, strawberry.UNSET, [])
    assert first.colours is not second.colours


def test_fields_with_extensions_or_permissions_stay_strawberrys() -> None:
    direct = strawberry.Schema(query=Query)
    call_directly(direct)
    fields = direct._schema.type_map["Query"].fields  # type: ignore[attr-defined] # it is an object type
    own = {name for name, field in fields.items() if field.resolve.__module__ == "largesse.schema.resolvers"}
    assert own == {"take", "choose", "plain", "about"}
