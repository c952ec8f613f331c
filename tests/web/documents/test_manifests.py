"""
Manifests: read as three compilers write them, and refused in one sentence where they are odd.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from largesse.errors import ConfigurationError
from largesse.web.documents.manifests import StoredDocument, digest_of, read_manifests

if TYPE_CHECKING:
    from pathlib import Path

HELLO, BOX = "query Hello { hello }", "query Box { box { size } }"
APOLLO = "apollo-persisted-query-manifest"


def written(directory: Path, content: object, name: str = "documents.json") -> str:
    path = directory / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return str(path)


def test_an_object_from_name_to_text_is_a_manifest(tmp_path: Path) -> None:
    path = written(tmp_path, {"4d1f": HELLO, digest_of(BOX): BOX, f"sha256:{digest_of('{hello}')}": "{hello}"})
    assert read_manifests([path]) == [
        StoredDocument("4d1f", HELLO, path),
        StoredDocument(digest_of(BOX), BOX, path),
        StoredDocument(digest_of("{hello}"), "{hello}", path),
    ]


def test_apollos_list_of_operations_is_a_manifest(tmp_path: Path) -> None:
    operation = {"id": digest_of(HELLO), "name": "Hello", "type": "query", "body": HELLO}
    path = written(tmp_path, {"format": APOLLO, "version": 1, "operations": [operation]})
    assert read_manifests([path]) == [StoredDocument(digest_of(HELLO), HELLO, path)]


def test_several_manifests_are_read_and_may_hold_the_same_document(tmp_path: Path) -> None:
    first, second = written(tmp_path, {"a": HELLO}), written(tmp_path, {"a": HELLO, "b": BOX}, "more.json")
    assert [each.name for each in read_manifests([first, second])] == ["a", "a", "b"]


@pytest.mark.parametrize(
    "content",
    [
        b"null",
        b"5",
        b"[]",
        {"a": 5},
        {"": HELLO},
        {"a": {"text": HELLO}},
        {"format": "another", "version": 1, "operations": []},
        {"format": APOLLO, "version": 2, "operations": []},
        {"format": APOLLO, "version": 1},
        {"format": APOLLO, "version": 1, "operations": [HELLO]},
        {"format": APOLLO, "version": 1, "operations": [{"id": "a"}]},
    ],
    ids=str,
)
def test_a_file_that_is_no_manifest_is_told_in_one_sentence(content: object, tmp_path: Path) -> None:
    path = written(tmp_path, content)
    with pytest.raises(ConfigurationError) as caught:
        read_manifests([path])
    assert str(caught.value) == f"The file {path} is no manifest of graphql-codegen, relay-compiler or Apollo."


def test_a_file_that_cannot_be_read_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_manifests([str(tmp_path / "none.json")])
    assert str(caught.value) == f"The manifest {tmp_path / 'none.json'} cannot be read: No such file or directory."
    for content in (b"", b"{", b"\xff\xfe"):
        path = written(tmp_path, content)
        with pytest.raises(ConfigurationError) as caught:
            read_manifests([path])
        assert str(caught.value) == f"The manifest {path} is not JSON."


@pytest.mark.parametrize("prefix", ["", "sha256:"])
def test_a_hash_that_is_another_texts_is_refused(prefix: str, tmp_path: Path) -> None:
    path = written(tmp_path, {prefix + digest_of(BOX): HELLO})
    with pytest.raises(ConfigurationError) as caught:
        read_manifests([path])
    assert (
        str(caught.value)
        == f"The manifest {path} names a document {digest_of(BOX)}, which is not the hash of its text."
    )


def test_a_name_that_stands_for_two_documents_is_refused(tmp_path: Path) -> None:
    first, second = written(tmp_path, {"a": HELLO}), written(tmp_path, {"a": BOX}, "more.json")
    with pytest.raises(ConfigurationError) as caught:
        read_manifests([first, second])
    assert str(caught.value) == f"The manifest {second} gives a to another document as well."
