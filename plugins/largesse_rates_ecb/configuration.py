"""
What an operator may set.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path  # noqa: TC003 - pydantic reads the annotation while the server runs

from pydantic import BaseModel, ConfigDict, Field

from largesse import Ratio


class Config(BaseModel):
    """Where the file is, and how its rates are used."""

    model_config = ConfigDict(frozen=True)

    file: Path | None = Field(
        default=None,
        description="The file in the format of eurofxref-daily.xml, which a job of yours fetches and replaces whole; no"
        " rates are offered without it.",
    )
    margin: Decimal = Field(
        default=Decimal(0),
        ge=0,
        lt=1,
        max_digits=9,
        decimal_places=9,
        description="The part that the platform keeps of what is exchanged, such as 0.02.",
    )
    grace_hours: int = Field(
        default=24,
        ge=0,
        le=240,
        description="How many hours after the next publication is due the rates of the one before may still be used.",
    )
    refresh_seconds: int = Field(default=60, ge=1, le=86_400, description="How often to look into the file.")

    @property
    def margin_ratio(self) -> Ratio:
        """Return the margin as an exact ratio."""
        return Ratio(*self.margin.as_integer_ratio())
