"""
Mutations of wallets: coins granted, caps set, wallets frozen.
"""

from typing import Annotated

import strawberry

from largesse.errors import InvalidInput
from largesse.money import ONE, Ratio
from largesse.offers import Channel
from largesse.people.caller import Role
from largesse.schema.context import Info
from largesse.schema.errors import answers
from largesse.schema.inputs import given, text
from largesse.schema.mutations.acting import acting
from largesse.schema.people import PersonSelector, selected_person
from largesse.schema.scalars import BigInt, DateTime
from largesse.schema.unions import WalletCapSetError, WalletFreezeError, WalletGrantError
from largesse.schema.wallets import Lot, Wallet, find_lot, lot_node, wallet_node
from largesse.wallets.cap import CapOrder, set_cap
from largesse.wallets.freeze import REASON_LENGTH_MAX as FREEZE_REASON_LENGTH_MAX
from largesse.wallets.freeze import FreezeOrder, freeze
from largesse.wallets.grant import REASON_LENGTH_MAX, GrantOrder, grant
from largesse.wallets.rows import LimitRow, LotRow, Origin, wallet_of


@strawberry.input
class PaidInput:
    """What was paid elsewhere for coins that are granted."""

    currency: str
    """ISO 4217."""
    paid_units: BigInt
    """What was paid, tax included, in minor units."""
    tax_units: BigInt | None = strawberry.UNSET
    """The part of it that was tax; 0 if left out."""
    fee_units: BigInt | None = strawberry.UNSET
    """The part of it that the channel kept; 0 if left out."""


@strawberry.input
class RateInput:
    """An exact share."""

    numerator: BigInt
    """What stands above the line."""
    denominator: BigInt
    """What stands below it; 1 or more."""


@strawberry.input
class WalletGrantInput:
    """Coins for somebody. For operators."""

    idempotency_key: str
    """Of this grant alone; 1 to 200 characters. The same call with the same key is done once."""
    owner: PersonSelector
    """Whose wallet."""
    coins: BigInt
    """How many, from 1 to 10,000,000,000,000,000."""
    origin: Origin
    """Why they are issued."""
    reason: str
    """Why, in 1 to 500 characters; kept in the books."""
    channel: Channel | None = strawberry.UNSET
    """Where they were bought, if they were purchased elsewhere."""
    paid: PaidInput | None = strawberry.UNSET
    """What was paid for them; for purchased coins alone."""
    earns: RateInput | None = strawberry.UNSET
    """The part of its value that a coin earns the creator, up to 1; all of it if left out."""
    expires_at: DateTime | None = strawberry.UNSET
    """From when they cannot be spent; never if left out. Coins of an app store never expire."""


@strawberry.type
class WalletGrantPayload:
    """What became of a grant."""

    lot: Lot | None = None
    """The coins; null if they were not granted."""
    wallet: Wallet | None = None
    """The wallet after it; null if they were not granted."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[WalletGrantError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.input
class WalletCapSetInput:
    """A cap on what the caller's own wallet spends in a day."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    cap_coins: BigInt | None = strawberry.UNSET
    """The most in a day, 0 for nothing at all; no cap if null or left out. Lower holds at once; higher, or none, after
    24 hours."""


@strawberry.type
class WalletCapSetPayload:
    """What became of a cap."""

    wallet: Wallet | None = None
    """The wallet with its cap; null if it was not set."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[WalletCapSetError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.input
class WalletFreezeInput:
    """Whether somebody's wallet is kept from spending. For operators."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    owner: PersonSelector
    """Whose wallet."""
    frozen: bool
    """Whether it shall be frozen."""
    reason: str
    """Why, in 1 to 500 characters; the owner is told of a frozen wallet."""


