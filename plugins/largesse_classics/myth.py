"""
The largest gifts of all; other rooms hear of them.
"""

from largesse import Tier
from largesse_classics.drawn import Row, Table

MYTH = Table(
    tier=Tier.MYTH,
    duration_ms=8_000,
    quantity_max=5,
    rows=(
        Row(
            "volcano",
            "🌋",
            14_999,
            ("#ff7a1a", "#e8321c", "#7b4a66"),
            ("Volcano", "Volcán", "Vulcão", "Volcan", "Vulkan", "火山", "화산", "بركان", "ज्वालामुखी", "Gunung Api"),
        ),
        Row(
            "unicorn",
            "🦄",
            17_999,
            ("#dcb0ff", "#f0488f", "#ffcb3d"),
            (
                "Unicorn",
                "Unicornio",
                "Unicórnio",
                "Licorne",
                "Einhorn",
                "ユニコーン",
                "유니콘",
                "أحادي القرن",
                "यूनिकॉर्न",
                "Unikorn",
            ),
        ),
        Row(
            "kraken",
            "🐙",
            19_999,
            ("#a457e8", "#e3a0ff", "#1f9be8"),
            ("Kraken", "Kraken", "Kraken", "Kraken", "Krake", "クラーケン", "크라켄", "كراكن", "क्रैकन", "Kraken"),
        ),
        Row(
            "peacock",
            "🦚",
            22_999,
            ("#1fa06a", "#2f7ff0", "#f5b52e"),
            ("Peacock", "Pavo real", "Pavão", "Paon", "Pfau", "孔雀", "공작", "طاووس", "मोर", "Merak"),
        ),
        Row(
            "lion",
            "🦁",
            26_999,
            ("#ffb13d", "#c4501c", "#ffcb3d"),
            ("Lion", "León", "Leão", "Lion", "Löwe", "ライオン", "사자", "أسد", "शेर", "Singa"),
        ),
        Row(
            "dragon",
            "🐉",
            30_000,
            ("#2fb872", "#f0552e", "#ffcb3d"),
            ("Dragon", "Dragón", "Dragão", "Dragon", "Drache", "ドラゴン", "드래곤", "تنين", "ड्रैगन", "Naga"),
        ),
    ),
)
"""Six gifts, cheapest first."""
