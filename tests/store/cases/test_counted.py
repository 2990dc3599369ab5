"""Whatever is written, what is stored of an article's cases is what counting them gives, or it is not counted."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings

from annotator.errors import AnnotatorError, DuplicateSpanError
from annotator.store.cases import counting, order
from annotator.store.file.case_counts import CANDIDATES, TOTALS
from tests.store.helpers import OTHER, TEXT, make
from tests.store.lives import Doing, do, doings

if TYPE_CHECKING:
    from annotator.project import Project


def require_true(project: Project) -> None:
    """Require that each count that is stored is that of the article as it is now, and each sum that of the counts."""
    connection = project._connection
    rows = connection.rows(f"SELECT {order.COLUMNS} FROM case_count")
    stored: dict[int, list[Any]] = {number: count for number, *count in rows}
    assert stored.keys() == {number for (number,) in connection.rows(CANDIDATES)}
    for number, count in stored.items():
        if count[0] is not None:
            assert counting.Count(*count) == counting.of_article(connection, number)
    kept = connection.row("SELECT uncounted, listed, settled, open, not_decided FROM case_total")
    assert kept == connection.row(TOTALS)


@settings(max_examples=60)
@given(story=doings)
def test_what_is_stored_is_true_after_anything_that_is_done(story: list[Doing]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        make(Path(folder, "here.db"), TEXT, OTHER) as here,
        make(Path(folder, "there.db"), TEXT, OTHER) as there,
    ):
        for doing in story:
            project, other = (here, there) if doing.here else (there, here)
            with suppress(AnnotatorError, DuplicateSpanError):
                do(project, other, doing)
            require_true(project)
            if doing.place % 2:
                assert all(project.cases.count_lacking())
                require_true(project)