@strawberry.type
class WalletFreezePayload:
    """What became of a freeze."""

    wallet: Wallet | None = None
    """The wallet; null if nothing was done."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[WalletFreezeError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.type
class WalletMutations:
    """Deeds on wallets."""

    @strawberry.mutation
    @answers(lambda errors: WalletGrantPayload(errors=errors), WalletGrantError)
    async def wallet_grant(
        self, info: Info, sent: Annotated[WalletGrantInput, strawberry.argument(name="input")]
    ) -> WalletGrantPayload | None:
        """Issue coins to somebody, as a lot. For operators."""
        context = info.context
        reason = text(sent.reason, "reason", 1, REASON_LENGTH_MAX)
        act = await acting(context, sent.idempotency_key, sent, Role.OPERATOR)
        owner_id = selected_person(context, sent.owner, "owner")
        paid = sent.paid or None
        order = GrantOrder(
            **act.asked,
            owner_id=owner_id,
            coins=sent.coins,
            origin=sent.origin,
            reason=reason,
            channel=sent.channel or None,
            paid_units=paid.paid_units if paid else 0,
            tax_units=given(paid.tax_units, 0) if paid else 0,
            fee_units=given(paid.fee_units, 0) if paid else 0,
            currency=paid.currency if paid else "",
            earns=_ratio(sent.earns) if sent.earns else ONE,
            expires_at=given(sent.expires_at, None),
        )
        applied = await act.done(grant(context.services.journal, order))
        if isinstance(applied.answer, LotRow):
            lot: Lot | None = lot_node(applied.answer, context.services.clock.now())
        else:
            lot = await act.read(find_lot(context, str(applied.result["lot_id"])))
        return WalletGrantPayload(lot=lot, wallet=wallet_node(owner_id), replayed=applied.replayed)

    @strawberry.mutation
    @answers(lambda errors: WalletCapSetPayload(errors=errors), WalletCapSetError)
    async def wallet_cap_set(
        self, info: Info, sent: Annotated[WalletCapSetInput, strawberry.argument(name="input")]
    ) -> WalletCapSetPayload | None:
        """Cap what the caller's own wallet spends in a day: lower at once, higher after 24 hours."""
        context = info.context
        act = await acting(context, sent.idempotency_key, sent)
        order = CapOrder(
            **act.asked,
            cap_coins=given(sent.cap_coins, None),
            time_zone=context.time_zone(),
        )
        applied = await act.done(set_cap(context.services.journal, order))
        context.services.wallet_notices.changed(wallet_of(act.caller.id).id)
        limit = applied.answer if isinstance(applied.answer, LimitRow) else None
        return WalletCapSetPayload(wallet=wallet_node(act.caller.id, limit_known=limit), replayed=applied.replayed)

    @strawberry.mutation
    @answers(lambda errors: WalletFreezePayload(errors=errors), WalletFreezeError)
    async def wallet_freeze(
        self, info: Info, sent: Annotated[WalletFreezeInput, strawberry.argument(name="input")]
    ) -> WalletFreezePayload | None:
        """Keep a wallet from spending, or let it spend again. For operators."""
        context = info.context
        reason = text(sent.reason, "reason", 1, FREEZE_REASON_LENGTH_MAX)
        act = await acting(context, sent.idempotency_key, sent, Role.OPERATOR)
        order = FreezeOrder(
            **act.asked,
            owner_id=selected_person(context, sent.owner, "owner"),
            frozen=sent.frozen,
            reason=reason,
        )
        applied = await act.done(freeze(context.services.journal, order))
        context.services.wallet_notices.changed(wallet_of(order.owner_id).id)
        return WalletFreezePayload(wallet=wallet_node(order.owner_id), replayed=applied.replayed)


def _ratio(sent: RateInput) -> Ratio:
    """
    Return a share.

    Raises:
        InvalidInput: it is not from 0 to 1.
    """
    if not 0 <= sent.numerator <= sent.denominator or sent.denominator < 1:
        raise InvalidInput("earns", "it must be from 0 to 1")
    return Ratio(sent.numerator, sent.denominator)
