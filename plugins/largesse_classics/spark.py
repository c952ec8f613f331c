"""
The smallest gestures: a flower, a heart, something sweet.
"""

from largesse import Tier
from largesse_classics.drawn import Row, Table

SPARK = Table(
    tier=Tier.SPARK,
    duration_ms=1_500,
    quantity_max=999,
    rows=(
        Row(
            "rose",
            "🌹",
            1,
            ("#e8274f", "#ff8fa0", "#2b9350"),
            ("Rose", "Rosa", "Rosa", "Rose", "Rose", "バラ", "장미", "وردة", "गुलाब", "Mawar"),
        ),
        Row(
            "heart",
            "💖",
            2,
            ("#ff4d78", "#ffc2cf", "#d3125a"),
            ("Heart", "Corazón", "Coração", "Cœur", "Herz", "ハート", "하트", "قلب", "दिल", "Hati"),
        ),
        Row(
            "coffee",
            "☕",
            5,
            ("#a9683c", "#fdf8f4", "#e0523f"),
            ("Coffee", "Café", "Cafezinho", "Café", "Kaffee", "コーヒー", "커피", "قهوة", "कॉफ़ी", "Kopi"),
        ),
        Row(
            "clover",
            "🍀",
            8,
            ("#4cc152", "#a6ee80", "#1a8039"),
            (
                "Lucky Clover",
                "Trébol de la suerte",
                "Trevo da sorte",
                "Trèfle porte-bonheur",
                "Glücksklee",
                "四つ葉のクローバー",
                "네잎클로버",
                "برسيم الحظ",
                "भाग्यशाली तिपतिया",
                "Semanggi Keberuntungan",
            ),
        ),
        Row(
            "lollipop",
            "🍭",
            10,
            ("#ff6fb5", "#ffd1ec", "#2d8be0"),
            (
                "Lollipop",
                "Piruleta",
                "Pirulito",
                "Sucette",
                "Lutscher",
                "ペロペロキャンディ",
                "막대사탕",
                "مصاصة",
                "लॉलीपॉप",
                "Lolipop",
            ),
        ),
        Row(
            "balloon",
            "🎈",
            15,
            ("#ff5b4d", "#ffb199", "#c91f3d"),
            ("Balloon", "Globo", "Balão", "Ballon", "Luftballon", "風船", "풍선", "بالون", "गुब्बारा", "Balon"),
        ),
    ),
)
"""Six gifts, cheapest first."""
