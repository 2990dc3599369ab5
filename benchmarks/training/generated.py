"""Articles that are made from sentences with gaps, with spans of the four labels of a new project."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING

from benchmarks.training.corpus import PARTS, Corpus, Document, Labelled, Range, longest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ARTICLES = {"train": 240, "val": 40, "test": 80}
_SENTENCES = (3, 8)
_PLACES = [
    "الضفة",
    "الوادي",
    "النهر",
    "الربوة",
    "الساحل",
    "الجبل",
    "الصحراء",
    "الشمال",
    "الجنوب",
    "المرفأ",
    "النخيل",
    "الفجر",
    "البيداء",
    "الصخرة",
    "الينابيع",
    "الزيتون",
    "السدر",
    "الغضا",
    "الرمال",
    "القلعة",
    "البحيرة",
    "الهضبة",
    "السهل",
    "الأرز",
    "العقاب",
    "الصقر",
    "المنارة",
    "الكرمة",
    "السنديان",
    "البرج",
    "الخليج",
    "الواحة",
    "الشلال",
    "الغدير",
    "المرج",
    "البستان",
    "الحصن",
    "المضيق",
    "الجزيرة",
    "السنابل",
    "الريحان",
    "الياسمين",
    "العرعر",
    "الطلح",
    "النبع",
    "الجرف",
    "الغابة",
    "القنطرة",
]
_UNSEEN = 12
"""So many of the names of places are only in the test, or a model would have to learn nothing but names."""
_OVERLOOKED = 0.04
"""The share of spans that whoever marked the articles has overlooked."""
_NAMES = {
    "actor": (
        "لواء {}",
        "فوج {}",
        "حرس {}",
        "مجلس {} المحلي",
        "جيش {}",
        "تنظيم {}",
        "مكتب {} الإعلامي",
        "فصيل {}",
        "حزب {}",
    ),
    "location": (
        "ميناء {}",
        "{}",
        "جسر {}",
        "قرية {}",
        "حقل {}",
        "حي {}",
        "مستودع {}",
        "{}",
        "معبر {}",
        "ثكنة {}",
        "مخيم {}",
    ),
}
_UNSEEN_NAMES = 2
"""So many of the names that a place is part of are only in the test."""
_WEAPONS = (
    *(
        "طائرة مسيّرة",
        "قذائف هاون",
        "صواريخ موجّهة",
        "مدفعية ثقيلة",
        "عبوة ناسفة",
        "راجمات صواريخ",
        "قنابل عنقودية",
    ),
    *("رشاشات ثقيلة", "ألغام أرضية", "صواريخ سهم-2", "مدرّعات", "زوارق مفخخة", "بنادق قنص", "صواريخ بركان-7"),
)
_CLAIMS = (
    "[actor] قصف [location] ب[weapon]",
    "[actor] سيطر على [location] بعد معارك استمرت 3 أيام",
    "مقاتليه لم يستهدفوا [location] ولا [location]",
    "[actor] نقل [weapon] إلى [location] ليلًا",
    "الهجوم على [location] أوقع 12 جريحًا بين المدنيين",
    "[actor] هو من زرع [weapon] ب[location]",
)
_FRAMES = (
    "قال متحدث باسم [actor] إن [claim].",
    "نفى [actor] أن يكون قد قصف [location]، وأكد أن [claim].",
    "زعم قائد في [actor] أن [claim]، لكن سكان [location] نفوا ذلك.",
    "اتفق [actor] و[actor] على هدنة قرب [location] تبدأ صباح الخميس.",
    "عُثر على [weapon] ب[location] بعد انسحاب [actor].",
    "استهدفت [weapon] دورية ل[actor] على [location].",
    "سُلّمت جثامين القتلى ل[actor] عند [location].",
    "تقدّمت فصائل أخرى ك[actor] نحو [location]، فانسحب [actor].",
    "أُغلق [location] أمام المدنيين، ف[actor] يخشى هجومًا ب[weapon].",
    "شوهدت [weapon] و[weapon] على أطراف [location].",
    "«إن [claim]»، هكذا كتب [actor] في بيان نُشر أمس.",
    "وصلت قافلة إغاثة من 30 شاحنة إلى [location] بحماية [actor].",
    "ب[weapon] هاجم [actor] نقطة تفتيش في [location]!",
    "ارتفعت أسعار الزيتون والقمح في الأسواق بعد موسم قليل المطر.",
    "قال مزارعون إن النهر فاض مرتين هذا العام، وإن السهل غرق كله.",
    "أجرى لواء متقاعد مقابلة عن تاريخ الجيوش في المنطقة.",
    "افتُتح معرض للصور عن الجسور القديمة، وحضره جمهور كبير.",
    "هل يصمد الاتفاق؟ لا أحد يعرف حتى الآن.",
)
_HEADLINES = (
    "[actor] يعلن السيطرة على [location]",
    "قصف ب[weapon] على [location]",
    "هدنة قرب [location] تنتظر [actor]",
    "ماذا يجري في [location]؟",
)
_GAP = re.compile(r"\[(\w+)\]")
_TOKEN = re.compile(r"[\w\u064b-\u0652]+|[^\w\s]")
"""A word with its harakat, or a sign."""
_ENDS = re.compile(r"(?<=[.!؟])\s+|\n+")


def make(folder: Path, size: float, seed: int) -> Corpus:
    """Return the corpus, of `size` times as many articles as there are otherwise, and write its files to `folder`."""
    chance = random.Random(seed)
    documents: dict[str, tuple[Document, ...]] = {}
    files: dict[str, Path] = {}
    seen: set[str] = set()
    for part in PARTS:
        names = _Names(chance, unseen=part == "test")
        found: list[Document] = []
        while len(found) < max(2, round(ARTICLES[part] * size)):
            text, spans = _article(names)
            if text not in seen:  # equal texts would be one article
                seen.add(text)
                found.append(_document(text, spans))
        documents[part] = tuple(found)
        files[part] = folder / f"{part}.jsonl"
        files[part].write_text(
            "".join(_line(part, place, document) for place, document in enumerate(found, 1)), "utf-8"
        )
    return Corpus("generated", documents, files, (), split_by="part", has_labels=False)


def _line(part: str, place: int, document: Document) -> str:
    spans = [span._asdict() for span in document.spans]
    record = {"id": f"{part}-{place}", "text": document.text, "part": part, "spans": spans}
    return json.dumps(record, ensure_ascii=False) + "\n"


class _Names:
    """What fills the gaps of sentences, drawn at random."""

    def __init__(self, chance: random.Random, *, unseen: bool) -> None:
        self.chance = chance
        self._places = _PLACES if unseen else _PLACES[:-_UNSEEN]
        self._names = {label: names if unseen else names[:-_UNSEEN_NAMES] for label, names in _NAMES.items()}

    def filled(self, frame: str) -> tuple[str, list[Labelled]]:
        """Return a sentence whose gaps are filled, and a span for each gap, those within others behind these."""
        text, spans, offset = "", list[Labelled](), 0
        for gap in _GAP.finditer(frame):
            text += frame[offset : gap.start()]
            offset = gap.end()
            name, inner = self._filling(gap[1])
            if self.chance.random() >= _OVERLOOKED:
                spans.append(Labelled(len(text), len(text) + len(name), gap[1]))
            spans += [_moved(span, len(text)) for span in inner]
            text += name
        return text + frame[offset:], spans

    def _filling(self, label: str) -> tuple[str, list[Labelled]]:
        match label:
            case "claim":
                return self.filled(self.chance.choice(_CLAIMS))
            case "weapon":
                return self.chance.choice(_WEAPONS), []
            case _:
                name = self.chance.choice(self._names[label])
                return name.format(self.chance.choice(self._places)), []


def _article(names: _Names) -> tuple[str, tuple[Labelled, ...]]:
    """Return a headline and two paragraphs, and their spans."""
    chance = names.chance
    number = chance.randint(*_SENTENCES)
    text, spans = names.filled(chance.choice(_HEADLINES))
    for place in range(number):
        text += "\n\n" if place in (0, number // 2) else " "
        sentence, found = names.filled(chance.choice(_FRAMES))
        spans += [_moved(span, len(text)) for span in found]
        text += sentence
    return text, tuple(spans)


def _moved(span: Labelled, by: int) -> Labelled:
    return Labelled(span.start + by, span.end + by, span.label)


def _document(text: str, spans: tuple[Labelled, ...]) -> Document:
    return Document(text, tuple(_sentences(text)), spans, tuple(longest(spans)))


def _sentences(text: str) -> Iterator[tuple[Range, ...]]:
    start = 0
    for end, after in (*(match.span() for match in _ENDS.finditer(text)), (len(text), len(text))):
        if tokens := tuple(Range(*match.span()) for match in _TOKEN.finditer(text, start, end)):
            yield tokens
        start = after
