"""
The command: which plugin, what of it, on which input; the answer is JSON.
"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from largesse.cli.failure import CommandFailed
from largesse.cli.options import Config
from largesse.cli.plugins.chosen import chosen
from largesse.cli.plugins.run.call import Called, asked, judged, loaded, priced, told_of
from largesse.cli.plugins.run.recorded import recorded, told
from largesse.offers import (
    ComboEnded,
    GiftReversed,
    GiftSent,
    GiftType,
    MessageQuestion,
    Moderator,
    PriceQuestion,
    RoomClosed,
    RoomOpened,
)
from largesse.plugins import HOOKS, Candidate
from largesse.plugins.configuration import share_of
from largesse.plugins.facade import Facade
from largesse.plugins.policy import DEADLINE_SECONDS
from largesse.sentences import ended
from largesse.settings import load_settings

FACTS = {
    "largesse_gift_sent": GiftSent,
    "largesse_gift_reversed": GiftReversed,
    "largesse_combo_ended": ComboEnded,
    "largesse_room_opened": RoomOpened,
    "largesse_room_closed": RoomClosed,
}
"""What each hook that is told something takes."""

Hook = Annotated[str | None, typer.Option(metavar="HOOK", help="The hook to call, such as largesse_gift_sent.")]
Pricing = Annotated[
    str | None, typer.Option(metavar="KEY", help="The gift type to ask for a price, instead of a hook.")
]
Judging = Annotated[
    str | None,
    typer.Option("--moderator", metavar="KEY", help="The moderator to ask for a verdict, instead of a hook."),
]
Input = Annotated[
    Path | None, typer.Option("--input", metavar="FILE", help="What it is told or asked, as JSON; - reads it here.")
]


def register(commands: typer.Typer) -> None:
    """Add the command."""
    commands.command("run")(run)


def run(  # noqa: PLR0913 - a command is as long as what may be said to it
    name: Annotated[str, typer.Argument(metavar="NAME|PATH", help="An installed plugin, or the directory of one.")],
    *,
    hook: Hook = None,
    pricing: Pricing = None,
    moderator: Judging = None,
    input_file: Input = None,
    config: Config = None,
) -> None:
    """
    Call one hook on recorded input and print its answer as JSON; exit code 1 if it breaks the contract.

    With --pricing, a gift type is asked for its price instead; the input is a PriceQuestion. With --moderator, a
    moderator is asked for its verdict; the input is a MessageQuestion.
    """
    if sum(each is not None for each in (hook, pricing, moderator)) != 1:
        raise CommandFailed(
            "Say what to call: --hook HOOK, --pricing KEY for a gift type's price, or --moderator KEY for a verdict."
        )
    among = chosen(name)
    candidate = among.candidates[0]
    if hook is not None and hook not in HOOKS:
        raise CommandFailed(f"There is no hook {hook}; there are {', '.join(HOOKS)}.")
    names = {candidate.name, *(each.name for each in among.beside)}
    facade = loaded(candidate, share_of(candidate.name, load_settings(config).plugins, names), DEADLINE_SECONDS)
    if isinstance(facade, str):
        raise CommandFailed(ended(f"The plugin {candidate.name!r} cannot be loaded: {facade}"))
    if moderator is not None:
        called = _judged(candidate, facade, moderator, input_file)
    elif hook is None:
        called = _priced(candidate, facade, str(pricing), input_file)
    elif hook in FACTS:
        called = _told(candidate, facade, hook, input_file)
    else:
        called = _asked(candidate, facade, hook)
    _print(candidate.name, hook or (f"pricing of {pricing}" if pricing else f"verdict of {moderator}"), called)
    if called.deviations:
        raise typer.Exit(1)


def _asked(candidate: Candidate, facade: Facade, hook: str) -> Called:
    asks = {
        "largesse_gift_types": facade.gift_types,
        "largesse_regions": facade.regions,
        "largesse_exchange_rates": facade.exchange_rates,
        "largesse_moderators": facade.moderators,
    }
    return asked(candidate, hook, asks[hook], DEADLINE_SECONDS)


def _told(candidate: Candidate, facade: Facade, hook: str, file: Path | None) -> Called:
    if hook not in facade.tellings():
        raise CommandFailed(f"The plugin {candidate.name!r} does not implement {hook}.")
    return told_of(candidate, facade, hook, recorded(_needed(file, FACTS[hook].__name__), FACTS[hook]))


def _priced(candidate: Candidate, facade: Facade, key: str, file: Path | None) -> Called:
    offered = asked(candidate, "largesse_gift_types", facade.gift_types, DEADLINE_SECONDS)
    if not isinstance(offered.answer, tuple):
        return offered
    gift_types: dict[str, GiftType] = {each.key: each for each in offered.answer}
    if key not in gift_types:
        raise CommandFailed(f"The plugin {candidate.name!r} offers no gift type {key!r}.")
    return priced(candidate, gift_types[key], recorded(_needed(file, "PriceQuestion"), PriceQuestion))


def _judged(candidate: Candidate, facade: Facade, key: str, file: Path | None) -> Called:
    offered = asked(candidate, "largesse_moderators", facade.moderators, DEADLINE_SECONDS)
    if not isinstance(offered.answer, tuple):
        return offered
    moderators: dict[str, Moderator] = {each.key: each for each in offered.answer}
    if key not in moderators:
        raise CommandFailed(f"The plugin {candidate.name!r} offers no moderator {key!r}.")
    return judged(candidate, moderators[key], recorded(_needed(file, "MessageQuestion"), MessageQuestion))


def _needed(file: Path | None, kind: str) -> Path:
    if file is None:
        raise CommandFailed(f"Say with --input FILE where the {kind} is: a JSON object with its fields.")
    return file


def _print(plugin: str, what: str, called: Called) -> None:
    answer = {
        "plugin": plugin,
        "called": what,
        "milliseconds": round(called.seconds * 1_000, 3),
        "answer": told(called.answer),
        "deviations": list(called.deviations),
    }
    sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) + "\n")
