"""
Which files may be served.
"""

from __future__ import annotations

from hashlib import sha256
from os import mkfifo
from typing import TYPE_CHECKING

import pytest

from largesse.plugins.shipped import CONTENT_TYPES, FILE_BYTES_MAX, shipped

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("suffix", "content_type"), CONTENT_TYPES.items())
def test_a_file_is_known_by_its_content(tmp_path: Path, suffix: str, content_type: str) -> None:
    path = tmp_path / f"rose{suffix}"
    path.write_bytes(b"content")

    file = shipped(path)

    assert (file.path, file.sha256) == (path.resolve(), sha256(b"content").hexdigest())
    assert (file.size_bytes, file.content_type) == (7, content_type)


@pytest.mark.parametrize("name", ["rose", "rose.html", "rose.SVG", "rose.svg.js", ".svg"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"content")

    with pytest.raises(ValueError, match=r"is none of \.svg, \.png, \.webp, \.webm, \.mp3, \.ogg, \.wav, \.json"):
        shipped(path)


@pytest.mark.parametrize("name", ["ro se.svg", "röse.svg", "-rose.svg", "a" * 97 + ".svg", "ro\nse.svg", "..rose.svg"])
def test_a_name_that_is_no_plain_part_of_an_address_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"content")

    with pytest.raises(ValueError, match="the file name"):
        shipped(path)


def test_a_file_may_have_two_million_bytes_and_not_one_more(tmp_path: Path) -> None:
    path = tmp_path / "rose.png"
    path.write_bytes(b"x" * FILE_BYTES_MAX)
    assert shipped(path).size_bytes == FILE_BYTES_MAX == 2_000_000
    path.write_bytes(b"x" * (FILE_BYTES_MAX + 1))

    with pytest.raises(ValueError, match=r"'rose\.png' is larger than 2000000 bytes"):
        shipped(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'rose\.svg' cannot be read: No such file or directory"):
        shipped(tmp_path / "rose.svg")


def test_a_file_is_read_as_it_was_shipped(tmp_path: Path) -> None:
    path = tmp_path / "rose.svg"
    path.write_bytes(b"content")
    assert shipped(path).read() == b"content"


def test_a_file_that_has_changed_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "rose.svg"
    path.write_bytes(b"content")
    file = shipped(path)
    path.write_bytes(b"another")

    with pytest.raises(ValueError, match=r"'rose\.svg' has changed since the server started"):
        file.read()


def test_what_is_no_plain_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    mkfifo(tmp_path / "rose.svg")

    with pytest.raises(ValueError, match=r"'rose\.svg' cannot be read"):
        shipped(tmp_path / "rose.svg")
