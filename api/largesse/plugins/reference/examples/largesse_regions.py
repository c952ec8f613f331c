"""
Kenya, with figures that are an example and not the law's.
"""

from datetime import UTC, datetime

from largesse import Channel, CoinPack, RateCard, Ratio, Region, hookimpl, instant_of

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_regions() -> list[Region]:
    """Offer one region with one rate card."""
    card = RateCard(
        version=1,
        holds_from=instant_of(datetime(2026, 1, 1, tzinfo=UTC)),
        list_price=Ratio(150),  # 150 cents, or 1.50 shillings, a coin
        creator_share=Ratio(1, 2),
        payout_value=Ratio(130),
        payout_minimum_units=50_000,
        holding_days=14,
        notice_days=30,
        packs=(CoinPack(channel=Channel.WEB, coins=100, price_units=15_000, tax=Ratio(16, 116)),),
        derivation=("A coin is sold at 150 cents, 16/116 of which are tax: 129.31 remain.", "Creators get a half."),
        reason="The first card of this example.",
    )
    return [Region(code="KE", name="Kenya", currency="KES", time_zone="Africa/Nairobi", cards=(card,))]
