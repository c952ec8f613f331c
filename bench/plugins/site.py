"""
Sixty distributions, written into a directory as an installer would have left them.
"""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

GIFTS_EACH = 33
DYNAMIC_KEY, DYNAMIC_COINS = "many00.tide", 7
"""The one gift type whose price a plugin works out, and what it always comes to."""
_HEAD = """
    from pathlib import Path

    from largesse import GiftType, Media, Price, Tier, hookimpl

    LARGESSE_CONTRACT = 0
    _MEDIA = Path(__file__).parent


    def _price(question):
        return Price(coins=question.price_coins, holds_until=question.now + 60_000_000, reason="as always")


    def _gift(name, coins, **more):
        return GiftType(
            key=f"{__name__}.{name}",
            names={"en": name},
            emoji="*",
            price_coins=coins,
            tier=Tier.CHEER,
            media=Media(still=_MEDIA / f"{__name__}-{name}.svg"),
            **more,
        )


    @hookimpl
    def largesse_gift_types():
        static = [_gift(f"gift{number}", 1 + number) for number in range(GIFTS_EACH)]
"""
_STATIC = "        return static\n"
_DYNAMIC = '        return [*static, _gift("tide", DYNAMIC_COINS, pricing=_price)]\n'
_DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3"/><!-- {} --></svg>'


def fill(directory: Path, plugins: int) -> None:
    """
    Install so many plugins with thirty-three gift types each; the first has one more, which prices itself.

    Args:
        directory: which is on the path of the server.
        plugins: how many.
    """
    for number in range(plugins):
        name = f"many{number:02}"
        source = dedent(_HEAD + (_STATIC if number else _DYNAMIC))
        source = source.replace("GIFTS_EACH", str(GIFTS_EACH)).replace("DYNAMIC_COINS", str(DYNAMIC_COINS))
        (directory / f"{name}.py").write_text(source)
        for gift in (*(f"gift{each}" for each in range(GIFTS_EACH)), "tide"):
            (directory / f"{name}-{gift}.svg").write_text(_DRAWING.format(f"{name} {gift}"))
        metadata = directory / f"{name}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[largesse]\n{name} = {name}\n")


def names_in(directory: Path) -> tuple[str, ...]:
    """Return the names of the plugins that a directory was filled with."""
    return tuple(sorted(path.stem for path in directory.glob("many*.py")))
