"""
Media that cannot be shown are refused as they are made.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from largesse import Media

STILL = Path(__file__)


def test_media_of_a_still_alone_play_nothing_and_have_no_colours() -> None:
    media = Media(still=STILL)

    assert (media.animation, media.sound, media.loops, media.colors) == (None, None, False, ())


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"duration_ms": 199}, "duration_ms must be from 200 to 30000, not 199"),
        ({"sound": STILL / "nowhere.wav"}, "there is no file 'nowhere.wav'"),
        ({"loops": True}, "there is no animation that could loop"),
        ({"colors": ("#ff0000",) * 9}, "there may be 8 colors at most, not 9"),
        ({"colors": ("#ff0000", "#F00")}, "'#F00' is no color as #rrggbb in lower case"),
        ({"colors": ("#ff0000\n",)}, "'#ff0000\\n' is no color as #rrggbb in lower case"),
    ],
)
def test_media_that_could_not_be_shown_are_refused_with_the_reason(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
        Media(still=STILL, **fields)


def test_an_animation_may_loop_and_eight_colours_may_be_said() -> None:
    media = Media(still=STILL, animation=STILL, loops=True, colors=("#00ff7f",) * 8)

    assert media.loops
    assert media.colors == ("#00ff7f",) * 8
