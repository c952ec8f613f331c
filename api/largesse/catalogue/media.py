"""
Media: the files that gift types ship, each at an address that names its content.

An address is only ever looked up among those that were registered, and never joined to a directory: there is no path
to climb out of.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from largesse.plugins import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from largesse.plugins import ShippedFile

MEDIA_ROOT = "/media"
_HASH_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """
    A file at an address; the address changes with the content, so that it may be cached for ever.

    Args:
        address: the path under which it is served, `/media/<plugin>/<hash>/<file name>`.
        file: where its bytes are, with their hash, number and content type.
    """

    address: str
    file: ShippedFile


class MediaRegistry:
    """
    Every file that may be served.

    Args:
        files: the name of a plugin and the path of one of its files; a pair may be there more than once.

    Raises:
        ValueError: a file cannot be served; the loader of plugins has refused such a plugin before.
    """

    __slots__ = ("_by_address", "_by_path")

    def __init__(self, files: Iterable[tuple[str, Path]]) -> None:
        by_path: dict[tuple[str, Path], MediaFile] = {}
        for plugin, path in dict.fromkeys(files):
            file = shipped(path)
            address = f"{MEDIA_ROOT}/{plugin}/{file.sha256[:_HASH_DIGITS]}/{path.name}"
            by_path[plugin, path] = MediaFile(address=address, file=file)
        self._by_path = MappingProxyType(by_path)
        self._by_address = MappingProxyType({each.address: each for each in by_path.values()})

    def find(self, address: str) -> MediaFile | None:
        """Return the file at an address, or None if none is registered there."""
        return self._by_address.get(address)

    def file_of(self, plugin: str, path: Path) -> MediaFile:
        """
        Return what a plugin's file was registered as.

        Raises:
            KeyError: it was not registered.
        """
        return self._by_path[plugin, path]

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return every address, sorted."""
        return tuple(sorted(self._by_address))
