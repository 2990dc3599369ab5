"""Adding articles to a project as the program does: from a file."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.model import ImportReport, Incoming
    from annotator.project import Project


def add_articles(project: Project, articles: Iterable[Incoming]) -> ImportReport:
    """Import articles without spans; those without an id are called like the first one's file."""
    coming = list(articles)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, coming[0].path.name if coming else "none").with_suffix(".jsonl")
        path.write_text("".join(f"{_line(article)}\n" for article in coming), encoding="utf-8")
        return project.imports.add_files([path], format="jsonl")


def _line(article: Incoming) -> str:
    fields = {
        "id": article.id,
        "text": article.text,
        "title": article.title,
        "date": article.date,
        "source": article.source,
        "url": article.url,
        **article.metadata,
    }
    return json.dumps(
        {name: value for name, value in fields.items() if value is not None}, ensure_ascii=False
    )
