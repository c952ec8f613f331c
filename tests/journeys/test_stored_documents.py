"""
Stored documents, as the tools of front-ends write and ask for them.
"""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import TYPE_CHECKING

import pytest

from largesse.testing import serving, settings_in
from largesse.web.documents.manifests import read_manifest
from tests.javascript.tools import HERE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.javascript.tools import Tools

SCHEMA = HERE.parents[1] / "schema.graphql"
INFO = "query Info { serverInfo { ...Named } }"
NAMED = "fragment Named on ServerInfo { name }"
TOLD = {"serverInfo": {"name": "Largesse"}}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A front-end's project, which finds the packages."""
    directory = tmp_path / "project"
    (directory / "src").mkdir(parents=True)
    (directory / "node_modules").symlink_to(HERE / "node_modules")
    (directory / "package.json").write_text('{"name": "project", "private": true}')
    return directory


def of_codegen(project: Path, javascript: Tools) -> Path:
    (project / "src" / "info.ts").write_text(f"graphql(`{INFO}`); graphql(`{NAMED}`);")
    client = {"preset": "client", "presetConfig": {"persistedDocuments": {"hashAlgorithm": "sha256"}}}
    config = {"schema": str(SCHEMA), "documents": "src/*.ts", "generates": {"made/": client}}
    (project / "codegen.json").write_text(json.dumps(config))
    done = javascript.run("graphql-codegen", "--config", "codegen.json", cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
    return project / "made" / "persisted-documents.json"


def of_relay(project: Path, javascript: Tools) -> Path:
    named = NAMED.replace("Named", "info_named").replace("fragment", "graphql`fragment") + "`;"
    asking = "graphql`query infoQuery { serverInfo { ...info_named } }`;"
    (project / "src" / "info.js").write_text(f'import {{ graphql }} from "relay-runtime";\n{named}\n{asking}\n')
    stored = project / "stored.json"
    stored.write_text("{}")
    persisting = {"file": "./stored.json", "algorithm": "MD5"}
    config = {"src": "src", "language": "javascript", "schema": SCHEMA.name, "persistConfig": persisting}
    (project / SCHEMA.name).write_text(SCHEMA.read_text("utf-8"))
    (project / "relay.config.json").write_text(json.dumps(config))
    done = javascript.run("relay-compiler", cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
    return stored


@pytest.mark.parametrize("compiled", [of_codegen, of_relay])
async def test_what_compilers_store_is_all_that_a_trusting_server_executes(
    compiled: Callable[[Path, Tools], Path], project: Path, tmp_path: Path, javascript: Tools
) -> None:
    manifest = await asyncio.to_thread(compiled, project, javascript)
    (document,) = read_manifest(manifest)
    more = {"document_manifests": str(manifest), "trusted_documents": True}
    async with serving(settings_in(tmp_path / "data", **more)) as node:
        for asked in ({"documentId": document.name}, {"query": document.text}):
            answer = await node.post(json.dumps(asked).encode())
            assert (answer.status, answer.data, answer.errors) == (200, TOLD, [])
        answer = await node.post(json.dumps({"query": f"{INFO} {NAMED}", "documentId": "another"}).encode())
        assert (answer.status, answer.codes) == (400, ["DOCUMENT_NOT_TRUSTED"])


async def test_apollo_sends_a_text_once_and_then_its_hash(tmp_path: Path, javascript: Tools) -> None:
    async with serving(settings_in(tmp_path / "data")) as node:
        done = await asyncio.to_thread(javascript.run, "node", "apollo-persisted.mjs", f"{node.url}/graphql")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "sent": ["POST hash", "POST text", "POST hash", "GET hash"],
        "answers": ["Largesse"] * 3,
    }


async def test_urql_asks_by_the_id_that_a_compiler_gave(tmp_path: Path, javascript: Tools) -> None:
    manifest = tmp_path / "stored.json"
    manifest.write_text(json.dumps({"4d1f": f"{INFO} {NAMED}"}))
    settings = settings_in(tmp_path / "data", document_manifests=str(manifest), trusted_documents=True)
    async with serving(settings) as node:
        run = partial(javascript.run, "node", "urql-stored.mjs", f"{node.url}/graphql", "4d1f")
        # In development urql looks for an operation in every document, which one that is stored does not hold.
        done = await asyncio.to_thread(run, NODE_ENV="production")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    (asked,) = told.pop("sent")
    assert (asked["documentId"], asked.get("query")) == ("4d1f", None)
    assert told == {"data": TOLD, "error": None}
