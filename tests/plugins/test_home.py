"""
A plugin's files are those that lie with it; what a link or two dots lead to outside is not served.
"""

from __future__ import annotations

import importlib
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from largesse.plugins import PluginState
from largesse.plugins.home import check_at_home, home_of

from .conftest import GOOD

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Site

SVG = "<svg xmlns='http://www.w3.org/2000/svg'/>"


def offering(path: str) -> str:
    """The source of a plugin whose gift has a picture at a path, from the directory of its module."""
    return dedent(GOOD) + dedent(f"""
        @hookimpl
        def largesse_gift_types():
            return [gift("rose", media=Media(still=Path(__file__).parent / {path!r}))]
    """)


@pytest.fixture
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drawing that is nobody's business."""
    path = tmp_path_factory.mktemp("elsewhere") / "secret.svg"
    path.write_text(SVG)
    return path


def test_a_file_beside_the_module_is_served(site: Site) -> None:
    (site.path / "media").mkdir()
    (site.path / "media" / "rose.svg").write_text(SVG)
    site.install("flowers", offering("media/rose.svg"))

    assert site.report(site.load(), "flowers").state is PluginState.LOADED


def test_a_link_to_another_file_of_the_plugin_is_served(site: Site) -> None:
    (site.path / "rose.svg").write_text(SVG)
    (site.path / "tulip.svg").symlink_to("rose.svg")
    site.install("flowers", offering("tulip.svg"))

    assert site.report(site.load(), "flowers").state is PluginState.LOADED


@pytest.mark.parametrize("kind", ["link", "link in a linked directory", "dots", "absolute"])
def test_a_file_outside_of_the_plugin_is_refused(site: Site, secret: Path, kind: str) -> None:
    (site.path / "rose.svg").symlink_to(secret)
    (site.path / "media").symlink_to(secret.parent)
    up = "../" * len(site.path.parts)
    path = {
        "link": "rose.svg",
        "link in a linked directory": "media/secret.svg",
        "dots": f"{up}{str(secret)[1:]}",
        "absolute": str(secret),
    }[kind]
    site.install("flowers", offering(path))

    plugins = site.load()

    assert plugins.gift_types == ()
    assert site.report(plugins, "flowers").reason == (
        f"reading the media of 'rose' raised ValueError: {path.rpartition('/')[2]!r} lies outside of"
        f" {site.path.name!r}, the plugin's own directory"
    )


def test_a_variants_files_are_looked_at_as_well(site: Site, secret: Path) -> None:
    (site.path / "red.svg").symlink_to(secret)
    source = dedent(GOOD) + dedent("""
        from largesse import GiftVariant
        @hookimpl
        def largesse_gift_types():
            red = Media(still=Path(__file__).parent / "red.svg")
            return [gift("rose", variants=(GiftVariant(key="red", names={"en": "Red"}, media=red),))]
    """)
    site.install("flowers", source)

    assert "'red.svg' lies outside of" in site.report(site.load(), "flowers").reason


def test_a_plugin_of_which_each_file_is_a_link_is_at_home_where_they_lead(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    module = site.install("flowers", offering("rose.svg"))
    kept = tmp_path_factory.mktemp("kept")
    (kept / "rose.svg").write_text(SVG)
    (site.path / f"{module}.py").rename(kept / f"{module}.py")
    for name in ("rose.svg", f"{module}.py"):
        (site.path / name).symlink_to(kept / name)

    assert site.report(site.load(), "flowers").state is PluginState.LOADED


def test_a_module_within_a_package_is_at_home_in_all_of_the_package(site: Site) -> None:
    package = site.path / "garden"
    (package / "gifts").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "gifts" / "__init__.py").write_text("class Flowers: ...")
    site.modules += ["garden", "garden.gifts"]
    site.install("flowers", offering("rose.svg"))
    (candidate,) = site.found()
    module = importlib.import_module("garden.gifts")

    assert home_of(module, candidate) == (package.resolve(),)
    check_at_home(package / "media" / "rose.svg", home_of(module, candidate))
    with pytest.raises(ValueError, match=r"^'garden\.svg' lies outside of 'garden', the plugin's own directory$"):
        check_at_home(package / ".." / "garden.svg", home_of(module, candidate))


def test_what_has_no_file_is_at_home_nowhere(site: Site) -> None:
    site.offer("flowers")
    (candidate,) = site.found()

    assert home_of(object(), candidate) == ()
    with pytest.raises(ValueError, match=r"^'rose\.svg' lies outside of the plugin, which has no directory$"):
        check_at_home(site.path / "rose.svg", ())
