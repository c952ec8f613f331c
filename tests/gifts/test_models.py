"""
Models: they describe the very columns that the journal writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tortoise import fields

from largesse.earnings.models import Bucket
from largesse.earnings.rows import BUCKETS
from largesse.gifts.models import Gift, GiftRemainder, GiftText, GiftThanks
from largesse.gifts.rows import GIFT_REMAINDERS, GIFT_TEXTS, GIFT_THANKS, GIFTS
from largesse.goals.models import Goal, GoalRefusal, GoalTallies, GoalText, RoomGoals
from largesse.goals.rows import GOAL_REFUSALS, GOAL_TALLIES, GOAL_TEXTS, GOALS, ROOM_GOALS
from largesse.ledger.table import Kind
from largesse.people.models import Person, Revocation
from largesse.people.rows import PEOPLE, REVOCATIONS
from largesse.quarantine.models import Quarantine
from largesse.quarantine.rows import QUARANTINES
from largesse.recaps.models import Recap
from largesse.recaps.rows import RECAPS
from largesse.rooms.models import Room, RoomBlock, RoomText
from largesse.rooms.rows import ROOM_BLOCKS, ROOM_TEXTS, ROOMS
from largesse.wallets.models import Limit, Lot, Wallet
from largesse.wallets.rows import LIMITS, LOTS, WALLETS

if TYPE_CHECKING:
    from tortoise.models import Model

    from largesse.ledger.table import AnyTable

PAIRS = [
    (Wallet, WALLETS),
    (Lot, LOTS),
    (Limit, LIMITS),
    (Bucket, BUCKETS),
    (Person, PEOPLE),
    (Revocation, REVOCATIONS),
    (Quarantine, QUARANTINES),
    (Room, ROOMS),
    (RoomText, ROOM_TEXTS),
    (RoomBlock, ROOM_BLOCKS),
    (Gift, GIFTS),
    (GiftText, GIFT_TEXTS),
    (GiftRemainder, GIFT_REMAINDERS),
    (GiftThanks, GIFT_THANKS),
    (Goal, GOALS),
    (GoalText, GOAL_TEXTS),
    (RoomGoals, ROOM_GOALS),
    (GoalRefusal, GOAL_REFUSALS),
    (GoalTallies, GOAL_TALLIES),
    (Recap, RECAPS),
]
FIELDS = {
    Kind.ID: fields.CharField,
    Kind.INT: fields.BigIntField,
    Kind.TEXT: fields.TextField,
    Kind.BOOL: fields.BooleanField,
}


@pytest.mark.parametrize(("model", "table"), PAIRS, ids=[table.name for _, table in PAIRS])
def test_a_model_has_the_columns_of_its_table_in_their_order(model: type[Model], table: AnyTable) -> None:
    described = model._meta.fields_map
    assert model._meta.db_table == table.name
    assert list(described) == [column.name for column in table.columns]
    for column in table.columns:
        assert type(described[column.name]) is FIELDS[column.kind]
        assert described[column.name].null == column.nullable


def test_no_two_tables_stand_at_the_same_place_in_the_order_of_locks() -> None:
    ranks = [table.rank for _, table in PAIRS]
    assert len(set(ranks)) == len(ranks)
