"""Whatever is written, what is stored of an article's cases is what counting them gives, or it is not counted."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from annotator.adjudication import UNANIMOUS, Adjudication
from annotator.errors import AnnotatorError, DamagedProjectError, DuplicateSpanError
from annotator.model import ListQuery, Span, Status
from annotator.project import Project
from annotator.project.checking import checked, repair
from annotator.store.cases import counting
from annotator.store.check import guards
from annotator.store.file.case_counts import CANDIDATES, COLUMNS, TOTALS
from annotator.store.file.count_cases_again import count_cases_again
from annotator.store.file.migrations import STEPS
from tests.store.helpers import OTHER, TEXT, make, raw
from tests.store.lives import Doing, do, doings
from tests.store.older import older_version


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


_FIRST = "rowid = (SELECT min(rowid) FROM {})".format
_NEW = "lower(hex(randomblob(9)))"
CHANGES = (
    f'INSERT INTO span SELECT {_NEW}, article, annotator, start, "end", {_NEW}, attributes, created, changed FROM span LIMIT 1',
    f"UPDATE span SET label = {_NEW} WHERE {_FIRST('span')}",
    f"DELETE FROM span WHERE {_FIRST('span')}",
    f"INSERT INTO decision SELECT {_NEW}, article, adjudicator, at, 'none', people, '[]', '[]', '', '' FROM decision LIMIT 1",
    f"UPDATE decision SET sources = '[]', marks = '[]' WHERE {_FIRST('decision')}",
    f"DELETE FROM decision WHERE {_FIRST('decision')}",
    f'INSERT INTO gold_span SELECT {_NEW}, decision, article, start, "end", {_NEW}, attributes FROM gold_span LIMIT 1',
    f"UPDATE gold_span SET label = {_NEW} WHERE {_FIRST('gold_span')}",
    f"DELETE FROM gold_span WHERE {_FIRST('gold_span')}",
    "DELETE FROM settled",
    "UPDATE settled SET people = '[\"huda\"]'",
    "UPDATE work SET status = 'todo' WHERE annotator = 1",
)
"""What any program may write in an article with two layers, a settled decision and its gold span."""


def adjudicated(path: Path) -> Project:
    """Open a new project with an article that is settled and not counted."""
    project = make(path, TEXT, OTHER)
    for name, end in (("huda", 4), ("salim", 12)):
        project.layers.add(
            "1.txt", name, [Span.new(0, end, "claim", name), Span.new(13, 15, "actor", name)], Status.DONE
        )
    adjudication = adjudication_of(project)
    for case in adjudication.open_cases():
        project.gold.decide(adjudication.choose(case, case.group.versions[:1] if case.group else ()))
    step = adjudication.settle()
    assert step is not None
    project.gold.decide(step)
    return project


def adjudication_of(project: Project) -> Adjudication:
    article, gold = project.articles.get("1.txt"), project.gold.get("1.txt")
    return Adjudication(article, "nadia", project.finished.layers("1.txt"), gold)


@pytest.fixture
def any_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have articles counted whose histories lack what was changed; usually that is told."""
    monkeypatch.setattr(guards, "require_each", lambda _: lambda _: None)
    for limit in ("ALL_BYTES", "PAGES_BYTES"):
        monkeypatch.setattr(guards, limit, 0)


def change(path: Path, *statements: str) -> None:
    raw(path, "PRAGMA foreign_keys = OFF", *statements)


def uncounted(project: Project) -> int:
    return project.cases.totals(UNANIMOUS).uncounted


