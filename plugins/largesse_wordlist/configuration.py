"""
What an operator may set: a file with words for each language, or a few words without one.
"""

from __future__ import annotations

import tomllib
from pathlib import Path  # noqa: TC003 - pydantic reads the annotation while the server runs
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator

ANY = "any"
"""The name of the lists that hold in every language."""


def _checked(words: tuple[str, ...]) -> tuple[str, ...]:
    if not all(any(each.isalnum() for each in word) for word in words):
        message = "a word has a letter or a digit at least"
        raise ValueError(message)
    return words


Listed = Annotated[tuple[str, ...], AfterValidator(_checked)]
"""Words and phrases that can be looked for."""


class Words(BaseModel):
    """The words of one language, as a table of the file has them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hold: Listed = Field(default=(), description="Words and phrases that hold a message for a moderator.")
    refuse: Listed = Field(default=(), description="Words and phrases that refuse it.")


class Config(BaseModel):
    """Which words, and where they stand."""

    model_config = ConfigDict(frozen=True)

    file: Path | None = Field(
        default=None,
        description="A TOML file with a table for each language, such as `[en]`, and `[any]` for all of them; each has"
        ' lists: `hold = ["word", "two words"]` and `refuse`. It is read when the server starts.',
    )
    hold: Listed = Field(default=(), description="More words that hold a message, in every language.")
    refuse: Listed = Field(default=(), description="More words that refuse a message, in every language.")

    @field_validator("file")
    @classmethod
    def _readable(cls, file: Path | None) -> Path | None:
        if file is not None:
            _read(file)
        return file

    def lists(self) -> dict[str, Words]:
        """Return the words by language, those of every language under `any`; languages without words are left out."""
        found = _read(self.file) if self.file is not None else {}
        known = found.get(ANY, Words())
        found[ANY] = Words(hold=(*known.hold, *self.hold), refuse=(*known.refuse, *self.refuse))
        return {language: words for language, words in found.items() if words.hold or words.refuse}


def _read(file: Path) -> dict[str, Words]:
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
        return {language.lower(): Words.model_validate(table) for language, table in tables.items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"it cannot be read: {error}"
        raise ValueError(message) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "a table"
        message = f"its {place} will not do: {first['msg']}"
        raise ValueError(message) from None
