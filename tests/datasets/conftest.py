"""The small project that tests describe as a data set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import labels
from annotator.model import Incoming, Span, Status
from annotator.project import Project
from tests.adding import add_articles
from tests.datasets.described import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Four articles that huda finished alone, each with a location in a claim."""
    with Project.create(tmp_path / "project.db", labels.default()) as opened:
        add_articles(
            opened,
            (
                Incoming(text=text, path=tmp_path, id=f"n-{number}", date="2026-02-01")
                for number, text in enumerate(TEXTS)
            ),
        )
        for number, text in enumerate(TEXTS):
            start = text.index(" ") + 1
            spans = [Span.new(0, len(text), "claim", "huda"), Span.new(start, start + 4, "location", "huda")]
            opened.layers.add(f"n-{number}", "huda", spans, Status.DONE)
        yield opened
