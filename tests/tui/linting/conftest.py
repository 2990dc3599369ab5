"""A project in which huda's layer has faults, among other spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import labels
from annotator.model import Incoming, Span, Status
from annotator.project import Project
from tests.adding import add_articles
from tests.lint.layers import article

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = {
    "one": "زار الوزير ⟦location|بغداد⟧ صباح الأحد، ثم عاد إلى ⟦location|بغداد⟧.",
    "two": "قالت ⟦actor|بغداد⟧ إنها ترفض، وقال ⟦actor|«النهار⟧» ذلك.",
    "three": "وصل ⟦actor| الوفد⟧ إلى ⟦location|دمشق⟧.\nوغادر ⟦location|وبغداد⟧ مساءً.",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a project with three articles, that huda has begun."""
    path = tmp_path / "annotator.db"
    with Project.create(path, labels.default()) as project:
        for number, (name, written) in enumerate(WRITTEN.items(), 1):
            made = article(written, number)
            add_articles(project, [Incoming(text=made.text, path=tmp_path / f"{name}.txt", id=name)])
            spans = [Span.new(*mark, "huda") for mark in made.marks]
            project.layers.add(name, "huda", spans, Status.DOING)
    return path
