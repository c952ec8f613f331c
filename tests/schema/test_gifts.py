"""
Gifts over the graph: sent once, seen by each side as it may, and taken back.
"""

from __future__ import annotations

from largesse.schema.ids import global_id
from tests.schema.house import ANN, ROSE, House

GIFT = """
    gift {
      id quantity priceCoins totalCoins anonymous message remainingQuantity
      sender { id name }
      recipient { id name }
      room { title }
      type { key name }
      typeWhenSent { key version name emoji plugin }
      senderReceipt {
        totalCoins
        lines { lotId origin channel coins paid { decimal } tax { decimal } channelFee { decimal } }
      }
      recipientReceipt {
        earned { decimal asset }
        value { units asset }
        shareCard { region version }
        payoutCard { region }
      }
    }
"""
REVERSE = """
    mutation ($input: GiftReverseInput!) {
      giftReverse(input: $input) {
        gift { remainingQuantity } replayed errors { __typename ... on UserError { message code path } }
      }
    }"""


async def balance_of(house: House, owner: Caller) -> int:
    data = await house.ask(owner, "{ viewer { wallet { availableCoins } earnings { pending { units } } } }")
    return int(data["viewer"]["wallet"]["availableCoins"])


async def pending_of(house: House, owner: Caller) -> int:
    data = await house.ask(owner, "{ viewer { earnings { pending { units } } } }")
    return int(data["viewer"]["earnings"]["pending"]["units"])


async def test_a_gift_is_answered_whole(house: House) -> None:
    room = await house.open_room()
    lot = await house.grant(ANN, 100)
    payload = await house.send(
        ANN, room, GIFT + "wallet { availableCoins balanceCoins }", quantity=3, message="Well sung"
    )
    assert payload["errors"] == []
    assert payload["replayed"] is False
    assert payload["wallet"] == {"availableCoins": "97", "balanceCoins": "97"}
    gift = payload["gift"]
    assert gift["totalCoins"] == "3"
    assert gift["message"] == "Well sung"
    assert gift["remainingQuantity"] == 3
    assert gift["sender"] == {"id": global_id("Person", ANN.id), "name": "Ann"}
    assert gift["recipient"]["name"] == "Cleo"
    assert gift["type"] == {"key": ROSE, "name": "Rose"}
    assert gift["senderReceipt"]["lines"] == [
        {
            "lotId": lot,
            "origin": "BONUS",
            "channel": None,
            "coins": "3",
            "paid": None,
            "tax": None,
            "channelFee": None,
        }
    ]
    assert gift["recipientReceipt"] is None
