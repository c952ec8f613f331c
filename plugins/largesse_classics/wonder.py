"""
Gifts that stop the talk for a moment.
"""

from largesse import Tier
from largesse_classics.drawn import Row, Table

WONDER = Table(
    tier=Tier.WONDER,
    duration_ms=4_500,
    quantity_max=20,
    rows=(
        Row(
            "fireworks",
            "🎆",
            1_000,
            (
                "Fireworks",
                "Fuegos artificiales",
                "Fogos de artifício",
                "Feu d'artifice",
                "Feuerwerk",
                "花火",
                "불꽃놀이",
                "ألعاب نارية",
                "आतिशबाज़ी",
                "Kembang Api",
            ),
        ),
        Row(
            "crown",
            "👑",
            1_499,
            ("Crown", "Corona", "Coroa", "Couronne", "Krone", "王冠", "왕관", "تاج", "ताज", "Mahkota"),
        ),
        Row(
            "diamond",
            "💎",
            1_999,
            (
                "Diamond",
                "Diamante",
                "Diamante",
                "Diamant",
                "Diamant",
                "ダイヤモンド",
                "다이아몬드",
                "ألماسة",
                "हीरा",
                "Berlian",
            ),
        ),
        Row(
            "sports_car",
            "🏎️",
            2_999,
            (
                "Sports Car",
                "Coche deportivo",
                "Carro esportivo",
                "Voiture de sport",
                "Sportwagen",
                "スポーツカー",
                "스포츠카",
                "سيارة رياضية",
                "स्पोर्ट्स कार",
                "Mobil Sport",
            ),
        ),
        Row(
            "sailboat",
            "⛵",
            3_999,
            (
                "Sailboat",
                "Velero",
                "Veleiro",
                "Voilier",
                "Segelboot",
                "ヨット",
                "요트",
                "قارب شراعي",
                "पाल नौका",
                "Perahu Layar",
            ),
        ),
        Row(
            "rocket",
            "🚀",
            4_999,
            ("Rocket", "Cohete", "Foguete", "Fusée", "Rakete", "ロケット", "로켓", "صاروخ", "रॉकेट", "Roket"),
        ),
    ),
)
"""Six gifts, cheapest first."""
