"""
graphql-codegen's client preset makes types that TypeScript takes at its strictest, in programs of Apollo and of urql.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Project


def test_programs_of_apollo_and_urql_compile_over_the_types_that_are_generated(project: Project) -> None:
    generated = project.run("graphql-codegen", "--config", "codegen.ts")
    assert generated.returncode == 0, generated.stdout + generated.stderr
    compiled = project.run("tsc", "--project", ".")
    assert (compiled.returncode, compiled.stdout) == (0, "")

    project.change("apollo.ts", "item.affordable", "item.affordible")
    project.change("urql.ts", "BigInt(totalCoins)", "totalCoins * 2")
    told = project.run("tsc", "--project", ".").stdout
    assert "apollo.ts" in told
    assert "Property 'affordible' does not exist" in told
    assert "urql.ts" in told
    assert "The left-hand side of an arithmetic operation must be" in told


def test_a_scalar_that_is_not_mapped_is_refused(project: Project) -> None:
    with (project.root / "schema.graphql").open("a", encoding="utf-8") as schema:
        schema.write("scalar Odd\nextend type ServerInfo { odd: Odd! }\nextend input RoomOpenInput { odd: Odd }\n")
    generated = project.run("graphql-codegen", "--config", "codegen.ts")
    assert generated.returncode == 1
    assert "Unknown scalar type Odd" in generated.stdout + generated.stderr
