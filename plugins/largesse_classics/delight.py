"""
Gifts that get an answer from the stage.
"""

from largesse import Tier
from largesse_classics.drawn import Row, Table

DELIGHT = Table(
    tier=Tier.DELIGHT,
    duration_ms=3_000,
    quantity_max=99,
    rows=(
        Row(
            "sunglasses",
            "😎",
            129,
            (
                "Sunglasses",
                "Gafas de sol",
                "Óculos de sol",
                "Lunettes de soleil",
                "Sonnenbrille",
                "サングラス",
                "선글라스",
                "نظارة شمسية",
                "धूप का चश्मा",
                "Kacamata Hitam",
            ),
        ),
        Row(
            "birthday_cake",
            "🎂",
            199,
            (
                "Birthday Cake",
                "Pastel de cumpleaños",
                "Bolo de aniversário",
                "Gâteau d'anniversaire",
                "Geburtstagstorte",
                "バースデーケーキ",
                "생일 케이크",
                "كعكة عيد الميلاد",
                "जन्मदिन का केक",
                "Kue Ulang Tahun",
            ),
        ),
        Row(
            "guitar",
            "🎸",
            299,
            ("Guitar", "Guitarra", "Violão", "Guitare", "Gitarre", "ギター", "기타", "جيتار", "गिटार", "Gitar"),
        ),
        Row(
            "disco_ball",
            "🪩",
            449,
            (
                "Disco Ball",
                "Bola de discoteca",
                "Globo de espelhos",
                "Boule à facettes",
                "Discokugel",
                "ミラーボール",
                "미러볼",
                "كرة الديسكو",
                "डिस्को बॉल",
                "Bola Disko",
            ),
        ),
        Row(
            "trophy",
            "🏆",
            649,
            ("Trophy", "Trofeo", "Troféu", "Trophée", "Pokal", "トロフィー", "트로피", "كأس البطولة", "ट्रॉफ़ी", "Piala"),
        ),
        Row(
            "rainbow",
            "🌈",
            899,
            (
                "Rainbow",
                "Arcoíris",
                "Arco-íris",
                "Arc-en-ciel",
                "Regenbogen",
                "虹",
                "무지개",
                "قوس قزح",
                "इंद्रधनुष",
                "Pelangi",
            ),
        ),
    ),
)
"""Six gifts, cheapest first."""