@pytest.mark.usefixtures("any_change")
@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize(
    "before", [(), CHANGES[1:2], CHANGES[4:5]], ids=["new", "span changed", "decision changed"]
)
def test_what_changes_while_it_is_counted_is_not_stored_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str, before: tuple[str, ...]
) -> None:
    """Whether the article is counted for the first time, or is known to have changed already."""
    path = tmp_path / "annotator.db"
    count = counting.of_article
    with adjudicated(path) as project:
        if before:
            assert list(project.cases.count_lacking()) == [1]
            change(path, *before)
        assert uncounted(project) == 1

        def count_slowly(connection: Any, number: int) -> counting.Count:
            found = count(connection, number)
            change(path, statement)
            return found

        monkeypatch.setattr(counting, "of_article", count_slowly)
        assert list(project.cases.count_lacking()) == [1]
        monkeypatch.setattr(counting, "of_article", count)
        assert uncounted(project) == 1
        assert list(project.cases.count_lacking()) == [1]
        assert uncounted(project) == 0
        require_true(project)


@pytest.mark.usefixtures("any_change")
@pytest.mark.parametrize("before", [(), CHANGES[1:2]], ids=["new", "changed"])
def test_who_counted_an_older_state_does_not_store_it_over_what_another_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: tuple[str, ...]
) -> None:
    path = tmp_path / "annotator.db"
    count = counting.of_article
    with adjudicated(path) as project:
        if before:
            assert list(project.cases.count_lacking()) == [1]
            change(path, *before)

        def count_slowly(connection: Any, number: int) -> counting.Count:
            found = count(connection, number)
            monkeypatch.setattr(counting, "of_article", count)
            change(path, CHANGES[2])
            with Project.open(path) as other:
                assert list(other.cases.count_lacking()) == [1]
            return found

        monkeypatch.setattr(counting, "of_article", count_slowly)
        assert list(project.cases.count_lacking()) == [1]
        assert uncounted(project) == 0
        require_true(project)


@pytest.mark.usefixtures("any_change")
@pytest.mark.parametrize("statement", CHANGES)
def test_each_change_is_seen_whether_it_is_the_first_or_not(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "annotator.db"
    with adjudicated(path) as project:
        assert list(project.cases.count_lacking()) == [1]
        for statements in ([statement], [CHANGES[4], statement]):
            change(path, *statements)
            assert uncounted(project) == 1
            assert list(project.cases.count_lacking()) == [1]
            assert uncounted(project) == 0
            require_true(project)


def rows_changed_by_settling(path: Path, cases: int) -> list[int]:
    """Return how many rows it changes to settle so many cases, to take that back and to do it again."""
    with make(path, " ".join(["قال"] * cases)) as project:
        for name in ("huda", "salim"):
            spans = [Span.new(4 * at, 4 * at + 3, "claim", name) for at in range(cases)]
            project.layers.add("1.txt", name, spans, Status.DONE)
        assert list(project.cases.count_lacking()) == [1]
        adjudication = adjudication_of(project)
        changed = []
        for step in (adjudication.settle, adjudication.undo, adjudication.redo):
            before = project._connection.database.total_changes
            made = step()
            assert made is not None
            project.gold.decide(made)
            changed.append(project._connection.database.total_changes - before)
            require_true(project)
        return changed


def test_settling_changes_no_rows_but_those_of_the_gold_for_each_case(tmp_path: Path) -> None:
    few = rows_changed_by_settling(tmp_path / "few.db", 5)
    many = rows_changed_by_settling(tmp_path / "many.db", 50)
    assert [more - less for more, less in zip(many, few, strict=True)] == [2 * 45] * 3, (
        "a decision and its span"
    )


def test_what_an_older_version_counted_is_counted_again(tmp_path: Path) -> None:
    """It may have taken for two cases what is one."""
    path = tmp_path / "annotator.db"
    with make(path, TEXT, OTHER) as project:
        for name in ("huda", "salim"):
            project.layers.add("1.txt", name, [Span.new(0, 4, "actor", name)], Status.DONE)
        assert sum(project.cases.count_lacking()) == 1
    older_version(path, STEPS.index(count_cases_again))
    with Project.open(path) as project:
        totals = project.cases.totals(UNANIMOUS)
        assert (totals.uncounted, totals.listed) == (1, 0)
        assert sum(project.cases.count_lacking()) == 1
        require_true(project)
    with checked(path) as found:
        assert not list(found.faults())
