"""Whatever is written, what is stored of an article's cases is what counting them gives, or it is not counted."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from annotator.adjudication import UNANIMOUS
from annotator.errors import AnnotatorError, DamagedProjectError, DuplicateSpanError
from annotator.model import ListQuery, Span, Status
from annotator.project import Project
from annotator.project.checking import checked, repair
from annotator.store.cases import counting
from annotator.store.check import guards
from annotator.store.file.case_counts import CANDIDATES, COLUMNS, TOTALS
from tests.store.helpers import OTHER, TEXT, make, raw
from tests.store.lives import Doing, do, doings


def require_true(project: Project) -> None:
    """Require that each count that is stored is that of the article as it is now, and each sum that of the counts."""
    connection = project._connection
    rows = connection.rows(f"SELECT {COLUMNS} FROM case_count")
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


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE case_count SET open = open + 1, undecided = undecided + 1", "case_count"),
        ("UPDATE case_count SET status = 3", "case_count"),
        ("UPDATE case_count SET people = ',7,'", "case_count"),
        ("DELETE FROM case_count", "case_count"),
        ("INSERT INTO case_count (article) VALUES (2)", "case_count"),
        ("UPDATE case_total SET listed = 9", "case_total"),
        ("DELETE FROM case_total", "case_total"),
    ],
)
def test_what_is_not_true_any_more_is_found_and_made_anew(tmp_path: Path, statement: str, table: str) -> None:
    path = tmp_path / "annotator.db"
    with make(path, TEXT, OTHER) as project:
        for name, end in (("huda", 4), ("salim", 12)):
            project.layers.add("1.txt", name, [Span.new(0, end, "claim", name)], Status.DONE)
        assert list(project.cases.count_lacking()) == [1]
        expected = project.cases.row(UNANIMOUS, "1.txt")
    raw(path, statement)
    with checked(path) as project:
        found = list(project.faults())
    assert {fault.table for fault in found} == {table}
    assert all(fault.derived for fault in found)
    assert repair(path, found) == ["counts of disagreements"]
    with Project.open(path) as project:
        assert sum(project.cases.count_lacking()) == 1
        assert project.cases.row(UNANIMOUS, "1.txt") == expected
        require_true(project)


@pytest.mark.parametrize(
    "change",
    ["open = 0, undecided = 0", "status = 3", "people = ',1,'", "decided = 4, stale = 1", "checksum = NULL"],
)
def test_a_row_in_sight_that_is_not_as_it_was_stored_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = tmp_path / "annotator.db"
    with make(path, TEXT, OTHER) as project:
        for name, end in (("huda", 4), ("salim", 12)):
            project.layers.add("1.txt", name, [Span.new(0, end, "claim", name)], Status.DONE)
        assert list(project.cases.count_lacking()) == [1]
    for limit in ("ALL_BYTES", "PAGES_BYTES"):
        monkeypatch.setattr(guards, limit, 0)
    raw(path, f"UPDATE case_count SET {change}")
    with Project.open(path) as project:
        with pytest.raises(DamagedProjectError, match="annotator check --repair"):
            project.cases.rows(UNANIMOUS, ListQuery(), None, 9)
        with pytest.raises(DamagedProjectError, match="annotator check --repair"):
            project.cases.row(UNANIMOUS, "1.txt")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM case_count",
        "UPDATE case_count SET layers = 1",
        "UPDATE case_total SET open = 0, listed = 0",
    ],
)
def test_an_article_that_the_list_lacks_is_told_while_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    path = tmp_path / "annotator.db"
    with make(path, TEXT, OTHER) as project:
        for name, end in (("huda", 4), ("salim", 12)):
            project.layers.add("1.txt", name, [Span.new(0, end, "claim", name)], Status.DONE)
        assert list(project.cases.count_lacking()) == [1]
    for limit in ("ALL_BYTES", "PAGES_BYTES"):
        monkeypatch.setattr(guards, limit, 0)
    raw(path, statement)
    with Project.open(path) as project, pytest.raises(DamagedProjectError, match="annotator check --repair"):
        project.require_fitting_lists(lambda: False, 0)
