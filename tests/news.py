"""Short news that no two articles have in common, for tests that need many."""

from __future__ import annotations

PLACES = [
    "الغضا",
    "الصرّة",
    "عين السدر",
    "النخيل",
    "الرمانة",
    "الجسر",
    "الكرمة",
    "المنارة",
    "السدرة",
    "الوادي",
]
TELLING = [
    "وصلت قافلة من {n} شاحنة إلى {place} بعد أن أغلقت السيول طريق الساحل أيامًا.",
    "نفى متحدث باسم {place} سقوط {n} قذيفة على المخازن، وقال إن ما سُمع تدريب معتاد.",
    "أعلنت لجنة الإغاثة في {place} أن {n} أسرة عادت إلى بيوتها منذ مطلع الشهر.",
    "أصيب {n} من عمال الميناء عندما انهار سقف مستودع قديم قرب {place}، بحسب شهود.",
]


def news(number: int) -> str:
    """Return an article of a line or two, another one for each number."""
    place = PLACES[number % 10]
    return f"{number} {TELLING[number % 4].format(n=number * 37 + 11, place=place)} {PLACES[number % 7]}"
