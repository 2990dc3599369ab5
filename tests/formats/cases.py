"""The cases that every format goes through: records whose spans are hard to hold, all in real Arabic."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from annotator import labels
from annotator.formats.base import Writing
from annotator.model import Record, RecordSpan

if TYPE_CHECKING:
    from collections.abc import Sequence

WRITING = Writing(schema=labels.default())
MOMENT = datetime(2026, 2, 3, 9, 30, tzinfo=UTC)


def record(
    id_: str, text: str, marks: Sequence[tuple[int, int, str]] = (), annotator: str = "huda"
) -> Record:
    """Return a record of a layer with these spans: start, end, label."""
    spans = [
        RecordSpan(
            id=f"{id_}-{place}",
            start=start,
            end=end,
            label=label,
            text=text[start:end],
            attributes={},
            annotator=annotator,
            created=MOMENT,
            source=None,
            annotators=[annotator],
            adjudicator=None,
            decision=None,
            note="",
        )
        for place, (start, end, label) in enumerate(
            sorted(marks, key=lambda mark: (mark[0], -mark[1], mark[2]))
        )
    ]
    return Record(
        id=id_,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        title=text.split("\n")[0].strip(),
        date=None,
        source=None,
        url=None,
        metadata={},
        offset_unit="codepoint",
        annotators=[annotator],
        spans=spans,
    )


def over(text: str, *marked: tuple[str, str]) -> list[tuple[int, int, str]]:
    """Return marks over the first place of each of these words."""
    return [(text.index(words), text.index(words) + len(words), label) for words, label in marked]


def _case(name: str, text: str, *marked: tuple[str, str]) -> Record:
    return record(name, text, over(text, *marked))


_MANY = " ".join(f"وصل الوفد {number} إلى قرية السدر." for number in range(1000))


def _many() -> Record:
    marks = []
    for number in range(1000):
        start = _MANY.index(f"الوفد {number} ")
        marks.append((start, start + len(f"الوفد {number}"), "actor"))
        place = _MANY.index("قرية السدر", start)
        marks.append((place, place + len("قرية السدر"), "location"))
    return record("many", _MANY, marks)


CASES: dict[str, Record] = {
    case.id: case
    for case in (
        _case(
            "plain", "قصفت طائرة مسيّرة ميناء الغضا.", ("طائرة مسيّرة", "weapon"), ("ميناء الغضا", "location")
        ),
        _case(
            "nested",
            "نفى قائد حرس ميناء الغضا ذلك.",
            ("نفى قائد حرس ميناء الغضا ذلك", "claim"),
            ("قائد حرس ميناء الغضا", "actor"),
            ("ميناء الغضا", "location"),
        ),
        _case(
            "crossing",
            "قال اللواء إن القافلة وصلت ثم عادت.",
            ("قال اللواء إن القافلة وصلت", "claim"),
            ("القافلة وصلت ثم عادت", "claim"),
        ),
        _case("same-range", "ناشدت المنارة الطرفين.", ("المنارة", "actor"), ("المنارة", "location")),
        _case("clitic", "بدأ الحريق بحقل قريب وبالميناء.", ("حقل", "location"), ("ميناء", "location")),
        _case(
            "lam-alef",
            "انسحبت قوات الجلاء من البلاد.",
            ("لجلا", "actor"),
            ("ا", "claim"),
            ("بلاد", "location"),
        ),
        _case(
            "emoji",
            "🚑👨‍👩‍👧 وصلت سيارة إسعاف 🇸🇩 إلى الصرّة.",
            ("سيارة إسعاف", "weapon"),
            ("الصرّة", "location"),
        ),
        _case(
            "crlf",
            "عنوان الخبر\r\n\r\nوصلت القافلة إلى\r\nالصرّة مساء.\r\n",
            ("القافلة إلى\r\nالصرّة", "claim"),
            ("الصرّة", "location"),
        ),
        _case("harakat", "أَعْلَنَ المُتَحَدِّثُ أَنَّ القَرْيَةَ آمِنَةٌ.", ("المُتَحَدِّثُ", "actor"), ("القَرْيَةَ", "location")),
        _case(
            "marks",
            "\u200fقال أحمد\u200f (MX-4) إن \u200eGhada\u200e بعيدة.",
            ("أحمد\u200f", "actor"),
            ("MX-4", "weapon"),
        ),
        _case(
            "escapes",
            'قال «نعم»;\t[لا] \\ | * _ # <b>&amp;</b> "كلا" 100%',
            ("[لا]", "claim"),
            ("<b>&amp;</b>", "claim"),
        ),
        _case(
            "spaces",
            "  سطر   بفراغات \u00a0كثيرة\n\n\nوسطر آخر  ",
            ("بفراغات \u00a0كثيرة", "claim"),
            ("آخر", "claim"),
        ),
        record("edges", "دمشق", [(0, 4, "location"), (0, 1, "claim"), (3, 4, "claim")]),
        record("empty", "لا شيء في هذا الخبر."),
        _many(),
    )
}
"""By name. Marks are over whole words, unless the name says otherwise."""
