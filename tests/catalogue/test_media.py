"""
Only registered files can be served, and only under their own addresses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.catalogue import MediaRegistry

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_found_under_its_address(still: Path) -> None:
    registry = MediaRegistry([("flowers", still), ("flowers", still)])

    (address,) = registry.addresses
    found = registry.find(address)

    assert found is not None
    assert found == registry.file_of("flowers", still)
    assert (found.address, found.file.path) == (address, still.resolve())
    assert (found.file.content_type, found.file.size_bytes) == ("image/svg+xml", 6)


def test_nothing_but_a_registered_address_is_found(still: Path) -> None:
    (still.parent / "secret.svg").write_text("<svg/>")
    registry = MediaRegistry([("flowers", still)])
    (address,) = registry.addresses

    for other in (
        "",
        "/",
        "/media",
        str(still),
        address.removeprefix("/"),
        address.upper(),
        f"{address}/",
        f"{address}?x",
        f"{address}/../secret.svg",
        address.replace("rose.svg", "../rose.svg"),
        address.replace("rose.svg", "%2e%2e/rose.svg"),
        address.replace("rose.svg", "secret.svg"),
        address.replace("flowers", "jewels"),
    ):
        assert registry.find(other) is None


@given(st.text())
def test_no_text_is_an_address_by_chance(text: str) -> None:
    assert MediaRegistry([]).find(text) is None


def test_two_plugins_with_the_same_file_have_addresses_of_their_own(still: Path) -> None:
    registry = MediaRegistry([("flowers", still), ("jewels", still)])

    assert [address.split("/")[2] for address in registry.addresses] == ["flowers", "jewels"]


def test_two_files_of_one_name_are_kept_apart_by_their_content(still: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "rose.svg"
    other.parent.mkdir()
    other.write_text("<svg> </svg>")
    registry = MediaRegistry([("flowers", still), ("flowers", other)])

    assert len(registry.addresses) == 2
    assert {each.file.path for each in map(registry.find, registry.addresses) if each} == {
        still.resolve(),
        other.resolve(),
    }


def test_a_file_that_is_no_media_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<script>")

    with pytest.raises(ValueError, match="is none of"):
        MediaRegistry([("flowers", page)])


def test_a_file_that_was_not_registered_has_no_address(still: Path) -> None:
    with pytest.raises(KeyError):
        MediaRegistry([]).file_of("flowers", still)
