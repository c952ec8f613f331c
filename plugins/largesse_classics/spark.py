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
            ("Rose", "Rosa", "Rosa", "Rose", "Rose", "バラ", "장미", "وردة", "गुलाब", "Mawar"),
        ),
        Row(
            "heart",
            "💖",
            2,
            ("Heart", "Corazón", "Coração", "Cœur", "Herz", "ハート", "하트", "قلب", "दिल", "Hati"),
        ),
        Row(
            "coffee",
            "☕",
            5,
            ("Coffee", "Café", "Cafezinho", "Café", "Kaffee", "コーヒー", "커피", "قهوة", "कॉफ़ी", "Kopi"),
        ),
        Row(
            "clover",
            "🍀",
            8,
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
            ("Balloon", "Globo", "Balão", "Ballon", "Luftballon", "風船", "풍선", "بالون", "गुब्बारा", "Balon"),
        ),
    ),
)
"""Six gifts, cheapest first."""
