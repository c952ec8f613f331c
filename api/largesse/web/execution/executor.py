"""
The executor: graphql-core's, which does once for a document what it would do again for every request.

A document that is compiled to a closure would take its place: `Executor.build` and `execute_operation`, as the engine
calls them, are all that it has to answer to, and a `Memory` is where it would be kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from largesse.web.execution.attributes import UNREAD, read_of

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from graphql import GraphQLObjectType
    from graphql.execution.collect_fields import CollectedFields, FieldDetailsList, GroupedFieldSet
    from graphql.pyutils import AwaitableOrValue, Path

    from largesse.web.execution.attributes import Read


class _Plan(NamedTuple):
    """
    A selection set on one type.

    Args:
        fields: what it is the plan of; kept, since it is found by its identity.
        reads: the fields that are read from an attribute, and how.
        rest: those that are executed.
    """

    fields: GroupedFieldSet
    reads: tuple[tuple[str, Read], ...]
    rest: GroupedFieldSet


class Memory:
    """
    What executions of one operation have found out about its document.

    It may be shared if the document has no directives: then the same fields are selected whatever the variables are.

    Args:
        fields_max: how many fields are remembered; beyond, all of it is found out anew.
    """

    __slots__ = ("_fields", "_fields_max", "_plans", "root", "sub_fields")

    def __init__(self, fields_max: int) -> None:
        self.root: GroupedFieldSet | None = None
        self.sub_fields: dict[tuple[GraphQLObjectType, int], tuple[FieldDetailsList, CollectedFields]] = {}
        self._plans: dict[int, _Plan] = {}
        self._fields = 0
        self._fields_max = fields_max

    def plan(self, fields: GroupedFieldSet) -> _Plan | None:
        """Return the plan of a selection set, if it is known."""
        return self._plans.get(id(fields))

    def keep(self, plan: _Plan) -> None:
        """Keep a plan, and forget all others where there are too many."""
        self._fields += len(plan.fields)
        if self._fields > self._fields_max:
            self.root = None
            self.sub_fields.clear()
            self._plans.clear()
            self._fields = len(plan.fields)
        self._plans[id(plan.fields)] = plan


class LeanExecutor(StrawberryGraphQLCoreExecutionContext):
    """
    Executes one operation, once.

    Args:
        memory: what earlier executions of the same operation have found out; more is added to it.
    """

    def __init__(self, *args: Any, memory: Memory, **kwargs: Any) -> None:  # noqa: ANN401 - graphql-core's, passed on
        super().__init__(*args, **kwargs)
        self._memory = memory
        self._relevant_sub_fields = memory.sub_fields

    def execute_root_grouped_field_set(
        self,
        root_type: GraphQLObjectType,
        root_value: object,
        grouped_field_set: GroupedFieldSet,
        serially: bool,  # noqa: FBT001 - graphql-core's signature
        position_context: Any,  # noqa: ANN401 - as above
    ) -> AwaitableOrValue[dict[str, Any]]:
        """Execute the root's fields: the very ones of the first execution, by which all below is remembered."""
        memory = self._memory
        if memory.root is None:
            memory.root = grouped_field_set
        return super().execute_root_grouped_field_set(root_type, root_value, memory.root, serially, position_context)

    def execute_fields_serially(
        self,
        parent_type: GraphQLObjectType,
        source_value: object,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,  # noqa: ANN401 - graphql-core's signature
    ) -> AwaitableOrValue[dict[str, Any]]:
        """Execute fields one after another; a single one has none to wait for."""
        execute = self.execute_fields if len(grouped_field_set) == 1 else super().execute_fields_serially
        return execute(parent_type, source_value, path, grouped_field_set, position_context)

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: object,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,  # noqa: ANN401 - graphql-core's signature
    ) -> AwaitableOrValue[dict[str, Any]]:
        """
        Read what is plain, and have graphql-core execute the rest.

        Reading has no effects. What turns out to be odd (an attribute that is missing, a value that is none of its
        type, null where there must be a value) is therefore left to graphql-core, which says what is wrong.
        """
        plan = self._memory.plan(grouped_field_set) or self._planned(parent_type, grouped_field_set)
        known = {name: value for name, read in plan.reads if (value := read(source_value)) is not UNREAD}
        rest = plan.rest
        if len(known) < len(plan.reads):
            rest = {name: details for name, details in grouped_field_set.items() if name not in known}
        if not rest:
            return known
        executed = super().execute_fields(parent_type, source_value, path, rest, position_context)
        if not known:
            return executed
        if isinstance(executed, dict):
            return _in_order(grouped_field_set, known, executed)
        return _later_in_order(grouped_field_set, known, executed)

    def _planned(self, parent_type: GraphQLObjectType, fields: GroupedFieldSet) -> _Plan:
        reads: list[tuple[str, Read]] = []
        rest: GroupedFieldSet = {}
        for name, details in fields.items():
            definition = self.schema.get_field(parent_type, details[0].node.name.value)
            read = read_of(definition, parent_type) if definition else None
            if read:
                reads.append((name, read))
            else:
                rest[name] = details
        plan = _Plan(fields, tuple(reads), rest)
        self._memory.keep(plan)
        return plan


def _in_order(fields: GroupedFieldSet, known: dict[str, Any], executed: dict[str, Any]) -> dict[str, Any]:
    executed |= known
    return {name: executed[name] for name in fields if name in executed}


async def _later_in_order(
    fields: GroupedFieldSet, known: dict[str, Any], executed: Awaitable[dict[str, Any]]
) -> dict[str, Any]:
    return _in_order(fields, known, await executed)
