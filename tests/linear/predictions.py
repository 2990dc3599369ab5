"""Files of predictions with as many rows of one article as there are sentences, as cases of a size that can be doubled."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from annotator.project import Project
from tests.linear.cases import Case
from tests.store.helpers import SCHEMA

if TYPE_CHECKING:
    from tests.linear.cases import Worst

_SENTENCE = "نفى المتحدث الخبر. "


def _rows(n: int) -> Case:
    """Return the evaluation's reading of `n` rows of one article, with a span each."""
    length = len(_SENTENCE)
    rows = [
        json.dumps(
            {
                "text": _SENTENCE.strip(), "article": "long", "start": at * length, "end": (at + 1) * length - 1,
                "spans": [{"start": 4, "end": 11, "label": "actor"}],
            }
        )
        for at in range(n)
    ]  # fmt: skip

    folder = TemporaryDirectory()
    article, file = Path(folder.name, "long.txt"), Path(folder.name, "rows.jsonl")
    article.write_text(_SENTENCE * n, "utf-8")
    file.write_text("\n".join(rows), "utf-8")
    project = Project.create(Path(folder.name, "annotator.db"), SCHEMA)
    project.imports.add_files([article])

    def read() -> None:
        with folder, project:
            marks = project.evaluations.of_file(file, file.name, ["actor"])
            assert len(marks.marks("long")) == n

    return Case(read)


WORST: Worst = {"rows of one article": _rows}
