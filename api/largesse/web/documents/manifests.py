"""
Manifests: files of documents that were stored when a front-end was built, as three compilers write them.

graphql-codegen (`persistedDocuments`) and relay-compiler (`persistConfig`) write one object, from name to text. The
generator of Apollo writes `{"format": "apollo-persisted-query-manifest", "version": 1, "operations": […]}`, where each
operation has an `id` and a `body`.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson

from largesse.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_APOLLO = ("apollo-persisted-query-manifest", 1)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_OPERATION = re.compile(r"\b(?:query|mutation|subscription)\s+(\w+)")


class StoredDocument(NamedTuple):
    """
    A document of a manifest.

    Args:
        name: what the manifest calls it, without `sha256:` before a hash.
        text: the document.
        source: the manifest's file.
    """

    name: str
    text: str
    source: str

    @property
    def title(self) -> str:
        """What people may know it by: its name, and those of its operations."""
        operations = ", ".join(_OPERATION.findall(self.text))
        return f"{self.name} ({operations})" if operations else self.name


def read_manifests(paths: Iterable[str]) -> list[StoredDocument]:
    """
    Return the documents of manifests, in their order.

    Raises:
        ConfigurationError: a file cannot be read or is no manifest, a name is a hash of something else, or stands for
            two documents.
    """
    found = [document for path in paths for document in read_manifest(Path(path))]
    texts: dict[str, str] = {}
    for document in found:
        for name in {document.name, digest_of(document.text)}:
            if texts.setdefault(name, document.text) != document.text:
                raise ConfigurationError(f"The manifest {document.source} gives {name} to another document as well.")
    return found


def read_manifest(path: Path) -> list[StoredDocument]:
    """
    Return the documents of a manifest, in its order.

    Raises:
        ConfigurationError: it cannot be read or is no manifest, or a name is a hash of something else.
    """
    try:
        content = orjson.loads(path.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"The manifest {path} cannot be read: {error.strerror}.") from None
    except orjson.JSONDecodeError:
        raise ConfigurationError(f"The manifest {path} is not JSON.") from None
    documents = [
        StoredDocument(name.removeprefix("sha256:"), text, str(path)) for name, text in _entries(content, path)
    ]
    for name, text, _ in documents:
        if _SHA256.fullmatch(name) and digest_of(text) != name:
            raise ConfigurationError(f"The manifest {path} names a document {name}, which is not the hash of its text.")
    return documents


def digest_of(text: str) -> str:
    """Return the SHA-256 of a document's text, as clients send it: in small hexadecimal letters."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _entries(content: object, path: Path) -> Iterator[tuple[str, str]]:
    odd = ConfigurationError(f"The file {path} is no manifest of graphql-codegen, relay-compiler or Apollo.")
    if not isinstance(content, dict):
        raise odd
    entries: Iterable[tuple[object, object]] = content.items()
    if "format" in content:
        operations = content.get("operations")
        if (content["format"], content.get("version")) != _APOLLO or not isinstance(operations, list):
            raise odd
        members = [each if isinstance(each, dict) else {} for each in operations]
        entries = [(each.get("id"), each.get("body")) for each in members]
    for name, text in entries:
        if not isinstance(name, str) or not name or not isinstance(text, str):
            raise odd
        yield name, text
