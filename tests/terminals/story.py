"""The articles of the tour and their spans. Written for it; every event is invented."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator import labels
from annotator.model import Incoming, Span, Status
from annotator.project import Project
from tests.adding import add_articles

if TYPE_CHECKING:
    from pathlib import Path

PERSON = "huda"
FIRST, SECOND = "المرفأ", "second"
"""The articles' ids. The first is Arabic, for what the command line says of it."""

ARTICLE = "\n".join(
    (
        "رسولٌ حمل خبراً عاجلاً إلى المرفأ",
        "وقالَ مُحَمَّدٌ إنَّ الشرطةَ تُجري بحثاً واسعاً بدمشق القديمة.",
        "ارتفعت الأسعار ۱۲۳٪ في السوق، وبلغت ٤٥٫٦٪ عند الجسر (٧/٨).",
        "كتب المراسل 😀 عند المعبر 🇮🇶 ثم قال: الجسر مفتوح!",
        "أعلنت شركة Blue Line أن الطائرة (mf4) هبطت في 2021.06.29 - 12:03",
        "«لا [سلام] إلا (بالحوار)»، الاحتلال يغلق الطريق إلى المستشفى.",
        "The word سلام means peace (see page 12).",
        "أعلن الناطق أن قواتهم قصفت المخازن، وأن قذائفها أصابت ناقلة ذخيرة قرب مرفأ الغضا فجراً، فاشتعل حريقٌ كبيرٌ،"
        " وانتقلت عشرُ عائلات إلى مدرسة القرية.",
    )
)
"""Marks, alef with tanwin, Persian and Arabic digits with a percent sign, wide cells, Latin words, brackets, long rows."""

NEXT = "\n".join(
    (
        "شرطي يمشي في شارع ضيق",
        "لم يصل أحد من المفاوضين حتى المساء، وبقي البيض والقمح في المخزن.",
        "شكراً! قال «فارس» (25 عاماً): لا بأس.",
    )
)
"""Rows of other lengths than the first article's, so that what stays of those can be seen."""


class _Tagged(NamedTuple):
    """A span by its words: `words` within `around`, the first time that stands in the article."""

    label: str
    words: str
    around: str = ""


_TAGGED = (
    _Tagged("actor", "رسولٌ"),
    _Tagged("location", "المرفأ"),
    _Tagged("actor", "مُحَمَّدٌ"),
    _Tagged("claim", "إنَّ الشرطةَ تُجري بحثاً واسعاً بدمشق القديمة"),
    _Tagged("actor", "الشرطةَ"),
    _Tagged("location", "دمشق", "بدمشق"),
    _Tagged("claim", "ارتفعت الأسعار ۱۲۳٪"),
    _Tagged("location", "الجسر", "عند الجسر"),
    _Tagged("actor", "المراسل 😀"),
    _Tagged("location", "المعبر 🇮🇶"),
    _Tagged("actor", "شركة Blue Line"),
    _Tagged("weapon", "الطائرة (mf4"),
    _Tagged("claim", "سلام] إلا (بالحوار"),
    _Tagged("actor", "احتلال", "الاحتلال"),
    _Tagged("claim", "قواتهم قصفت المخازن"),
    _Tagged("actor", "قوات", "قواتهم"),
    _Tagged("weapon", "المخازن، وأن قذائف"),
    _Tagged("weapon", "ذخيرة"),
    _Tagged("location", "مرفأ الغضا"),
    _Tagged("claim", "مرفأ الغضا"),
)
"""Some end within a word or between a letter and the next; some nest, cross or share a range."""


def spans() -> list[Span]:
    """Return the spans of the first article."""
    made = []
    for tagged in _TAGGED:
        around = tagged.around or tagged.words
        start = ARTICLE.index(around) + around.index(tagged.words)
        made.append(Span.new(start, start + len(tagged.words), tagged.label, PERSON))
    return made


def make(path: Path) -> None:
    """Make the project of the tour."""
    with Project.create(path, labels.default()) as project:
        add_articles(
            project, [Incoming(text=ARTICLE, path=path, id=FIRST), Incoming(text=NEXT, path=path, id=SECOND)]
        )
        project.layers.add(FIRST, PERSON, spans(), Status.DOING)
