"""
Gifts that the room remembers.
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
            5_999,
            ("#e8488f", "#5b6cf0", "#efe4f8"),
            ("Castle", "Castillo", "Castelo", "Château", "Schloss", "お城", "성", "قلعة", "महल", "Kastil"),
        ),
        Row(
            "whale",
            "🐋",
            6_999,
            ("#3f95ee", "#9fdcff", "#1d55b8"),
            ("Whale", "Ballena", "Baleia", "Baleine", "Wal", "クジラ", "고래", "حوت", "व्हेल", "Paus"),
        ),
        Row(
            "aurora",
            "🌠",
            7_999,
            ("#2fe0a0", "#8a3dff", "#20438f"),
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
            9_499,
            ("#ff8a2b", "#f2393d", "#ffd05c"),
            ("Phoenix", "Fénix", "Fênix", "Phénix", "Phönix", "不死鳥", "불사조", "عنقاء", "फ़ीनिक्स", "Feniks"),
        ),
        Row(
            "planet",
            "🪐",
            10_999,
            ("#ffb56b", "#e9b6ff", "#8b2f8f"),
            ("Planet", "Planeta", "Planeta", "Planète", "Planet", "惑星", "행성", "كوكب", "ग्रह", "Planet"),
        ),
        Row(
            "galaxy",
            "🌌",
            12_999,
            ("#5b2fa8", "#e07bff", "#5fa0ff"),
            ("Galaxy", "Galaxia", "Galáxia", "Galaxie", "Galaxie", "銀河", "은하", "مجرة", "आकाशगंगा", "Galaksi"),
        ),
    ),
)
"""Six gifts, cheapest first."""
