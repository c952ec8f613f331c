"""
The kinds of plugins that can be begun with.
"""

from enum import Enum


class Kind(Enum):
    """What a plugin brings; the values are what the command takes, and the names of the templates' directories."""

    GIFT = "gift"
    """Something to give, with a drawing that moves."""
    REGION = "region"
    """What coins cost and creators earn in a place."""
    RATES = "rates"
    """What currencies are worth in each other."""
    MODERATOR = "moderator"
    """Something that judges messages before a room sees them."""
    TELLING = "telling"
    """Something that is done when gifts have been sent."""

    @property
    def configured(self) -> bool:
        """Whether it has a configuration, which is a model of pydantic's."""
        return self in {Kind.RATES, Kind.TELLING}

    @property
    def brings(self) -> str:
        """What it brings, in words that may follow `brings`."""
        return {
            Kind.GIFT: "a gift",
            Kind.REGION: "a region with its rate card",
            Kind.RATES: "exchange rates, read from a file",
            Kind.MODERATOR: "a moderator of messages",
            Kind.TELLING: "a word in the log for every large gift",
        }[self]
