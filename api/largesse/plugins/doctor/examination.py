"""
An examination: a plugin is loaded as the server would load it, step by step, and whatever is wrong is kept.
"""

from __future__ import annotations

from difflib import get_close_matches
from time import perf_counter
from typing import TYPE_CHECKING

from largesse.plugins.configuration import CONFIG_NAME, Misconfigured, share_of
from largesse.plugins.contract import CONTRACT_NAME, breaches_of
from largesse.plugins.deadline import within
from largesse.plugins.doctor.finding import Finding, Severity
from largesse.plugins.doctor.gifts import gift_findings
from largesse.plugins.doctor.pricing import pricing_findings
from largesse.plugins.doctor.renamed import renamed_findings
from largesse.plugins.doctor.secrets import secret_findings
from largesse.plugins.facade import Facade
from largesse.plugins.loader import load_plugins
from largesse.plugins.policy import DEADLINE_SECONDS, Policy
from largesse.plugins.rejection import Rejected, described, in_one_line, rejecting
from largesse.plugins.report import PluginState
from largesse.settings import PluginValues

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from largesse.offers import GiftType
    from largesse.plugins.configuration import Share
    from largesse.plugins.installed import Candidate

SLOW_SHARE = 0.25
"""The part of the deadline from which an offer is slow: what takes that long here may take all of it on a busy node."""
_REMEDIES = (
    ("coins must be", "choose a price from 1 to 1,000,000 coins"),
    ("is larger than", "make the file smaller"),
    ("there is no file", "put the file beside the module, and see that the distribution contains it"),
    ("is none of .svg", "save the file as one of these kinds"),
    ("names must have 'en'", "add an English name"),
    ("more than once", "give each a name of its own"),
    ("already offered by", "choose another name, such as one that begins with the plugin's"),
    ("there is no field", "write a field that `largesse plugins config` lists"),
    ("there is no setting", "set a variable that `largesse plugins config` lists"),
    ("is given twice", "keep one of the two"),
    ("it takes no configuration", "take the setting away, or declare LARGESSE_CONFIG in the module"),
)
"""What a reason contains, and how to mend it then."""


def examine(
    candidate: Candidate,
    values: PluginValues | None = None,
    *,
    beside: Sequence[Candidate] = (),
    deadline_seconds: float = DEADLINE_SECONDS,
) -> tuple[Finding, ...]:
    """
    Return all that is wrong with a plugin, errors first; nothing, if it is well.

    It blocks, imports the plugin and runs its code, in a thread with a deadline.

    Args:
        candidate: the plugin, installed or not.
        values: what the operator says to plugins, as the settings hold it.
        beside: the plugins that it will be loaded with, whose names it may not take.
        deadline_seconds: the time that it has to be imported and to make its offers.
    """
    values, names = values or PluginValues(), {candidate.name, *(each.name for each in beside)}
    share = share_of(candidate.name, values, names)
    findings = within(
        deadline_seconds,
        f"examining {candidate.name}",
        lambda: _examined(candidate, share, deadline_seconds),
    )
    if findings is None:
        reason = f"it was not ready within {deadline_seconds:g} seconds"
        return (Finding.error(reason, "wait for nothing while it is imported or asked: no network, no sleep"),)
    if not any(each.severity is Severity.ERROR for each in findings):
        findings = (*_findings_beside(candidate, values, beside, deadline_seconds), *findings)
    return tuple(sorted(findings, key=lambda each: each.severity is not Severity.ERROR))


def _examined(candidate: Candidate, share: Share, deadline_seconds: float) -> tuple[Finding, ...]:
    found: list[Finding] = []
    try:
        # One by one: what was found stays, also if nothing more can be looked at.
        for finding in _findings(candidate, share, deadline_seconds):
            found.append(finding)  # noqa: PERF402 - for that reason
    except Rejected as rejected:
        found.append(_finding_of(rejected))
    except BaseException as error:  # noqa: BLE001 - a thread answers with a value, whatever happens in it
        found.append(Finding.error(f"examining it raised {described(error)}", "see that nothing of it raises"))
    return tuple(found)


def _findings(candidate: Candidate, share: Share, deadline_seconds: float) -> Iterator[Finding]:
    started = perf_counter()
    with rejecting(candidate, "importing it"):
        plugin = candidate.load()
    yield from _slow("importing it", perf_counter() - started, deadline_seconds)
    with rejecting(candidate, "looking for its hooks"):
        breaches = tuple(breaches_of(plugin))
    for breach in breaches:
        place = f" ({breach.place})" if breach.place else ""
        yield Finding.error(in_one_line(breach.reason + place), breach.remedy)
    yield from _misnamed(plugin)
    yield from renamed_findings(candidate.module)
    if breaches:
        return
    try:
        facade = Facade(candidate, plugin, share)
    except Misconfigured as rejected:
        remedy = f"set it, or write it under {share.where}; `largesse plugins config {candidate.name}` lists all fields"
        for fault in rejected.faults:
            yield Finding.error(in_one_line(fault), remedy)
        return
    yield from secret_findings(plugin)
    gift_types: list[GiftType] = []
    asks: dict[str, Callable[[], object]] = {
        "largesse_gift_types": lambda: gift_types.extend(facade.gift_types()),
        "largesse_regions": facade.regions,
        "largesse_exchange_rates": facade.exchange_rates,
        "largesse_moderators": facade.moderators,
    }
    for hook, ask in asks.items():
        started = perf_counter()
        try:
            ask()
        except Rejected as rejected:
            yield _finding_of(rejected, hook)
        yield from _slow(hook, perf_counter() - started, deadline_seconds)
    yield from gift_findings(gift_types)
    yield from pricing_findings(gift_types)


def _findings_beside(
    candidate: Candidate, values: PluginValues, beside: Sequence[Candidate], deadline_seconds: float
) -> Iterator[Finding]:
    """Yield what only shows when it is loaded with others: a name that one of them has."""
    others = [each for each in beside if each.name != candidate.name]
    policy = Policy(everything=True, deadline_seconds=deadline_seconds)
    for report in load_plugins(policy, (*others, candidate), values).reports:
        if report.name == candidate.name and report.state is not PluginState.LOADED:
            yield _finding_of(Rejected(reason=report.reason))


def _misnamed(plugin: object) -> Iterator[Finding]:
    """Yield the module's statements to the loader that nobody reads."""
    known = (CONTRACT_NAME, CONFIG_NAME)
    for name in dir(plugin):
        if name.startswith("LARGESSE_") and name not in known:
            close = get_close_matches(name, known, n=1)
            remedy = f"call it {close[0]}" if close else f"there are {' and '.join(known)}; call it something else"
            yield Finding.warning(f"nobody reads {name}", remedy)


def _slow(what: str, seconds: float, deadline_seconds: float) -> Iterator[Finding]:
    if seconds > SLOW_SHARE * deadline_seconds:
        yield Finding.warning(
            f"{what} took {seconds:.1f} of the {deadline_seconds:g} seconds that there are",
            "work out beforehand what is the same at every start, and ship it with the plugin",
        )


def _finding_of(rejected: Rejected, hook: str = "") -> Finding:
    reason = in_one_line(rejected.reason)
    fitting = (remedy for phrase, remedy in _REMEDIES if phrase in reason)
    if rejected.state is PluginState.UNAVAILABLE:
        return Finding.error(reason, f"run {reason.rpartition(': ')[2]}")
    if hook:
        return Finding.error(reason, next(fitting, f"answer what docs/reference/hooks/{hook}.md allows"))
    return Finding.error(reason, next(fitting, "mend what is said; the plugin's own tests should show it, too"))
