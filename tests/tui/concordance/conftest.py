"""Projects in which names come again in several articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import labels
from annotator.model import Incoming, Span, Status
from annotator.project import Project
from tests.adding import add_articles

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TEXTS = {
    "one": "قال أحمد إن الحريق بدأ بحقل العمر، ونفى احمد ذلك.\nوعاد أحمد إلى غزة.",
    "two": "وصل أحمد إلى حقل العمر مساء أمس (...) وغادر غزه.",
    "three": "لم يصل أحد إلى حقل العمر.",
}
MARKS = {
    "one": [("أحمد", "actor", 0), ("احمد", "actor", 0), ("أحمد", "actor", 1), ("حقل العمر", "location", 0), ("بحقل", "location", 0), ("غزة", "location", 0)],
    "two": [("أحمد", "actor", 0), ("حقل العمر", "location", 0), ("غزه", "location", 0), ("(...)", "claim", 0)],
    "three": [("حقل العمر", "actor", 0)],
}  # fmt: skip
"""By article: what is marked, its label, and which place of these words it is, from 0."""


def span(article: str, words: str, label: str, place: int = 0, name: str = "huda") -> Span:
    """Return a span over the words."""
    text, at = TEXTS[article], -1
    for _ in range(place + 1):
        at = text.index(words, at + 1)
    return Span.new(at, at + len(words), label, name)


def marked(path: Path, people: Iterable[str] = ("huda",), status: Status = Status.DOING) -> Path:
    """Put the articles with the spans of these people into a new project."""
    with Project.create(path, labels.default()) as project:
        add_articles(project, [Incoming(text=text, path=path, id=id_) for id_, text in TEXTS.items()])
        for article, marks in MARKS.items():
            for name in people:
                project.layers.add(article, name, [span(article, *mark, name=name) for mark in marks], status)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a project in which huda marked eleven spans, of which four say أحمد."""
    return marked(tmp_path / "annotator.db")


@pytest.fixture
def settling(tmp_path: Path) -> Path:
    """The file of a project in which two people finished the same."""
    return marked(tmp_path / "settling.db", ("huda", "salim"), Status.DONE)
