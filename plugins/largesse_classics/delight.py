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
            ("#f2315f", "#6a4dff", "#ffae57"),
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
            ("#f0559c", "#ffdcb0", "#ff9d2e"),
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
            ("#e98c2c", "#6a2f08", "#8a5cf0"),
            ("Guitar", "Guitarra", "Violão", "Guitare", "Gitarre", "ギター", "기타", "جيتار", "गिटार", "Gitar"),
        ),
        Row(
            "disco_ball",
            "🪩",
            449,
            ("#b9aee6", "#ff8ad0", "#6fd0ff"),
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
            ("#ffcf3f", "#e8960f", "#fff2ae"),
            ("Trophy", "Trofeo", "Troféu", "Trophée", "Pokal", "トロフィー", "트로피", "كأس البطولة", "ट्रॉफ़ी", "Piala"),
        ),
        Row(
            "rainbow",
            "🌈",
            899,
            ("#ff5d73", "#ffd93d", "#42b0ff"),
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
