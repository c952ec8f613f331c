"""
Mutations of gifts: sent, taken back, and thanked for.
"""

from enum import Enum
from typing import TYPE_CHECKING, Annotated, cast

import strawberry

from largesse.gifts.order import MESSAGE_LENGTH_MAX, GiftOrder
from largesse.gifts.reverse import REASON_LENGTH_MAX, GiftReversed, ReverseOrder, reverse
from largesse.gifts.rows import GIFTS
from largesse.gifts.send import GiftSent
from largesse.gifts.submit import Sending, send
from largesse.gifts.thank import GiftThanked, ThankOrder, thank
from largesse.people.caller import Role
from largesse.schema.combos import Combo, combo_node, combo_then
from largesse.schema.context import Info
from largesse.schema.errors import answers
from largesse.schema.filling import Filled
from largesse.schema.gifts import Gift, find_gift, gift_node
from largesse.schema.ids import key_if_given, key_of
from largesse.schema.inputs import given, text
from largesse.schema.mutations.acting import acting
from largesse.schema.scalars import BigInt
from largesse.schema.unions import GiftReverseError, GiftSendError, GiftThankError
from largesse.schema.wallets import Wallet, wallet_node

if TYPE_CHECKING:
    from largesse.combos.streak import Told

GIFT_TYPE_LENGTH_MAX = 64


@strawberry.enum
class GiftPayer(Enum):
    """Whose coins pay for a gift."""

    SENDER = "SENDER"
    """The sender's own, from their lots."""


@strawberry.input
class GiftSendInput:
    """A gift to send."""

    idempotency_key: str
    """Of this gift alone; 1 to 200 characters. The same call with the same key sends it once, whatever happens."""
    room_id: strawberry.ID
    """In which room."""
    recipient_id: strawberry.ID | None = strawberry.UNSET
    """Somebody on stage; the host if left out."""
    gift_type: str
    """The `key` of a gift type."""
    variant: str | None = strawberry.UNSET
    """The `key` of one of its variants; the first if left out."""
    quantity: int | None = strawberry.UNSET
    """How many at once; 1 if left out."""
    price_seen: BigInt
    """The total in coins that the sender was shown: the price of one times the quantity. Nothing else is debited."""
    payer: GiftPayer | None = strawberry.UNSET
    """Whose coins; the sender's if left out."""
    anonymous: bool | None = strawberry.UNSET
    """Whether the room shall not know who sent it; it knows if left out."""
    message: str | None = strawberry.UNSET
    """A few words for the recipient and the room, 200 characters at most; none if left out."""


@strawberry.type
class GiftSendPayload:
    """What became of a gift to send."""

    gift: Gift | None = None
    """The gift; null if it was not sent."""
    combo: Combo | None = None
    """The combo that it belongs to, as it was with it in it; null if it was not sent, or is anonymous."""
    wallet: Wallet | None = None
    """The sender's wallet after it; null if it was not sent."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[GiftSendError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.input
class GiftReverseInput:
    """A gift to take back, whole or in part. For operators."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    gift_id: strawberry.ID
    """Which gift."""
    quantity: int | None = strawberry.UNSET
    """How many of its units; all that remain if left out."""
    reason: str
    """Why, in 1 to 500 characters; kept in the books."""


@strawberry.type
class GiftReversePayload:
    """What became of a gift to take back."""

    gift: Gift | None = None
    """The gift, with what is left of it; null if nothing was taken back."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[GiftReverseError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.input
class GiftThankInput:
    """A gift to say thank you for. For its recipient."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    gift_id: strawberry.ID
    """Which gift; its room may be closed by now. Of a combo any one, which stands for the whole of it."""


