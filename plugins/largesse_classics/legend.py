"""
The largest gifts of all; the room remembers them.
"""

from largesse import Tier
from largesse_classics.drawn import Row, Table

LEGEND = Table(
    tier=Tier.LEGEND,
    duration_ms=7_000,
    quantity_max=10,
    rows=(
        Row(
            "castle",
            "🏰",
            9_999,
            ("Castle", "Castillo", "Castelo", "Château", "Schloss", "お城", "성", "قلعة", "महल", "Kastil"),
        ),
        Row(
            "whale",
            "🐋",
            12_999,
            ("Whale", "Ballena", "Baleia", "Baleine", "Wal", "クジラ", "고래", "حوت", "व्हेल", "Paus"),
        ),
        Row(
            "aurora",
            "🌠",
            15_999,
            (
                "Northern Lights",
                "Aurora boreal",
                "Aurora boreal",
                "Aurore boréale",
                "Polarlicht",
                "オーロラ",
                "오로라",
                "الشفق القطبي",
                "ध्रुवीय ज्योति",
                "Aurora",
            ),
        ),
        Row(
            "phoenix",
            "🔥",
            19_999,
            ("Phoenix", "Fénix", "Fênix", "Phénix", "Phönix", "不死鳥", "불사조", "عنقاء", "फ़ीनिक्स", "Feniks"),
        ),
        Row(
            "planet",
            "🪐",
            24_999,
            ("Planet", "Planeta", "Planeta", "Planète", "Planet", "惑星", "행성", "كوكب", "ग्रह", "Planet"),
        ),
        Row(
            "galaxy",
            "🌌",
            30_000,
            ("Galaxy", "Galaxia", "Galáxia", "Galaxie", "Galaxie", "銀河", "은하", "مجرة", "आकाशगंगा", "Galaksi"),
        ),
    ),
)
"""Six gifts, cheapest first."""
