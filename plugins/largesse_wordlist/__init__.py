"""
A moderator that looks for words: an operator says which are held for a moderator, and which are refused.

Without words it offers nothing. It knows words and no meaning: who writes one with a digit for a letter gets past it,
and who means no harm by one does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse import Moderator, hookimpl
from largesse_wordlist.configuration import Config
from largesse_wordlist.judging import Judging

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGESSE_CONTRACT = 0
"""The version of the plugin contract that this was written for."""
LARGESSE_CONFIG = Config
"""What an operator may set."""
KEY = "wordlist"


@hookimpl
def largesse_moderators(config: Config) -> Iterable[Moderator]:
    """Return the one moderator, if the operator has named words."""
    lists = config.lists()
    return [Moderator(key=KEY, judge=Judging(lists))] if lists else []
