"""
What an operator may set.
"""

from __future__ import annotations

from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator

Hemisphere: TypeAlias = Literal["north", "south"]
"""Which half of the earth: spring in March and midsummer in June, or spring in September and midsummer in December."""


class Config(BaseModel):
    """Where the year is lived."""

    model_config = ConfigDict(frozen=True)

    time_zone: str = Field(
        default="UTC", description="The IANA zone in which days begin and end, such as America/Sao_Paulo."
    )
    hemisphere: Hemisphere = Field(default="north", description="Whose spring, midsummer and winter: north or south.")

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            message = f"there is no time zone {name!r}"
            raise ValueError(message)
        return name

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone."""
        return ZoneInfo(self.time_zone)
