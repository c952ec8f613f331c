"""
`largesse plugins replay`: what a plugin would have asked for the gifts that were sent with an earlier version of it.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Annotated

import orjson
import typer

from largesse.app import address_for, standing
from largesse.catalogue import Catalogue, Offer
from largesse.cli.failure import CommandFailed
from largesse.cli.options import Config, Database, DataDir
from largesse.cli.plugins.chosen import only
from largesse.clock import MICROSECONDS, Instant, SystemClock, instant_of, iso_of
from largesse.database.migration import refuse_to_serve
from largesse.database.reads import open_reads
from largesse.gifts.detail import detail_of
from largesse.gifts.pricing import HOOK
from largesse.gifts.proposal import asked
from largesse.gifts.replay import Repriced, repriced
from largesse.gifts.rows import GIFTS, GiftRow
from largesse.ledger.identifiers import least_id
from largesse.offers import Price, PriceQuestion
from largesse.plugins import Plugins, PluginState, Policy, Workers, load_plugins
from largesse.rooms.rows import ROOMS
from largesse.schema.rows import TortoiseRows
from largesse.sentences import ended
from largesse.settings import Settings, load_settings
from largesse.tables import MODELS
from largesse.telemetry import Metrics, configure_logging

PAGE = 500
"""Gifts that are read at once: memory is bounded, however many there are."""
AT_ONCE = 16
"""Gifts that a plugin is asked about at once; more would wait longer for its two threads than a call may."""
SLACK = 600 * MICROSECONDS
"""By how much a gift's identifier may be older than the gift: nothing waits that long to be committed."""

Since = Annotated[
    str,
    typer.Option("--since", metavar="INSTANT", help="The first instant, in ISO 8601; UTC if it names no zone."),
]


def register(commands: typer.Typer) -> None:
    """Add the command."""
    commands.command("replay")(replay)


def replay(  # noqa: PLR0913 - where the gifts are, and how they are told
    name: Annotated[str, typer.Argument(metavar="NAME|PATH", help="An installed plugin, or the directory of one.")],
    since: Since,
    *,
    json: Annotated[bool, typer.Option("--json", help="A line of JSON for each gift, and one at the end.")] = False,
    config: Config = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """
    List the gifts of a plugin that it would price otherwise now, or refuse; exit code 1 if there are any.

    It asks the plugin as a server would, and writes nothing. Of who might give a gift it judges time and room alone:
    what a token said of its sender is kept nowhere.
    """
    first = _instant(since)
    settings = load_settings(config, database=database, data_dir=data_dir)
    configure_logging(settings.log_level)
    plugin, plugins = _loaded(name, settings)
    counts = asyncio.run(_listed(settings, plugins, plugin, first, json))
    if json:
        sys.stdout.write(orjson.dumps(counts).decode() + "\n")
    else:
        told = f"{counts['differences']:,} of {counts['gifts']:,} gifts of {plugin} would be priced otherwise"
        sys.stdout.write(f"{told} since {iso_of(first)}.\n")
    if counts["differences"]:
        raise typer.Exit(1)


async def _listed(settings: Settings, plugins: Plugins, plugin: str, since: Instant, json: bool) -> dict[str, int]:  # noqa: FBT001 - as the option says
    """Write a line for each gift that would be priced otherwise, and return how many of how many there are."""
    address = address_for(settings)
    refuse_to_serve(await standing(address), address)
    workers = Workers(plugins.reports, SystemClock(), Metrics())
    catalogue = Catalogue(plugins.gift_types)
    counts = {"gifts": 0, "differences": 0}
    write = _write_json if json else _write_text
    try:
        async with open_reads(address, MODELS), aclosing(_pages(plugin, since)) as pages:
            async for gifts in pages:
                for found in await _asked(workers, catalogue, gifts):
                    counts["gifts"] += 1
                    if found is not None:
                        counts["differences"] += 1
                        write(found)
                if (quarantine := workers.quarantine_of(plugin)) is not None:
                    raise CommandFailed(ended(f"The plugin {plugin!r} was given up: {quarantine.reason}"))
    finally:
        await workers.close()
    return counts


async def _pages(plugin: str, since: Instant) -> AsyncGenerator[list[GiftRow]]:
    """Yield the gifts of a plugin in the order of their identifiers, some at a time."""
    rows, place = TortoiseRows(), least_id(since - SLACK)
    while True:
        found = await rows.page(GIFTS, {"sent_at__gte": since}, ("id",), PAGE, after=(place,))
        gifts = [gift for gift in found if detail_of(gift.detail)["type"]["plugin"] == plugin]
        for begin in range(0, len(gifts), AT_ONCE):
            yield gifts[begin : begin + AT_ONCE]
        if len(found) < PAGE:
            return
        place = found[-1].id


async def _asked(workers: Workers, catalogue: Catalogue, gifts: list[GiftRow]) -> list[Repriced | None]:
    async def ask(offer: Offer, question: PriceQuestion) -> Price:
        return await workers.ask(offer.plugin, HOOK, lambda: asked(offer, question))

    rooms = await TortoiseRows().by_keys(ROOMS, [(gift.room_id,) for gift in gifts])
    return await asyncio.gather(*(repriced(gift, rooms[gift.room_id,], catalogue, ask) for gift in gifts))


def _loaded(name: str, settings: Settings) -> tuple[str, Plugins]:
    """
    Load one plugin as a server would.

    Raises:
        CommandFailed: there is none of that name, there are several, or it cannot be loaded.
    """
    candidate, _ = only(name)
    plugins = load_plugins(Policy(names=(candidate.name,)), [candidate], settings.plugins)
    (report,) = (each for each in plugins.reports if each.name == candidate.name)
    if report.state is not PluginState.LOADED:
        raise CommandFailed(ended(f"The plugin {candidate.name!r} cannot be loaded: {report.reason}"))
    return candidate.name, plugins


def _instant(text: str) -> Instant:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandFailed(f"{text!r} is no instant in ISO 8601, such as 2026-12-01T00:00:00Z.") from None
    return instant_of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _write_text(found: Repriced) -> None:
    gift = found.gift
    what = gift.gift_type if found.variant is None else f"{gift.gift_type}/{found.variant}"
    now = "refused" if found.price_coins is None else str(found.price_coins)
    told = (gift.id, iso_of(gift.sent_at), f"{gift.quantity} x {what}", f"{gift.price_coins} -> {now}", found.reason)
    sys.stdout.write("\t".join(told) + "\n")


def _write_json(found: Repriced) -> None:
    gift = found.gift
    told = {
        "gift": gift.id,
        "sent_at": iso_of(gift.sent_at),
        "gift_type": gift.gift_type,
        "variant": found.variant,
        "quantity": gift.quantity,
        "price_coins": gift.price_coins,
        "price_coins_now": found.price_coins,
        "reason": found.reason,
    }
    sys.stdout.write(orjson.dumps(told).decode() + "\n")
