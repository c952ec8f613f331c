"""
The graph, built and printed.
"""

from functools import lru_cache

import strawberry
from graphql import GraphQLInputObjectType, print_schema
from strawberry.schema.config import StrawberryConfig

from largesse.schema.described import describe
from largesse.schema.mutations.access import AccessMutations
from largesse.schema.mutations.boards import BoardMutations
from largesse.schema.mutations.gifts import GiftMutations
from largesse.schema.mutations.goals import GoalMutations
from largesse.schema.mutations.messages import MessageMutations
from largesse.schema.mutations.plugins import PluginMutations
from largesse.schema.mutations.rooms import RoomMutations
from largesse.schema.mutations.wallets import WalletMutations
from largesse.schema.query import Query
from largesse.schema.resolvers import call_directly
from largesse.schema.room_events import RoomSubscriptions
from largesse.schema.scalars import SCALARS
from largesse.schema.wallet_events import WalletSubscriptions


@strawberry.type
class Mutation(
    AccessMutations,
    BoardMutations,
    GiftMutations,
    GoalMutations,
    MessageMutations,
    PluginMutations,
    RoomMutations,
    WalletMutations,
):
    """
    What can be done.

    Each takes one input with a key: the same call with the same key is done once, however often it is sent. What was
    refused is told in the payload's `errors`, and has left nothing behind. A root field that is null, with an error
    beside the data, failed unexpectedly.
    """


@strawberry.type
class Subscription(RoomSubscriptions, WalletSubscriptions):
    """What can be followed."""


@lru_cache(maxsize=1)
def graph() -> strawberry.Schema:
    """Return the schema; it is the same whatever plugins are installed."""
    schema = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    describe(schema._schema)  # noqa: SLF001 - strawberry shows its graphql-core schema in no other way
    for type_ in schema._schema.type_map.values():  # noqa: SLF001 - as above
        if isinstance(type_, GraphQLInputObjectType):
            # Strawberry keeps it to itself, and so neither introspection nor what is printed would tell.
            type_.is_one_of = type_.extensions["strawberry-definition"].is_one_of
    call_directly(schema)
    return schema


def printed() -> str:
    """Return the schema as `schema.graphql` holds it."""
    return print_schema(graph()._schema) + "\n"  # noqa: SLF001 - as above
