"""A project in which three people finished an article, for the tests of adjudication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import labels
from annotator.model import Incoming, Span, Status
from annotator.project import Project
from tests.adding import add_articles

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import LabelSchema

TEXT = (
    "قال قائد الحرس نادر السنبلاني إن طائرة مسيّرة أصابت مخزن حبوب في ميناء الغضا.\n"
    "ونفى مجلس المنارة ذلك، وقال إن الحريق بدأ بحقل قريب."
)
SECOND = "وصلت قافلة الهلال الأبيض إلى الصرّة، وعثر أهلها على صاروخ لم ينفجر."

Marked = list[tuple[str, str]]

HUDA: Marked = [
    ("قائد الحرس نادر السنبلاني", "actor"),
    ("طائرة مسيّرة", "weapon"),
    ("ميناء الغضا", "location"),
    ("مجلس المنارة", "actor"),
    ("مخزن حبوب", "location"),
    ("حقل", "location"),
]
SALIM: Marked = [
    ("نادر السنبلاني", "actor"),
    ("طائرة مسيّرة", "weapon"),
    ("ميناء الغضا", "location"),
    ("مجلس المنارة", "location"),
    ("بحقل", "location"),
]
MARYAM: Marked = [
    ("قائد الحرس نادر السنبلاني", "actor"),
    ("طائرة مسيّرة", "weapon"),
    ("ميناء الغضا", "location"),
    ("مجلس المنارة", "actor"),
    ("حقل", "location"),
]
"""The four disagreements: an edge, a label, somebody alone, a clitic. Two people of three agree on each."""

NADIR = [("قائد الحرس نادر السنبلاني", "actor"), ("نادر السنبلاني", "actor")]
COUNCIL = [("مجلس المنارة", "actor"), ("مجلس المنارة", "location")]
PLACE = [("مخزن حبوب", "location")]
FIELD = [("حقل", "location"), ("بحقل", "location")]
AGREED = [("طائرة مسيّرة", "weapon"), ("ميناء الغضا", "location")]
"""The versions of each disagreement in the order of their cards, and what all agree on."""


def spans(text: str, marked: Marked, name: str) -> list[Span]:
    """Return spans over the first place of each text."""
    return [
        Span.new(text.index(words), text.index(words) + len(words), label, name) for words, label in marked
    ]


def make(path: Path, schema: LabelSchema | None = None) -> Path:
    """Make the project: article "first" by three people, "second" by two."""
    with Project.create(path, schema or labels.default()) as project:
        add_articles(
            project,
            [Incoming(text=TEXT, path=path, id="first"), Incoming(text=SECOND, path=path, id="second")],
        )
        for name, marked in (("huda", HUDA), ("salim", SALIM), ("maryam", MARYAM)):
            project.layers.add("first", name, spans(TEXT, marked, name), Status.DONE)
        for name, words in (("huda", "قافلة الهلال الأبيض"), ("salim", "الهلال الأبيض")):
            project.layers.add("second", name, spans(SECOND, [(words, "actor")], name), Status.DONE)
    return path
