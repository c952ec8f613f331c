"""
Earnings as creators see them: diamonds that wait, and the buckets they mature in.
"""

import strawberry

from largesse.earnings.rows import BUCKETS, BucketRow, pending_of
from largesse.ledger.account import ACCOUNTS
from largesse.money import DIAMOND
from largesse.schema.context import Context, Info
from largesse.schema.ids import global_id, is_uuid
from largesse.schema.ledger import NUMBER_DIGITS_MAX, Entry, statement, visible_account
from largesse.schema.money import Money, diamonds
from largesse.schema.node import Node, finds
from largesse.schema.page import Connection, Listing, cut_of
from largesse.schema.people import Person, person_node
from largesse.schema.regions import RateCard, find_rate_card
from largesse.schema.scalars import DateTime

_KEY_PARTS = 4
_KEY_ORDER = ("matures_at", "region", "card_version")


@strawberry.type
class Bucket(Node):
    """Diamonds that were earned under the same rate card and mature together."""

    row: strawberry.Private[BucketRow]
    diamonds: Money
    """How many."""
    value: Money
    """What they are paid out at, before fees."""
    matures_at: DateTime
    """From when they are the creator's to take."""

    @strawberry.field
    async def card(self, info: Info) -> RateCard | None:
        """Return the rate card that they were earned under; null if its region is no longer offered."""
        return await find_rate_card(info.context, f"{self.row.region}/{self.row.card_version}")


@strawberry.type
class Earnings(Node):
    """A creator's diamonds. Seen by the creator and by operators alone."""

    key: strawberry.Private[str]

    @strawberry.field
    def owner(self) -> Person:
        """Return whose they are."""
        return person_node(self.key)

    @strawberry.field
    async def pending(self, info: Info) -> Money:
        """Return what is earned and has not matured yet."""
        row = await info.context.row(ACCOUNTS, pending_of(self.key).id)
        return diamonds(row.balance if row else 0)

    @strawberry.field
    async def buckets(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Bucket]:
        """Return what is pending, what matures first coming first."""
        listing = Listing(
            table=BUCKETS, where={"account_id": pending_of(self.key).id, "diamonds__gt": 0}, order=_KEY_ORDER
        )
        page = await listing.page(info.context.services.rows, cut_of(first, after, last, before))
        return page.of(bucket_node)

    @strawberry.field
    async def entries(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Entry]:
        """Return the statement of what is pending, the newest line first."""
        return await statement(info.context, pending_of(self.key).id, DIAMOND, cut_of(first, after, last, before))


def earnings_node(owner_id: str) -> Earnings:
    """Return the earnings of a person."""
    return Earnings(id=global_id("Earnings", owner_id), key=owner_id)


def bucket_node(row: BucketRow) -> Bucket:
    """Return a bucket."""
    return Bucket(
        id=global_id("Bucket", f"{row.account_id}/{row.region}/{row.card_version}/{row.matures_at}"),
        row=row,
        diamonds=diamonds(row.diamonds),
        value=Money(units=row.payable_units, asset=row.currency),
        matures_at=row.matures_at,
    )


@finds("Earnings")
async def find_earnings(context: Context, key: str) -> Earnings | None:
    """Return earnings to their creator and to operators."""
    return earnings_node(key) if is_uuid(key) and context.may_see(key) else None


@finds("Bucket")
async def find_bucket(context: Context, key: str) -> Bucket | None:
    """Return a bucket to its creator and to operators."""
    parts = key.split("/")
    if len(parts) != _KEY_PARTS or not all(each.isdecimal() and len(each) <= NUMBER_DIGITS_MAX for each in parts[2:]):
        return None
    account_id, region, version, matures_at = parts
    if await visible_account(context, account_id) is None:
        return None
    row = await context.row(BUCKETS, account_id, region, int(version), int(matures_at))
    return bucket_node(row) if row else None
