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
            ("#ff5d8f", "#37b6ff", "#ffc933"),
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
            ("#ffcb3a", "#e0345f", "#2f8df5"),
            ("Crown", "Corona", "Coroa", "Couronne", "Krone", "王冠", "왕관", "تاج", "ताज", "Mahkota"),
        ),
        Row(
            "diamond",
            "💎",
            1_999,
            ("#6fcdf5", "#f4fdff", "#2480d9"),
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
            ("#f03245", "#ffc933", "#5fa8d8"),
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
            ("#2fa5f0", "#f04a50", "#c9793a"),
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
            ("#f0364f", "#eef1fb", "#ffb52e"),
            ("Rocket", "Cohete", "Foguete", "Fusée", "Rakete", "ロケット", "로켓", "صاروخ", "रॉकेट", "Roket"),
        ),
    ),
)
"""Six gifts, cheapest first."""
