"""
What an operator may say to the log.
"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pydantic looks for it when the model is made

from pydantic import BaseModel, Field


class Config(BaseModel):
    """Where facts are written, and how much of them."""

    path: Path | None = Field(
        default=None, description="The file that a line is appended to for each fact; without it none is written."
    )
    names: bool = Field(
        default=False,
        description="Whether names, titles and messages are written too. They are personal data: whoever keeps them "
        "has to erase them.",
    )
