"""
A name of the public face that is renamed goes on working for two minor versions, and warns with the plugin's name.
"""

from __future__ import annotations

from importlib.metadata import version
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

import largesse
from largesse.plugins import PluginState
from largesse.plugins.deprecated import DEPRECATED, MINORS_MIN, Deprecated
from largesse.plugins.doctor import Finding, examine
from tests.plugins.conftest import GOOD

if TYPE_CHECKING:
    from tests.plugins.conftest import Site

OLD = Deprecated(instead="GiftType", since="0.1", removed_in="0.3")
HOOK = "@hookimpl\ndef largesse_gift_types(): return [GiftKind and gift('kite')]\n"


def release(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")[:2]))


@pytest.mark.parametrize("how", ["from largesse import GiftKind", "import largesse\nGiftKind = largesse.GiftKind"])
def test_an_old_name_works_and_warns_once_with_the_name_of_the_plugin(
    site: Site, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setitem(DEPRECATED, "GiftKind", OLD)
    module = site.install("kite", f"{how}\n" + dedent(GOOD) + HOOK)

    with pytest.warns(DeprecationWarning, match="imports GiftKind") as caught:
        plugins = site.load()

    assert [str(each.message) for each in caught] == [
        f"{module} imports GiftKind from largesse, which is GiftType since 0.1 and will be gone in 0.3"
    ]
    assert caught[0].filename == str(site.path / f"{module}.py")
    assert site.report(plugins, "kite").state is PluginState.LOADED


@pytest.mark.filterwarnings("ignore:.* imports GiftKind:DeprecationWarning")
def test_the_doctor_says_where_an_old_name_is_imported(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DEPRECATED, "GiftKind", OLD)
    module = site.install("kite", "from largesse import GiftKind\n" + dedent(GOOD) + HOOK)
    (candidate,) = site.found()

    assert examine(candidate) == (
        Finding.warning(
            f"{module}.py, line 1, imports GiftKind, which will be gone in 0.3",
            "import GiftType, which is the same since 0.1",
        ),
    )


def test_an_old_name_is_not_part_of_the_face(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DEPRECATED, "GiftKind", OLD)

    assert "GiftKind" not in largesse.__all__
    assert "GiftKind" not in dir(largesse)


def test_a_name_that_was_never_there_is_refused_as_python_refuses_it() -> None:
    with pytest.raises(ImportError, match="cannot import name 'Nonsense' from 'largesse'"):
        exec("from largesse import Nonsense")  # noqa: S102 - as a plugin would
    with pytest.raises(AttributeError, match="module 'largesse' has no attribute 'Nonsense'"):
        largesse.Nonsense  # type: ignore[attr-defined]  # noqa: B018 - that is what is tested


def test_no_name_outlives_its_removal_and_each_warns_for_two_minor_versions() -> None:
    now = release(version("largesse"))
    for name, old in DEPRECATED.items():
        since, removed = release(old.since), release(old.removed_in)
        assert since <= now < removed, name
        assert removed[0] > since[0] or removed[1] - since[1] >= MINORS_MIN, name
        assert old.instead in largesse.__all__
        assert name not in largesse.__all__
