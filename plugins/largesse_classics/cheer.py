"""
A friendly hand that the whole room sees.
"""

from largesse import Tier
from largesse_classics.drawn import Row, Table

CHEER = Table(
    tier=Tier.CHEER,
    duration_ms=2_000,
    quantity_max=99,
    rows=(
        Row(
            "donut",
            "🍩",
            20,
            ("#f4569f", "#d98a3e", "#ffe066"),
            ("Donut", "Dónut", "Donut", "Donut", "Donut", "ドーナツ", "도넛", "دونات", "डोनट", "Donat"),
        ),
        Row(
            "ice_cream",
            "🍦",
            30,
            ("#ffe9cf", "#e59a3f", "#e0203f"),
            (
                "Ice Cream",
                "Helado",
                "Sorvete",
                "Glace",
                "Eis",
                "ソフトクリーム",
                "아이스크림",
                "آيس كريم",
                "आइसक्रीम",
                "Es Krim",
            ),
        ),
        Row(
            "sunflower",
            "🌻",
            45,
            ("#ffc21f", "#6b3a17", "#319a48"),
            (
                "Sunflower",
                "Girasol",
                "Girassol",
                "Tournesol",
                "Sonnenblume",
                "ひまわり",
                "해바라기",
                "دوّار الشمس",
                "सूरजमुखी",
                "Bunga Matahari",
            ),
        ),
        Row(
            "paper_plane",
            "✈️",
            60,
            ("#8cc6f7", "#d5ecff", "#245aa8"),
            (
                "Paper Plane",
                "Avión de papel",
                "Aviãozinho de papel",
                "Avion en papier",
                "Papierflieger",
                "紙飛行機",
                "종이비행기",
                "طائرة ورقية",
                "कागज़ का जहाज़",
                "Pesawat Kertas",
            ),
        ),
        Row(
            "teddy_bear",
            "🧸",
            80,
            ("#c07f42", "#ffe3c0", "#e3304f"),
            (
                "Teddy Bear",
                "Osito de peluche",
                "Ursinho de pelúcia",
                "Ours en peluche",
                "Teddybär",
                "テディベア",
                "곰 인형",
                "دبدوب",
                "टेडी बियर",
                "Boneka Beruang",
            ),
        ),
        Row(
            "party_popper",
            "🎉",
            99,
            ("#ffb52e", "#e32c72", "#2a8fe6"),
            (
                "Party Popper",
                "Lanzaconfeti",
                "Lança-confete",
                "Canon à confettis",
                "Konfettikanone",
                "クラッカー",
                "파티 폭죽",
                "مفرقعات الحفلة",
                "पार्टी पॉपर",
                "Petasan Konfeti",
            ),
        ),
    ),
)
"""Six gifts, cheapest first."""
