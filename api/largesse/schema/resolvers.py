"""
Resolvers, called directly: what strawberry finds out at each call, which argument is what, is found out once.
"""

from collections.abc import Callable
from dataclasses import MISSING
from functools import partial
from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType
from strawberry.schema.compat import is_scalar
from strawberry.types.arguments import convert_argument
from strawberry.types.base import (
    StrawberryList,
    StrawberryMaybe,
    StrawberryOptional,
    has_object_definition,
)
from strawberry.types.enum import has_enum_definition
from strawberry.types.lazy_type import LazyType
from strawberry.types.unset import UNSET

if TYPE_CHECKING:
    import strawberry
    from graphql import GraphQLResolveInfo
    from strawberry.types.field import StrawberryField

Convert = Callable[[Any], Any]
Resolve = Callable[..., Any]


def call_directly(graph: "strawberry.Schema") -> None:
    """
    Have the resolvers of a schema called directly.

    Args:
        graph: the schema. Fields with extensions or permissions stay as they are; exception handlers it has none.
    """
    for type_ in graph._schema.type_map.values():  # noqa: SLF001 - strawberry shows it in no other way
        if isinstance(type_, GraphQLObjectType):
            for field in type_.fields.values():
                definition = field.extensions.get("strawberry-definition")
                resolve = _direct(graph, definition) if definition else None
                if resolve:
                    field.resolve = resolve


def _direct(graph: "strawberry.Schema", field: "StrawberryField") -> Resolve | None:
    """Return what calls a field's resolver, or None where strawberry does more than to call it."""
    resolver = field.base_resolver
    if resolver is None or field.extensions or field.is_subscription:
        return None
    if resolver.self_parameter is None or resolver.root_parameter or resolver.parent_parameter:
        return None
    function: Resolve = resolver.wrapped_func  # type: ignore[assignment] # a function, since it takes self
    name_of = graph.config.name_converter.from_argument
    arguments = [(name_of(each), each.python_name, _converter(graph, each.type)) for each in field.arguments]
    about = resolver.info_parameter.name if resolver.info_parameter else None
    info_of = partial(graph.config.info_class, _field=field)
    if not arguments:
        if about is None:
            return lambda source, _info: function(source)
        return lambda source, info: function(source, **{about: info_of(_raw_info=info)})

    def resolve(source: object, info: "GraphQLResolveInfo[Any]", **sent: object) -> object:
        given = {python: convert(sent[name]) for name, python, convert in arguments if name in sent}
        if about is not None:
            given[about] = info_of(_raw_info=info)
        return function(source, **given)

    return resolve


def _converter(graph: "strawberry.Schema", type_: Any) -> Convert:  # noqa: ANN401 - strawberry's types have no base
    """Return what makes of a value that graphql-core has coerced what a resolver takes."""
    scalars = graph.schema_converter.scalar_registry
    if isinstance(type_, StrawberryOptional) and not isinstance(type_, StrawberryMaybe):
        return _converter(graph, type_.of_type)
    if isinstance(type_, LazyType):
        return _converter(graph, type_.resolve_type())
    if has_enum_definition(type_) or (is_scalar(type_, scalars) and not hasattr(type_, "from_id")):
        return _same
    if isinstance(type_, StrawberryList):
        return partial(_each, _converter(graph, type_.of_type))
    if has_object_definition(type_) and type_.__strawberry_definition__.from_input is None:
        return _Maker(graph, type_)
    return lambda value: convert_argument(value, type_, scalars, graph.config)


class _Maker:
    """Makes an input of what was sent; its fields are looked at when it is first needed, since inputs hold inputs."""

    def __init__(self, graph: "strawberry.Schema", type_: Any) -> None:  # noqa: ANN401 - a class that strawberry knows
        self._graph = graph
        self._type = type_
        self._fields: list[tuple[str, str, Convert]] | None = None
        self._absent: dict[str, None] = {}

    def __call__(self, value: Any) -> object:  # noqa: ANN401 - what was sent
        if value is None or value is UNSET:
            return value
        fields = self._fields if self._fields is not None else self._looked_at()
        sent = {python: convert(value[name]) for name, python, convert in fields if name in value}
        return self._type(**(self._absent | sent))

    def _looked_at(self) -> list[tuple[str, str, Convert]]:
        definition = self._type.__strawberry_definition__
        fields = []
        for field in definition.fields:
            name = self._graph.config.name_converter.from_field(field)
            type_ = field.resolve_type(type_definition=definition)
            fields.append((name, field.python_name, _converter(self._graph, type_)))
            if field.default_value is MISSING and field.default_factory is MISSING:
                self._absent[field.python_name] = None
        self._fields = fields
        return fields


def _same(value: object) -> object:
    return value


def _each(convert: Convert, values: Any) -> Any:  # noqa: ANN401 - a list, or what stands for none
    return values if values is None or values is UNSET else [convert(each) for each in values]
