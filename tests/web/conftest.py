"""
What the doors' tests ask for: an open house, and what its resolvers have seen.
"""

from __future__ import annotations

import io
import logging
import os
from typing import TYPE_CHECKING

import pytest

from largesse.telemetry import configure_logging

from .house import house
from .toy import Happenings, happenings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from .house import House


@pytest.fixture
def seen() -> Happenings:
    happenings.append(Happenings())
    return happenings[-1]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("LARGESSE_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    """What is logged, as it would go to standard error."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    lines = io.StringIO()
    configure_logging("debug", lines)
    yield lines
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
async def open_house(seen: Happenings) -> AsyncIterator[House]:  # noqa: ARG001 - each test sees its own happenings
    async with house() as opened:
        yield opened