@strawberry.type
class GiftThankPayload:
    """What became of thanks."""

    gift: Gift | None = None
    """The gift, with when it was thanked for first; null if it was not."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[GiftThankError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.type
class GiftMutations:
    """Deeds on gifts."""

    @strawberry.mutation
    @answers(lambda errors: GiftSendPayload(errors=errors), GiftSendError)
    async def gift_send(
        self, info: Info, sent: Annotated[GiftSendInput, strawberry.argument(name="input")]
    ) -> GiftSendPayload | None:
        """Send a gift to somebody on stage: all or nothing, once."""
        context, services = info.context, info.context.services
        room_id = key_of("Room", sent.room_id, "roomId")
        recipient_id = key_if_given("Person", sent.recipient_id, "recipientId")
        gift_type = text(sent.gift_type, "giftType", 1, GIFT_TYPE_LENGTH_MAX)
        named = given(sent.variant, None)
        variant = None if named is None else text(named, "variant", 1, GIFT_TYPE_LENGTH_MAX)
        message = text(given(sent.message, ""), "message", 0, MESSAGE_LENGTH_MAX)
        act = await acting(context, sent.idempotency_key, sent)
        order = GiftOrder(
            sender=act.caller,
            key=act.key,
            content=act.content,
            room_id=room_id,
            gift_type=gift_type,
            price_seen=sent.price_seen,
            variant=variant,
            recipient_id=recipient_id,
            quantity=given(sent.quantity, 1),
            anonymous=given(sent.anonymous, default=False),
            message=message,
        )
        sending = Sending(services.journal, services.catalogue, services.cards, services.pricing, services.endings)
        applied = await act.done(send(sending, order))
        if isinstance(applied.answer, GiftSent):
            done = applied.answer
            # All that is known by now need not be read: nobody waits for the database twice.
            filled = Filled({}, done.gift, message or None, {})
            return GiftSendPayload(
                gift=gift_node(done.gift, order.quantity, filled),
                combo=combo_node(done.combo) if done.combo else None,
                wallet=wallet_node(act.caller.id, done.balance_after, available_known=done.available_after),
            )
        gift = await act.read(find_gift(context, str(applied.result["gift_id"])))
        # What was sent before there were combos says nothing of one.
        told = cast("Told | None", applied.result.get("combo"))
        return GiftSendPayload(
            gift=gift,
            combo=combo_then(gift.row, told) if gift else None,
            wallet=wallet_node(act.caller.id),
            replayed=applied.replayed,
        )

    @strawberry.mutation
    @answers(lambda errors: GiftReversePayload(errors=errors), GiftReverseError)
    async def gift_reverse(
        self, info: Info, sent: Annotated[GiftReverseInput, strawberry.argument(name="input")]
    ) -> GiftReversePayload | None:
        """Take a gift back, whole or in part: coins to the sender, diamonds from the recipient. For operators."""
        context = info.context
        gift_id = key_of("Gift", sent.gift_id, "giftId")
        reason = text(sent.reason, "reason", 1, REASON_LENGTH_MAX)
        act = await acting(context, sent.idempotency_key, sent, Role.OPERATOR)
        order = ReverseOrder(
            **act.asked,
            gift_id=gift_id,
            reason=reason,
            quantity=given(sent.quantity, None),
        )
        applied = await act.done(reverse(context.services.journal, lambda key: context.row(GIFTS, key), order))
        if isinstance(applied.answer, GiftReversed):
            return GiftReversePayload(gift=gift_node(applied.answer.gift, applied.answer.remaining))
        gift = await act.read(find_gift(context, str(applied.result["gift_id"])))
        return GiftReversePayload(gift=gift, replayed=applied.replayed)

    @strawberry.mutation
    @answers(lambda errors: GiftThankPayload(errors=errors), GiftThankError)
    async def gift_thank(
        self, info: Info, sent: Annotated[GiftThankInput, strawberry.argument(name="input")]
    ) -> GiftThankPayload | None:
        """Say thank you for a gift, or for its combo: its room hears of it once. For its recipient."""
        context = info.context
        gift_id = key_of("Gift", sent.gift_id, "giftId")
        act = await acting(context, sent.idempotency_key, sent)
        order = ThankOrder(**act.asked, gift_id=gift_id)
        applied = await act.done(thank(context.services.journal, lambda key: context.row(GIFTS, key), order))
        if isinstance(applied.answer, GiftThanked):
            gift = gift_node(applied.answer.gift, thanked_known=applied.answer.thanked_at)
            return GiftThankPayload(gift=gift)
        return GiftThankPayload(
            gift=await act.read(find_gift(context, str(applied.result["gift_id"]))), replayed=applied.replayed
        )
