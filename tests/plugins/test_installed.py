"""
What is found among the distributions on the path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.plugins import PluginState, installed

if TYPE_CHECKING:
    from tests.plugins.conftest import Site


def test_the_bundled_plugins_are_found_first_where_largesse_is_installed() -> None:
    found = installed()

    bundled = [each.name for each in found if each.distribution == "largesse"]
    assert {"classics", "regions"} <= set(bundled)
    assert [each.name for each in found if each.bundled] == bundled == sorted(bundled)
    assert [each.name for each in found[: len(bundled)]] == bundled


def test_finding_a_plugin_imports_nothing(site: Site) -> None:
    module = site.install("loud", "raise SystemExit")

    (found,) = site.found()

    assert (found.name, found.module, found.distribution, found.version) == ("loud", module, "dist-loud", "1.0")


def test_a_distribution_that_cannot_be_read_hides_no_other(site: Site) -> None:
    site.offer("good", "rose")
    for name in ("nameless", "mangled"):
        (site.path / f"{name}-1.dist-info").mkdir()
    (site.path / "nameless-1.dist-info" / "entry_points.txt").write_text("[largesse]\nnameless = nameless\n")
    (site.path / "mangled-1.dist-info" / "METADATA").write_bytes(b"Name: mangled\n\xff\xfe")
    (site.path / "mangled-1.dist-info" / "entry_points.txt").write_bytes(b"[largesse\nx\xff")

    assert [each.name for each in site.found()] == ["good"]


def test_a_distribution_without_a_version_has_an_empty_one(site: Site) -> None:
    site.install("odd", "", distribution="odd")
    (metadata,) = site.path.glob("*.dist-info/METADATA")
    metadata.write_text("Metadata-Version: 2.1\nName: odd\n")

    (found,) = site.found()

    assert found.version == ""


def test_an_extra_that_is_missing_is_named_with_the_way_to_get_it(site: Site) -> None:
    site.install(
        "shop",
        "import no_such_module.part",
        metadata="""\
        Requires-Dist: No.Such-Module[fast]>=2; python_version > "3" and extra == "pictures"
        Provides-Extra: pictures
        """,
    )

    report = site.report(site.load(), "shop")

    assert report.state is PluginState.UNAVAILABLE
    assert report.reason == "needs its extra 'pictures': pip install 'dist-shop[pictures]'"


def test_an_extra_that_the_entry_point_asks_for_is_named(site: Site) -> None:
    site.install("shop", "import no_such_module", extra="[pictures]")

    report = site.report(site.load(), "shop")

    assert (report.state, report.reason) == (
        PluginState.UNAVAILABLE,
        "needs its extra 'pictures': pip install 'dist-shop[pictures]'",
    )


def test_a_missing_part_of_the_plugin_itself_is_no_extra(site: Site) -> None:
    module = site.install("shop", "import importlib\nimportlib.import_module(__name__ + '.part')", extra="[pictures]")

    report = site.report(site.load(), "shop")

    assert report.state is PluginState.QUARANTINED
    assert f"No module named '{module}.part'" in report.reason


def test_of_one_distribution_twice_on_the_path_the_first_is_found(site: Site) -> None:
    other = site.path / "other"
    other.mkdir()
    site.offer("flowers", "rose", version="2.0")
    second = type(site)(other)
    second.offer("flowers", "rose", version="1.0")

    found = installed([str(site.path), str(other)])

    assert [(each.name, each.version) for each in found] == [("flowers", "2.0")]
