"""
relay-compiler takes a refetchable fragment of every node, and one that pages through every connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import build_schema

from largesse.schema.build import printed

from .fragments import connections, modules, nodes

if TYPE_CHECKING:
    from .conftest import Project


def written(project: Project) -> list[str]:
    """Write a module for each node and connection, and return their names."""
    schema = build_schema((project.root / "schema.graphql").read_text("utf-8"))
    sources = modules(schema)
    for folder in ("relay", "artifacts"):
        (project.root / folder).mkdir()
    for name, source in sources.items():
        (project.root / "relay" / f"{name}.ts").write_text(source, "utf-8")
    return list(sources)


def test_every_node_can_be_refetched_and_every_connection_paged(project: Project) -> None:
    names = written(project)
    done = project.run("relay-compiler", "--noWatchman")
    assert done.returncode == 0, done.stdout + done.stderr
    artifacts = {path.name for path in (project.root / "artifacts").iterdir()}
    schema = build_schema(printed())
    assert len(names) == len(nodes(schema)) + len(connections(schema)) == len(artifacts) / 2
    assert {"WalletRefetchQuery.graphql.ts", "GiftPanelItemsPageQuery.graphql.ts"} < artifacts


def test_a_connection_that_is_not_as_relay_has_them_is_refused(project: Project) -> None:
    project.change("schema.graphql", '  """Where the page stands."""\n  pageInfo: PageInfo!\n', "")
    written(project)
    done = project.run("relay-compiler", "--noWatchman")
    assert done.returncode == 1
    assert "pageInfo" in done.stdout + done.stderr


def test_a_scalar_without_a_type_in_typescript_is_refused(project: Project) -> None:
    project.change("relay.config.json", '    "BigInt": "string",\n', "")
    written(project)
    assert project.run("relay-compiler", "--noWatchman").returncode == 1
