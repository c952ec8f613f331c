"""
`largesse documents check`: manifests against the schema and the limits.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run

INFO = "query Info { serverInfo { name } }"


def test_documents_that_will_do_are_listed(tmp_path: Path, run: Run) -> None:
    (tmp_path / "one.json").write_text(json.dumps({"4d1f": INFO, "5e2a": "{ serverInfo { version } }"}))
    (tmp_path / "two.json").write_text(json.dumps({"6f3b": "query A { serverInfo { name } } query B { __typename }"}))
    done = run("documents", "check", "one.json", "two.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "ok\t4d1f (Info)\nok\t5e2a\nok\t6f3b (A, B)\n"


def test_a_document_that_will_not_do_is_told_with_its_reason_and_fails(tmp_path: Path, run: Run) -> None:
    deep = "query Deep { " + "node(id: 1) { ... on Room { host { " * 6 + "id" + " } } }" * 6 + " }"
    (tmp_path / "m.json").write_text(json.dumps({"a": INFO, "b": "query Nope { nope }", "c": deep, "d": "query {"}))
    done = run("documents", "check", "m.json", LARGESSE_DEPTH_MAX="3")
    assert (done.returncode, done.stderr) == (1, "largesse: 3 of 4 documents would be refused.\n")
    assert done.stdout.splitlines() == [
        "ok\ta (Info)",
        "refused\tb (Nope)\tCannot query field 'nope' on type 'Query'. Did you mean 'node' or 'nodes'?",
        "refused\tc (Deep)\tThe operation goes past the limit of depth, which is 3.",
        "refused\td\tSyntax Error: Expected Name, found <EOF>.",
    ]


def test_the_manifests_of_the_settings_do_not_matter(tmp_path: Path, run: Run) -> None:
    (tmp_path / "m.json").write_text(json.dumps({"a": INFO}))
    settings = {"LARGESSE_DOCUMENT_MANIFESTS": "none.json", "LARGESSE_TRUSTED_DOCUMENTS": "true"}
    done = run("documents", "check", "m.json", **settings)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ok\ta (Info)\n", "")


def test_a_file_that_is_no_manifest_is_told_in_one_sentence(tmp_path: Path, run: Run) -> None:
    (tmp_path / "m.json").write_text("[]")
    done = run("documents", "check", "m.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "largesse: The file m.json is no manifest of graphql-codegen, relay-compiler or Apollo.\n"
