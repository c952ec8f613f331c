"""
Telemetry: JSON logs and metrics that tell what the server does, and never of whom.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import TextIO

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request, or of the socket's operation, that is served now."""

_PRIVATE = frozenset(
    {"authorization", "cookie", "email", "ip", "locale", "name", "peer", "picture", "remote", "secret", "subject"}
    | {"token", "variables"}
)
"""Keys whose values are never logged; a key that ends in `_token`, `_secret` or `_password` neither."""
_PRIVATE_ENDINGS = ("_token", "_secret", "_password")
_BEARER = re.compile(r"(?i)\bbearer\s+\S+|\beyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=://)[^/\s@]+(?=@)")
"""A token, wherever in a text it stands, and the user and password of an address."""
_REDACTED = "[redacted]"
CONCEALED_LENGTH_MIN = 4
"""What is shorter is no secret, and taking it out would leave nothing of a text."""
_concealed: set[str] = set()


class Metrics:
    """What the server counts, in a registry of its own; labels are few and never name a person."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("largesse_requests", "GraphQL operations.", ("type", "outcome"), registry=self.registry)
        self.request_seconds = Histogram(
            "largesse_request_seconds",
            "Time from a parsed request to its answer.",
            ("type",),
            registry=self.registry,
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
        )
        self.refusals = Counter(
            "largesse_refusals", "Errors that are the caller's to mend, by code.", ("code",), registry=self.registry
        )
        self.journal_batch_deeds = Histogram(
            "largesse_journal_batch_deeds",
            "Deeds committed together.",
            registry=self.registry,
            buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512),
        )
        self.journal_commits = Counter("largesse_journal_commits", "Batches committed.", registry=self.registry)
        self.journal_conflicts = Counter(
            "largesse_journal_conflicts", "Batches decided again since a row had moved.", registry=self.registry
        )
        self.sockets_open = Gauge("largesse_sockets_open", "Websockets that are open.", registry=self.registry)
        self.streams_open = Gauge(
            "largesse_streams_open",
            "Subscriptions that are told in an HTTP answer, by transport.",
            ("transport",),
            registry=self.registry,
        )
        self.rates_apart = Counter(
            "largesse_rates_apart",
            "Times that a rate was counted by this node alone, since Valkey was asked in vain.",
            registry=self.registry,
        )
        self.messages = Counter(
            "largesse_messages",
            "Messages, by what became of them: `sent`, `held`, `refused` or `removed`.",
            ("outcome",),
            registry=self.registry,
        )
        self.plugin_calls = Counter(
            "largesse_plugin_calls",
            "Calls into plugins while the server serves, by how they ended.",
            ("plugin", "hook", "outcome"),
            registry=self.registry,
        )
        self.plugin_seconds = Histogram(
            "largesse_plugin_seconds",
            "Time that calls into plugins took, without the wait for a thread.",
            ("plugin", "hook"),
            registry=self.registry,
            buckets=(0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
        )
        self.plugin_state = Gauge(
            "largesse_plugin_state",
            "How each plugin stands: 1 for the state that it is in.",
            ("plugin", "state"),
            registry=self.registry,
        )
        self.groups = Gauge(
            "largesse_groups", "Subscriptions that are executed once for all who ask alike.", registry=self.registry
        )
        self.group_members = Gauge("largesse_group_members", "Subscribers that hear a group.", registry=self.registry)
        self.ungrouped = Counter(
            "largesse_ungrouped",
            "Documents of subscriptions that turned out to depend on who asks, and are executed for each.",
            registry=self.registry,
        )
        self.hub_subscribers = Gauge("largesse_hub_subscribers", "Subscribers of streams.", registry=self.registry)
        self.events = Counter("largesse_events", "Events that this node has committed.", registry=self.registry)


def configure_logging(level: str = "info", stream: TextIO | None = None, worker: int | None = None) -> None:
    """
    Send every log line, the libraries' too, as one JSON object to a stream.

    Args:
        level: the least level that is logged: `debug`, `info`, `warning` or `error`.
        stream: where to; standard error if None.
        worker: the number of this process where several share a port; every line carries it.
    """
    before: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_request_id,
        *([_with_worker(worker)] if worker is not None else []),
    ]
    after: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        redact,
        structlog.processors.JSONRenderer(),
        _concealing,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *before], processors=after
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # It warns with a traceback, again and again, of a database that does not answer, which whoever asks it says anyway.
    logging.getLogger("asyncpg.pool").setLevel(max(root.level, logging.ERROR))
    # It warns of a socket without a protocol we speak, and says from which address.
    logging.getLogger("aiohttp.websocket").setLevel(logging.ERROR)


def redact(_logger: object, _method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
    """Take tokens, passwords and personal data out of a log line."""
    for key, value in event.items():
        if key.lower() in _PRIVATE or key.lower().endswith(_PRIVATE_ENDINGS):
            event[key] = _REDACTED
        elif isinstance(value, str):
            event[key] = _BEARER.sub(_REDACTED, value)
    return event


def conceal(secret: str) -> None:
    """Take a secret out of whatever this process logs or tells from here on, wherever in a text it stands."""
    if len(secret) >= CONCEALED_LENGTH_MIN:
        _concealed.add(secret)
        # As it stands within JSON.
        _concealed.add(json.dumps(secret)[1:-1])


def concealed(text: str) -> str:
    """Return a text without the secrets that are concealed."""
    for secret in sorted(_concealed, key=len, reverse=True):
        text = text.replace(secret, _REDACTED)
    return text


def _concealing(_logger: object, _method: str, line: object) -> str:
    return concealed(str(line))


def _with_request_id(_logger: object, _method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
    served = request_id.get()
    if served is not None:
        event.setdefault("request_id", served)
    return event


def _with_worker(number: int) -> structlog.typing.Processor:
    def add(_logger: object, _method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
        event.setdefault("worker", number)
        return event

    return add
