"""
Distributions made for a test: real ones, with metadata and entry points, in a directory of their own.
"""

from __future__ import annotations

import sys
from textwrap import dedent
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from largesse.plugins import Policy, installed, load_plugins

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from largesse.plugins import Candidate, PluginReport, Plugins
    from largesse.settings import PluginValues

HOOK = "@hookimpl\ndef largesse_gift_types():\n    "
REGIONS = """
    from largesse import RateCard, Ratio, Region, hookimpl
    LARGESSE_CONTRACT = 0
    def card(**more):
        fields = {
            "version": 1, "holds_from": 0, "list_price": Ratio(1), "creator_share": Ratio(1, 2),
            "payout_value": Ratio(1, 2), "payout_minimum_units": 1, "holding_days": 0, "notice_days": 0, "packs": (),
            "derivation": ("one",), "reason": "first",
        }
        return RateCard(**{**fields, **more})
    def region(code, **more):
        return Region(code=code, name=code, currency="JPY", time_zone="Asia/Tokyo", cards=(card(**more),))
    @hookimpl
    def largesse_regions():
        return """
GOOD = """
    from pathlib import Path
    from largesse import GiftType, Media, Tier, hookimpl
    LARGESSE_CONTRACT = 0
    STILL = Path(__file__).with_suffix(".svg")
    STILL.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    def gift(key, **more):
        fields = {"names": {"en": key}, "emoji": "*", "price_coins": 1, "tier": Tier.SPARK, "media": Media(still=STILL)}
        return GiftType(key=key, **{**fields, **more})
    class Mine(GiftType):
        pass
    class Moody(dict):
        def __iter__(self):
            return super().__iter__()
        def keys(self):
            raise RuntimeError("moody")
"""
"""How the source of a plugin begins that has gift types to offer."""
CONFIG = """
    from pydantic import BaseModel, SecretStr
    class Config(BaseModel):
        price_coins: int = 1
        token: SecretStr | None = None
    LARGESSE_CONFIG = Config
"""
"""What such a source goes on with that declares a configuration."""


class Site:
    """A directory on the path, in which distributions are installed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.modules: list[str] = []

    def install(  # noqa: PLR0913 - each is a line of the distribution's metadata
        self,
        name: str,
        source: str,
        *,
        distribution: str = "",
        version: str = "1.0",
        metadata: str = "",
        extra: str = "",
    ) -> str:
        """Install a plugin and return the name of its module."""
        module = f"plugin_{uuid4().hex}"
        self.modules.append(module)
        (self.path / f"{module}.py").write_text(dedent(source))
        distribution = distribution or f"dist-{name}"
        directory = self.path / f"{distribution.replace('-', '_')}-{version}-{module}.dist-info"
        directory.mkdir()
        (directory / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n{dedent(metadata)}"
        )
        (directory / "entry_points.txt").write_text(f"[largesse]\n{name} = {module} {extra}\n")
        return module

    def offer(self, name: str, *keys: str, **more: str) -> str:
        """Install a plugin that offers gift types under these keys."""
        hook = f"@hookimpl\ndef largesse_gift_types():\n    return [gift(key) for key in {list(keys)!r}]\n"
        return self.install(name, dedent(GOOD) + hook, **more)

    def found(self) -> tuple[Candidate, ...]:
        """Return what is installed here and nowhere else."""
        return installed([str(self.path)])

    def load(self, *, deadline_seconds: float = 30.0, values: PluginValues | None = None, **policy: object) -> Plugins:
        """Load what is installed here; all of it, unless the policy says otherwise."""
        chosen = Policy(**{"everything": True, "deadline_seconds": deadline_seconds, **policy})  # type: ignore[arg-type]  # a test's own words
        return load_plugins(chosen, self.found(), values)

    def report(self, plugins: Plugins, name: str) -> PluginReport:
        """Return the one report about a plugin."""
        (report,) = (each for each in plugins.reports if each.name == name)
        return report


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    made = Site(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield made
    for module in made.modules:
        sys.modules.pop(module, None)
