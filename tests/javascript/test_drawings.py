"""
The drawings of the bundled plugins in a real browser: they move, and rest for those who ask for less motion.
"""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

import largesse_classics
import largesse_seasons

from .tools import HERE

if TYPE_CHECKING:
    from .tools import Tools

GIFT_TYPES = {
    gift_type.key: gift_type
    for gift_type in (
        *largesse_classics.largesse_gift_types(),
        *largesse_seasons.largesse_gift_types(largesse_seasons.LARGESSE_CONFIG()),
    )
}


@pytest.fixture(scope="module")
def drawn(javascript: Tools, chromium: dict[str, str]) -> dict[str, Any]:  # noqa: ARG001 - it comes with the packages
    """What the browser drew of each gift."""
    lines = [
        json.dumps({"still": str(media.still), "animation": str(media.animation), "duration": media.duration_ms})
        for media in (gift_type.media for gift_type in GIFT_TYPES.values())
    ]
    done = subprocess.run(
        ["node", "drawings.mjs"],  # noqa: S607  # found on the PATH, as the user's own
        cwd=HERE,
        env={**os.environ, **chromium},
        input="\n".join(lines),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(GIFT_TYPES, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("key", GIFT_TYPES)
def test_an_animation_differs_at_three_points_of_its_time(drawn: dict[str, Any], key: str) -> None:
    assert len(set(drawn[key]["points"])) == 3


@pytest.mark.parametrize("key", GIFT_TYPES)
def test_an_animation_rests_as_its_still_where_less_motion_is_asked_for(drawn: dict[str, Any], key: str) -> None:
    assert (drawn[key]["moving"], drawn[key]["calm"]) == (0, True)
